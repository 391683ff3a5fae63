// SPDX-License-Identifier: MIT
#include "buildstd/process/ancestry.hpp"

#include <fmt/format.h>

#include "buildstd/base/text.hpp"

namespace buildstd::process {

std::string OtherProcess::id() const { return fmt::format("{}-{}", pid, start); }

bool is_running(int pid, std::uint64_t start) { return start_of(pid) == start; }

bool is_running(std::string_view id) {
  const auto parts = text::split(id, '-');
  if (parts.size() != 2) return false;
  const auto pid = text::whole_number<int>(parts[0]);
  const auto start = text::whole_number<std::uint64_t>(parts[1]);
  return pid && start && is_running(*pid, *start);
}

}  // namespace buildstd::process
