// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/environment.hpp"

namespace buildstd::process {

/// Another process of this machine, as it is now.
struct OtherProcess {
  int pid = 0;
  std::uint64_t start = 0;  ///< when it began, in a unit of the system's; with the number it names one process for good
  std::filesystem::path program;
  std::vector<std::string> arguments;  ///< with the name it was called by
  std::filesystem::path cwd;

  /// A name for files that are about it.
  [[nodiscard]] std::string id() const;
};

/// The nearest process that this one descends from and whose program has this name (without an extension); nothing
/// where there is none, or the system does not tell.
std::optional<OtherProcess> find_ancestor(std::string_view program);

/// The environment that a process was started with; nothing where the system does not tell.
std::optional<Environment> environment_of(const OtherProcess& process);

/// When a process began, as `OtherProcess::start`; nothing where there is none, or the system does not tell.
std::optional<std::uint64_t> start_of(int pid);

/// Whether a process still runs.
bool is_running(int pid, std::uint64_t start);
/// The same of the process with an `OtherProcess::id`; what is no such id names none.
bool is_running(std::string_view id);

}  // namespace buildstd::process
