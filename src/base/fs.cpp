// SPDX-License-Identifier: MIT
#include "buildstd/base/fs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/fs_failure.hpp"
#include "base/fs_parts.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::fs {

namespace stdfs = std::filesystem;

std::unexpected<Error> failure(std::string_view verb, const Path& path, const std::error_code& code) {
  auto error = Error(fmt::format("failed to {} `{}`", verb, path.string())).caused_by(code.message());
  if (code == std::errc::no_space_on_device)
    error = std::move(error).help("free some space on this file system, then run the same command again");
  return fail(std::move(error));
}

bool exists(const Path& path) {
  std::error_code code;
  return stdfs::exists(path, code);
}
bool is_file(const Path& path) {
  std::error_code code;
  return stdfs::is_regular_file(path, code);
}
bool is_directory(const Path& path) {
  std::error_code code;
  return stdfs::is_directory(path, code);
}

namespace {

// Beside `path`, renamed over it.
template <class Make>
Result<void> put_in_place(const Path& path, Make&& make) {
  auto temporary = path;
  temporary += fmt::format(".tmp-{}", unique_name());
  Result<void> made = make(temporary);
  if (made) made = fs::rename(temporary, path);
  if (!made) {
    std::error_code ignored;
    stdfs::remove(temporary, ignored);
  }
  return made;
}

Result<void> set_permissions(const Path& path, std::string_view verb, stdfs::perms permissions,
                             stdfs::perm_options how) {
  std::error_code code;
  stdfs::permissions(path, permissions, how, code);
  if (code) return failure(verb, path, code);
  return {};
}

}  // namespace

Result<void> write_atomically(const Path& path, std::string_view content) {
  return put_in_place(path, [&](const Path& temporary) { return write_new(temporary, content, path); });
}

Result<void> replace_content(const Path& path, std::string_view content) {
  if (!is_file(path)) return write_atomically(path, content);
  const auto file = fs::canonical(path);
  std::error_code code;
  const auto permissions = stdfs::status(file, code).permissions();
  if (code) return failure("look at", file, code);
  return put_in_place(file, [&](const Path& temporary) -> Result<void> {
    constexpr unsigned only_for_owner = 0600;  // what it says may be secret
    BUILDSTD_CHECK(write_new(temporary, content, path, only_for_owner));
    return set_permissions(temporary, "keep the permissions of", permissions, stdfs::perm_options::replace);
  });
}

Result<void> copy_atomically(const Path& from, const Path& to) {
  return put_in_place(to, [&](const Path& temporary) -> Result<void> {
    BUILDSTD_CHECK(copy_new(from, temporary));
    return set_permissions(temporary, "make writable", stdfs::perms::owner_write, stdfs::perm_options::add);
  });
}

Result<void> write_program(const Path& path, std::string_view content) {
  return put_in_place(path, [&](const Path& temporary) -> Result<void> {
    BUILDSTD_CHECK(write_new(temporary, content, path));
    using enum stdfs::perms;
    return set_permissions(temporary, "make a program of",
                           owner_all | group_read | group_exec | others_read | others_exec,
                           stdfs::perm_options::replace);
  });
}

Result<void> create_directories(const Path& path) {
  if (const auto code = make_directories(path)) {
    auto error = Error(fmt::format("failed to create directory `{}`", path.string())).caused_by(code.message());
    if (code == std::errc::permission_denied || code == std::errc::read_only_file_system)
      error =
          std::move(error).help("choose a directory you can write to with `--target-dir DIR` or `CARGO_TARGET_DIR`");
    return fail(std::move(error));
  }
  return {};
}

Result<void> remove_all(const Path& path) {
  std::error_code code;
  stdfs::remove_all(path, code);
  if (code) return failure("remove", path, code);
  return {};
}

Result<void> remove_empty_directory(const Path& path) {
  std::error_code code;
  stdfs::remove(path, code);
  if (code) return failure("remove", path, code);
  return {};
}

Result<void> rename(const Path& from, const Path& to) {
  std::error_code code;
  stdfs::rename(from, to, code);
  if (code) return failure("rename", from, code);
  return {};
}

Result<void> symlink(const Path& target, const Path& link) {
  std::error_code code;
  if (fs::is_directory(target)) {
    stdfs::create_directory_symlink(target, link, code);
  } else {
    stdfs::create_symlink(target, link, code);
  }
  if (code) return failure("create the link", link, code);
  return {};
}

Result<void> make_read_only(const Path& path) {
  using stdfs::perms;
  return set_permissions(path, "change the permissions of",
                         perms::owner_write | perms::group_write | perms::others_write, stdfs::perm_options::remove);
}

Result<std::vector<std::string>> list(const Path& directory) {
  std::error_code code;
  std::vector<std::string> names;
  for (stdfs::directory_iterator entry(directory, code), end; !code && entry != end; entry.increment(code)) {
    names.push_back(entry->path().filename().string());
  }
  if (code) return failure("read directory", directory, code);
  std::ranges::sort(names);
  return names;
}

namespace {

template <class IsMeant>
Result<std::vector<Path>> list_below(const Path& directory, IsMeant&& is_meant) {
  std::error_code code;
  std::vector<std::string> names;
  auto entered = directory;  // what could not be read, if something cannot
  const auto prefix = (directory / "").native().size();
  for (stdfs::recursive_directory_iterator entry(directory, code), end; !code && entry != end; entry.increment(code)) {
    if (entry->is_directory(code)) entered = entry->path();
    if (is_meant(*entry, code)) names.push_back(entry->path().native().substr(prefix));
  }
  if (code) return failure("read directory", entered, code);
  std::ranges::sort(names);
  return std::vector<Path>(names.begin(), names.end());
}

}  // namespace

Result<std::vector<Path>> list_recursively(const Path& directory) {
  return list_below(directory, [](const stdfs::directory_entry& entry, std::error_code& code) {
    return entry.is_regular_file(code) && !entry.is_symlink(code);
  });
}

Result<std::vector<Path>> list_links(const Path& directory) {
  return list_below(directory,
                    [](const stdfs::directory_entry& entry, std::error_code& code) { return entry.is_symlink(code); });
}

std::optional<Path> link_target(const Path& path) {
  std::error_code code;
  auto target = stdfs::read_symlink(path, code);
  return code ? std::nullopt : std::optional(std::move(target));
}

bool is_same_file(const Path& one, const Path& other) {
  std::error_code code;
  return stdfs::equivalent(one, other, code);
}

Path canonical(const Path& path) {
  std::error_code code;
  auto resolved = stdfs::canonical(path, code);
  return code ? path : resolved;
}

Path absolute(const Path& path, const Path& base) {
  auto normal = (path.is_absolute() ? path : base / path).lexically_normal();
  return normal.has_filename() || normal == normal.root_path() ? normal : normal.parent_path();
}

std::optional<Path> find_program(std::string_view program, std::string_view path_variable, const Path& cwd) {
  const Path name(program);
  if (name.has_parent_path()) {
    auto path = absolute(name, cwd);
    if (is_executable(path)) return path;
    return std::nullopt;
  }
  for (const auto& directory : text::split(path_variable, path_list_separator)) {
    auto path = absolute(Path(directory) / name, cwd);
    if (is_executable(path)) return path;
  }
  return std::nullopt;
}

}  // namespace buildstd::fs
