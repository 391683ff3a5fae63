// SPDX-License-Identifier: MIT
#include "transfer/scratch_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "buildstd/base/fs.hpp"

namespace buildstd::transfer {

namespace {

std::unexpected<Error> scratch_failure(const std::filesystem::path& folder) {
  const auto problem = std::error_code(errno, std::generic_category());
  return fail(
      Error(fmt::format("failed to use a temporary file in `{}`", folder.string())).caused_by(problem.message()));
}

}  // namespace

Result<ScratchFile> ScratchFile::create(const std::filesystem::path& folder) {
  ScratchFile scratch;
  scratch.folder_ = folder;
  const auto path = folder / (".buildstd-" + fs::unique_name());
  constexpr int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  scratch.file_ = fs::Descriptor(fs::retrying([&] { return ::open(path.c_str(), flags, 0600); }));
  if (!scratch.file_.is_open()) return scratch_failure(folder);
  BUILDSTD_CHECK(fs::remove_all(path));
  return scratch;
}

Result<void> ScratchFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count =
        fs::retrying([&] { return ::pwrite(handle(), bytes.data(), bytes.size(), static_cast<off_t>(size_)); });
    if (count <= 0) return scratch_failure(folder_);
    bytes.remove_prefix(static_cast<std::size_t>(count));
    size_ += static_cast<std::uint64_t>(count);
  }
  return {};
}

Result<void> ScratchFile::read(std::uint64_t offset, char* to, std::size_t size) const {
  while (size > 0) {
    const auto count = fs::retrying([&] { return ::pread(handle(), to, size, static_cast<off_t>(offset)); });
    if (count <= 0) return scratch_failure(folder_);
    to += count;
    offset += static_cast<std::uint64_t>(count);
    size -= static_cast<std::size_t>(count);
  }
  return {};
}

Result<void> ScratchFile::shorten(std::uint64_t size) {
  if (::ftruncate(handle(), static_cast<off_t>(size)) != 0) return scratch_failure(folder_);
  size_ = size;
  return {};
}

}  // namespace buildstd::transfer
