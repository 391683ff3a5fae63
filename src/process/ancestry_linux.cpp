// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <string>
#include <system_error>

#include "buildstd/base/text.hpp"
#include "buildstd/process/ancestry.hpp"

// proc(5): /proc/PID/stat, cmdline, cwd, exe.
namespace buildstd::process {

namespace {

using Path = std::filesystem::path;

// Deeper than any chain of make, shells and wrappers.
constexpr int most_generations = 32;
constexpr std::size_t longest_file = 4U << 20;

struct Stat {
  int parent = 0;
  std::uint64_t start = 0;
};

// A file of /proc, whose size is not known before.
std::optional<std::string> read_file(const Path& path) {
  const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (handle < 0) return std::nullopt;
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; text.size() < longest_file; text.append(buffer.data(), static_cast<std::size_t>(count))) {
    count = ::read(handle, buffer.data(), buffer.size());
    if (count <= 0) break;
  }
  ::close(handle);
  return text;
}

Path folder_of(int pid) { return Path("/proc") / std::to_string(pid); }

template <class Number>
Number number(const std::string& text) {
  Number value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Fields are counted from behind the program's name, which may hold anything. One that has ended, and for which nobody
// has waited, is none.
std::optional<Stat> read_stat(int pid) {
  constexpr std::size_t state_field = 0;
  constexpr std::size_t parent_field = 1;
  constexpr std::size_t start_field = 19;
  const auto text = read_file(folder_of(pid) / "stat");
  if (!text) return std::nullopt;
  const auto name_end = text->rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  const auto fields = text::words(std::string_view(*text).substr(name_end + 1));
  if (fields.size() <= start_field || fields[state_field] == "Z" || fields[state_field] == "X") return std::nullopt;
  return Stat{number<int>(fields[parent_field]), number<std::uint64_t>(fields[start_field])};
}

Path link(const Path& path) {
  std::error_code code;
  return std::filesystem::read_symlink(path, code);
}

// Each ends with a zero byte.
std::vector<std::string> read_strings(const Path& path) {
  auto text = read_file(path).value_or("");
  if (text.empty()) return {};
  if (text.back() == '\0') text.pop_back();
  return text::split(text, '\0');
}

}  // namespace

std::optional<OtherProcess> find_ancestor(std::string_view program) {
  int pid = ::getppid();
  for (int i = 0; i < most_generations && pid > 1; ++i) {
    const auto stat = read_stat(pid);
    if (!stat) return std::nullopt;
    const auto file = link(folder_of(pid) / "exe");
    if (file.stem() == program)
      return OtherProcess{pid, stat->start, file, read_strings(folder_of(pid) / "cmdline"),
                          link(folder_of(pid) / "cwd")};
    pid = stat->parent;
  }
  return std::nullopt;
}

std::optional<Environment> environment_of(const OtherProcess& process) {
  Environment environment;
  for (const auto& variable : read_strings(folder_of(process.pid) / "environ")) {
    const auto equals = variable.find('=');
    if (equals != std::string::npos) environment.set(variable.substr(0, equals), variable.substr(equals + 1));
  }
  if (environment.all().empty() || !is_running(process.pid, process.start)) return std::nullopt;
  return environment;
}

std::optional<std::uint64_t> start_of(int pid) {
  const auto stat = read_stat(pid);
  return stat ? std::optional(stat->start) : std::nullopt;
}

}  // namespace buildstd::process
