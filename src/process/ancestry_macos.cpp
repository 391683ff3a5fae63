// SPDX-License-Identifier: MIT
#include <libproc.h>
#include <sys/proc.h>
#include <sys/proc_info.h>
#include <sys/sysctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "buildstd/process/ancestry.hpp"

// libproc.h, and sysctl(3): KERN_PROCARGS2.
namespace buildstd::process {

namespace {

using Path = std::filesystem::path;

// Deeper than any chain of make, shells and wrappers.
constexpr int most_generations = 32;

std::optional<proc_bsdinfo> read_info(int pid) {
  proc_bsdinfo info{};
  if (::proc_pidinfo(pid, PROC_PIDTBSDINFO, 0, &info, sizeof info) != sizeof info) return std::nullopt;
  if (info.pbi_status == SZOMB) return std::nullopt;
  return info;
}

std::uint64_t start_in(const proc_bsdinfo& info) {
  constexpr std::uint64_t microseconds = 1'000'000;
  return info.pbi_start_tvsec * microseconds + info.pbi_start_tvusec;
}

Path program_of(int pid) {
  std::array<char, PROC_PIDPATHINFO_MAXSIZE> path{};
  return ::proc_pidpath(pid, path.data(), path.size()) > 0 ? Path(path.data()) : Path();
}

Path working_directory_of(int pid) {
  proc_vnodepathinfo info{};
  if (::proc_pidinfo(pid, PROC_PIDVNODEPATHINFO, 0, &info, sizeof info) != sizeof info) return {};
  return Path(static_cast<const char*>(info.pvi_cdir.vip_path));
}

struct Words {
  std::vector<std::string> arguments;
  std::vector<std::string> variables;
};

/// Takes a string and the zero bytes behind it off the front.
std::string take_string(std::string_view& rest) {
  const std::string word(rest.substr(0, rest.find('\0')));
  rest.remove_prefix(std::min(rest.size(), word.size() + 1));
  return word;
}

// The number of arguments, the program's path, padding, the arguments, the environment up to an empty string.
Words words_of(int pid) {
  std::array<int, 3> name{CTL_KERN, KERN_PROCARGS2, pid};
  std::size_t size = 0;
  if (::sysctl(name.data(), name.size(), nullptr, &size, nullptr, 0) != 0) return {};
  std::string content(size, '\0');
  if (::sysctl(name.data(), name.size(), content.data(), &size, nullptr, 0) != 0 || size < sizeof(int)) return {};
  int count = 0;
  std::memcpy(&count, content.data(), sizeof count);
  auto rest = std::string_view(content).substr(sizeof count, size - sizeof count);
  take_string(rest);
  rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of('\0')));
  Words words;
  for (int i = 0; i < count && !rest.empty(); ++i) words.arguments.push_back(take_string(rest));
  while (!rest.empty() && rest.front() != '\0') words.variables.push_back(take_string(rest));
  return words;
}

}  // namespace

std::optional<OtherProcess> find_ancestor(std::string_view program) {
  int pid = ::getppid();
  for (int i = 0; i < most_generations && pid > 1; ++i) {
    const auto info = read_info(pid);
    if (!info) return std::nullopt;
    const auto file = program_of(pid);
    if (file.stem() == program)
      return OtherProcess{pid, start_in(*info), file, words_of(pid).arguments, working_directory_of(pid)};
    pid = static_cast<int>(info->pbi_ppid);
  }
  return std::nullopt;
}

std::optional<Environment> environment_of(const OtherProcess& process) {
  Environment environment;
  for (const auto& variable : words_of(process.pid).variables) {
    const auto equals = variable.find('=');
    if (equals != std::string::npos) environment.set(variable.substr(0, equals), variable.substr(equals + 1));
  }
  if (environment.all().empty() || !is_running(process.pid, process.start)) return std::nullopt;
  return environment;
}

std::optional<std::uint64_t> start_of(int pid) {
  const auto info = read_info(pid);
  return info ? std::optional(start_in(*info)) : std::nullopt;
}

}  // namespace buildstd::process
