// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <uv.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "buildstd/base/text.hpp"
#include "buildstd/process/resources.hpp"
#include "process/control_group.hpp"

namespace buildstd::process {

namespace {

// The start of a file of /proc, whose size is not known before; empty where there is none.
std::string read_start(const std::string& path) {
  const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (handle < 0) return {};
  std::array<char, 4096> buffer{};
  const auto count = ::read(handle, buffer.data(), buffer.size());
  ::close(handle);
  return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : std::string();
}

double number(const std::string& word) {
  double value = 0;
  std::from_chars(word.data(), word.data() + word.size(), value);
  return value;
}

}  // namespace

// proc(5): the name in parentheses may hold anything, the fields behind it are numbers.
std::optional<double> processor_seconds(int pid) {
  const auto stat = read_start(fmt::format("/proc/{}/stat", pid));
  const auto name_end = stat.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  const auto fields = text::words(std::string_view(stat).substr(name_end + 1));
  constexpr std::size_t first = 11;  // utime, stime, cutime, cstime
  constexpr std::size_t count = 4;
  const auto ticks_a_second = ::sysconf(_SC_CLK_TCK);
  if (fields.size() < first + count || ticks_a_second <= 0) return std::nullopt;
  double ticks = 0;
  for (auto i = first; i < first + count; ++i) ticks += number(fields[i]);
  return ticks / static_cast<double>(ticks_a_second);
}

// proc(5): pages, the second number is those that are resident.
std::optional<std::uint64_t> resident_memory(int pid) {
  const auto fields = text::words(read_start(fmt::format("/proc/{}/statm", pid)));
  const auto page = ::sysconf(_SC_PAGESIZE);
  if (fields.size() < 2 || page <= 0) return std::nullopt;
  return static_cast<std::uint64_t>(number(fields[1])) * static_cast<std::uint64_t>(page);
}

// Cargo: util/cpu.rs. Busy is all but idle and waiting for a disk.
std::optional<ProcessorUse> processor_use() {
  const auto stat = read_start("/proc/stat");
  const auto fields = text::words(std::string_view(stat).substr(0, stat.find('\n')));
  constexpr std::size_t most = 8;  // guests count in `user` already
  constexpr std::size_t idle = 4;
  if (fields.size() <= idle + 1 || fields.front() != "cpu") return std::nullopt;
  ProcessorUse use;
  for (std::size_t i = 1; i < std::min(fields.size(), most + 1); ++i) {
    const auto ticks = number(fields[i]);
    use.total += ticks;
    if (i != idle && i != idle + 1) use.busy += ticks;
  }
  return use;
}

std::optional<std::uint64_t> available_memory() {
  const auto available = uv_get_free_memory();  // on Linux, MemAvailable
  const auto left = memory_left_in_groups();
  if (available == 0) return left;
  return std::min(available, left.value_or(available));
}

}  // namespace buildstd::process
