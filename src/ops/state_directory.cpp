// SPDX-License-Identifier: MIT
#include "buildstd/ops/state_directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/json.hpp"
#include "buildstd/base/fs.hpp"

namespace buildstd::ops {

namespace {

using fs::FileLock;
using fs::TrustedDirectory;

constexpr const char* lock_name = ".lock";
constexpr const char* marker_name = ".made-here";

// What an earlier build has left is used: none of it where somebody else may have put it there.
constexpr std::array<std::string_view, 5> believed = {"build", "cache", "records", "specifications", "sysroots"};
// What else has been put into such a directory, also by buildstd 0.1.0, which made no marker.
constexpr std::array<std::string_view, 3> others = {"exported", "locks", "timings"};
// Of the front, which may be the first to make something here; each of a process that runs.
constexpr std::string_view runs = "runs";

bool is_one_of(const auto& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

// Which lock this is: of a copy, or of one that came with a checkout, it is another.
std::string identity(const TrustedDirectory& directory) { return fs::to_text(directory.file_state(lock_name)); }

std::optional<nlohmann::json> parse_marker(const Result<std::string>& text) {
  if (!text) return std::nullopt;
  auto json = nlohmann::json::parse(*text, nullptr, false);
  return json.is_object() && json.contains("here") ? std::optional(std::move(json)) : std::nullopt;
}

// Of a write that was killed.
bool is_temporary(const std::string& name) { return name.starts_with(TrustedDirectory::temporary_prefix); }

// Whether all that is there can be buildstd's, made here or elsewhere: `build` alone may be anybody's.
bool looks_like_ours(const std::filesystem::path& path) {
  if (parse_marker(fs::read(path / marker_name))) return true;
  auto names = fs::list(path).value_or(std::vector<std::string>{"?"});
  std::erase(names, lock_name);
  std::erase_if(names, is_temporary);
  const auto is_known = [](const auto& name) {
    return is_one_of(believed, name) || is_one_of(others, name) || name == runs;
  };
  return std::ranges::all_of(names, is_known) && names != std::vector<std::string>{"build"};
}

Error not_ours(const std::filesystem::path& path) {
  return Error(fmt::format("`{}` was not created by buildstd", path.string()))
      .help("choose another target directory with `--target-dir DIR` or `CARGO_TARGET_DIR`, or move this one away");
}

// Without the lock's file, the next build makes another and is at work in the directory, which then stays.
Result<void> remove_locked(const std::filesystem::path& path) {
  BUILDSTD_TRY(const auto names, fs::list(path));
  for (const auto& name : names) {
    if (name != lock_name) BUILDSTD_CHECK(fs::remove_all(path / name));
  }
  BUILDSTD_CHECK(fs::remove_all(path / lock_name));
  auto removed = fs::remove_empty_directory(path);
  const auto left = fs::list(path);
  return !left || !left->empty() ? Result<void>() : std::move(removed);
}

Result<void> write_marker(const TrustedDirectory& directory) {
  const nlohmann::json marker = {{"about", "Made by buildstd in this place; `buildstd clean` removes it."},
                                 {"here", identity(directory)}};
  return directory.write(marker_name, marker.dump(1) + "\n");
}

}  // namespace

Result<void> StateDirectory::prepare(const std::function<void()>& waiting) {
  if (directory_) return {};
  // Emptied, it is used as it is, also where the file system gives files other inodes each time they are looked at.
  for (bool is_emptied = false;;) {
    BUILDSTD_TRY(auto directory, open_or_make());
    if (directory.file_state(lock_name) && !directory.check_file(lock_name))
      BUILDSTD_CHECK(directory.remove(lock_name));
    auto lock = FileLock::acquire(directory, lock_name, waiting, FileLock::Kind::shared);
    if (!directory.is_in_place()) continue;  // removed meanwhile
    if (!lock) return std::unexpected(std::move(lock).error());
    BUILDSTD_TRY(const auto usable, is_made_here(directory));
    if (usable || is_emptied) {
      lock_ = *std::move(lock);
      directory_ = std::make_shared<const TrustedDirectory>(std::move(directory));
      return {};
    }
    lock = FileLock::none();
    BUILDSTD_CHECK(make_new(directory, waiting));
    is_emptied = true;
  }
}

// What others may write to, or is theirs, is not mended: it goes, as what a checkout brought does.
Result<TrustedDirectory> StateDirectory::open_or_make() {
  BUILDSTD_CHECK(fs::create_directories(path_));
  auto opened = TrustedDirectory::open_if_there(path_);
  if (opened && !*opened) return open_or_make();  // removed meanwhile
  if (opened) return **std::move(opened);
  if (!looks_like_ours(path_)) return fail(not_ours(path_));
  discarded_ = opened.error().message();
  if (auto removed = fs::remove_all(path_); !removed)
    return fail(std::move(opened.error())
                    .caused_by(removed.error().message())
                    .help("remove it, or choose another target directory with `--target-dir DIR`"));
  BUILDSTD_CHECK(fs::create_directories(path_));
  return TrustedDirectory::open_only(path_);
}

Result<bool> StateDirectory::is_made_here(const TrustedDirectory& directory) {
  const auto marker = parse_marker(directory.read(marker_name));
  if (!marker || json_text(*marker, "here") != identity(directory)) return false;
  // Nobody else can have exchanged them since; but nothing is written through a link.
  for (const auto name : believed) {
    if (!directory.file_state(std::string(name))) continue;
    if (const auto part = directory.directory(std::string(name)); !part) {
      discarded_ = part.error().message();
      BUILDSTD_CHECK(directory.remove(std::string(name)));
    }
  }
  return true;
}

// With nobody else in it.
Result<void> StateDirectory::make_new(const TrustedDirectory& directory, const std::function<void()>& waiting) {
  const auto lock = FileLock::acquire(directory, lock_name, waiting);
  if (!directory.is_in_place()) return {};
  if (!lock) return std::unexpected(lock.error());
  BUILDSTD_TRY(const auto usable, is_made_here(directory));  // by somebody who was faster
  if (usable) return {};
  if (!looks_like_ours(path_)) return fail(not_ours(path_));
  BUILDSTD_TRY(const auto names, directory.list());
  for (const auto& name : names) {
    if (is_temporary(name)) BUILDSTD_CHECK(directory.remove(name));
  }
  bool is_new = true;
  for (const auto name : believed) {
    is_new = is_new && !directory.file_state(std::string(name));
    BUILDSTD_CHECK(directory.remove(std::string(name)));
  }
  BUILDSTD_CHECK(directory.remove(std::string(runs)));
  if (!is_new)
    discarded_ = fmt::format("`{}` was not made here: it came from elsewhere, or was copied", path_.string());
  return write_marker(directory);
}

std::shared_ptr<const TrustedDirectory> StateDirectory::open(const std::string& name) const {
  if (!directory_) return nullptr;
  auto opened = directory_->make_directory(name);
  return opened ? std::make_shared<const TrustedDirectory>(*std::move(opened)) : nullptr;
}

Result<Cleaned> StateDirectory::remove(const std::filesystem::path& path, const std::function<void()>& waiting) {
  Cleaned cleaned{path, 0, 0};
  if (!fs::is_directory(path) && !fs::link_target(path)) return cleaned;
  if (fs::link_target(path) || !looks_like_ours(path)) return fail(not_ours(path));
  const auto lock = FileLock::acquire(path / lock_name, waiting);
  if (!lock && !fs::is_directory(path)) return cleaned;
  BUILDSTD_TRY(const auto files, fs::list_recursively(path));
  for (const auto& file : files) {
    if (file == lock_name || file == marker_name) continue;
    ++cleaned.files;
    cleaned.bytes += fs::file_state(path / file).value_or(fs::FileState()).size;
  }
  BUILDSTD_CHECK(remove_locked(path));
  return cleaned;
}

}  // namespace buildstd::ops
