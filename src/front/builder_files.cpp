// SPDX-License-Identifier: MIT
#include "front/builder_files.hpp"

#include <algorithm>
#include <vector>

namespace buildstd::front {

namespace {

constexpr const char* lock_file = "front";
constexpr const char* token_file = "builder";

std::shared_ptr<const fs::TrustedDirectory> open_folder(const fs::Path& path) {
  auto folder = fs::TrustedDirectory::open_only(path);
  return folder ? std::make_shared<const fs::TrustedDirectory>(*std::move(folder)) : nullptr;
}

}  // namespace

BuilderFiles::BuilderFiles(std::shared_ptr<const fs::TrustedDirectory> folder, std::string key,
                           const process::OtherProcess& cargo)
    : folder_(std::move(folder)), key_(std::move(key)), run_(cargo.id()) {}

BuilderFiles::BuilderFiles(const fs::Path& path, const process::OtherProcess& cargo)
    : BuilderFiles(open_folder(path.parent_path()), path.filename().string(), cargo) {}

fs::Path BuilderFiles::path() const { return folder_ ? folder_->path() / key_ : fs::Path(); }

Result<std::optional<fs::FileLock>> BuilderFiles::try_lock() const {
  return fs::FileLock::try_acquire(*folder_, name(lock_file));
}

Result<void> BuilderFiles::pass_token_on() const { return folder_->write(name(token_file), run_); }

Result<void> BuilderFiles::take_token_back() const { return folder_->remove(name(token_file)); }

bool BuilderFiles::inherit_token() const { return file(token_file).read() == run_ && take_token_back(); }

bool BuilderFiles::inherit_any_token() const {
  if (!folder_) return false;
  const auto names = folder_->list().value_or(std::vector<std::string>());
  return std::ranges::any_of(names, [&](const std::string& name) {
    auto other = *this;
    other.key_ = std::filesystem::path(name).stem().string();
    return name == other.name(token_file) && other.inherit_token_if_alone();
  });
}

bool BuilderFiles::inherit_token_if_alone() const {
  if (file(token_file).read() != run_) return false;
  const auto held = try_lock();
  return held && *held && inherit_token();
}

}  // namespace buildstd::front
