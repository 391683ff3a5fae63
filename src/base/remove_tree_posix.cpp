// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/trusted_path.hpp"

namespace buildstd::fs {

namespace {

constexpr int list_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

Descriptor open_to_list(int directory, const char* name) {
  return Descriptor(retrying([&] { return ::openat(directory, name, list_flags); }));
}

std::error_code remove_content(int directory, dev_t device) {
  struct ::stat status{};
  if (::fstat(directory, &status) != 0) return last_error();
  if (status.st_dev != device) return std::make_error_code(std::errc::cross_device_link);
  std::vector<std::string> names;
  if (const auto code = list_names(directory, names)) return code;
  for (const auto& name : names) {
    if (const auto code = remove_tree(directory, name.c_str())) return code;
  }
  return {};
}

bool unlinked(int directory, const char* name, int flags) {
  return retrying([&] { return ::unlinkat(directory, name, flags); }) == 0 || errno == ENOENT;
}

}  // namespace

std::error_code list_names(int directory, std::vector<std::string>& names) {
  auto opened = open_to_list(directory, ".");
  if (!opened.is_open()) return last_error();
  struct Close {
    void operator()(::DIR* open) const { ::closedir(open); }
  };
  const std::unique_ptr<::DIR, Close> entries(::fdopendir(opened.get()));
  if (!entries) return last_error();
  (void)opened.release();
  errno = 0;
  while (const auto* entry = ::readdir(entries.get())) {
    if (const std::string_view name = entry->d_name; name != "." && name != "..") names.emplace_back(name);
    errno = 0;
  }
  if (errno != 0) return last_error();
  std::ranges::sort(names);
  return {};
}

std::error_code remove_tree(int directory, const char* name) {
  if (unlinked(directory, name, 0)) return {};
  if (errno != EISDIR && errno != EPERM) return last_error();  // POSIX has EPERM for directories
  const auto refused = last_error();
  auto inner = open_to_list(directory, name);
  if (!inner.is_open() && errno == EACCES && ::fchmodat(directory, name, S_IRWXU, 0) == 0)
    inner = open_to_list(directory, name);
  if (!inner.is_open()) return errno == ENOTDIR ? refused : last_error();
  struct ::stat parent{};
  if (::fstat(directory, &parent) != 0) return last_error();
  if (const auto code = remove_content(inner.get(), parent.st_dev)) return code;
  return unlinked(directory, name, AT_REMOVEDIR) ? std::error_code() : last_error();
}

}  // namespace buildstd::fs
