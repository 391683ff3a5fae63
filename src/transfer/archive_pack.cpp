// SPDX-License-Identifier: MIT
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <memory>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "transfer/archive.hpp"
#include "transfer/scratch_file.hpp"

namespace buildstd::transfer {

namespace {

// The blobs are compressed already: this is for the records.
constexpr const char* outer_level = "3";
constexpr std::size_t copy_size = 256 * 1024;

struct FreeWriter {
  void operator()(::archive* writer) const { archive_write_free(writer); }
};
using Writer = std::unique_ptr<::archive, FreeWriter>;
struct FreeWritten {
  void operator()(::archive_entry* entry) const { archive_entry_free(entry); }
};

std::unexpected<Error> write_failure(const Writer& writer, const fs::Path& to) {
  const auto* reason = archive_error_string(writer.get());
  return fail(Error(fmt::format("failed to write `{}`", to.string()))
                  .caused_by(reason == nullptr ? "libarchive says no more" : text::printable(reason)));
}

// What comes into the archive, before the first of it is written: names stand in it in their order.
class Contents {
 public:
  explicit Contents(ScratchFile pool) : pool_(std::move(pool)) {}

  Result<void> add(const GivenUnit& unit, const Signatures& signatures);
  Result<void> write_to(const Writer& writer, const fs::Path& to) const;

 private:
  struct Part {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };

  Result<FileNames> add_blob(const fs::Path& file, std::uint64_t size);
  static Result<void> begin_entry(const Writer& writer, const std::string& name, std::uint64_t size,
                                  const fs::Path& to);

  ScratchFile pool_;  // all blobs
  std::map<std::string, Part> blobs_;
  std::map<std::string, std::string> records_;
};

Result<FileNames> Contents::add_blob(const fs::Path& file, std::uint64_t size) {
  const auto start = pool_.size();
  BUILDSTD_TRY(auto maker, BlobMaker::create(file, size));
  for (bool is_done = false; !is_done;) {
    BUILDSTD_TRY(is_done, maker.step([&](std::string_view piece) { return pool_.write(piece); }));
  }
  const auto& stored = maker.names().stored;
  if (!blobs_.emplace(stored.sha256, Part{start, stored.size}).second) BUILDSTD_CHECK(pool_.shorten(start));
  return maker.names();
}

Result<void> Contents::add(const GivenUnit& unit, const Signatures& signatures) {
  BUILDSTD_TRY(const auto sizes, sizes_of(unit));
  std::vector<FileNames> names;
  for (std::size_t at = 0; at < sizes.size(); ++at) {
    BUILDSTD_TRY(auto added, add_blob(unit.files[at], sizes[at]));
    names.push_back(std::move(added));
  }
  BUILDSTD_TRY(const auto record, complete(unit, names));
  BUILDSTD_TRY(const auto signature, signatures.sign(unit.key, record.text));
  records_[unit.key] = to_action_result(record, signature);
  return {};
}

// Nothing in it is of this machine or this moment.
Result<void> Contents::begin_entry(const Writer& writer, const std::string& name, std::uint64_t size,
                                   const fs::Path& to) {
  constexpr unsigned mode = 0644;
  const std::unique_ptr<::archive_entry, FreeWritten> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), mode);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
  archive_entry_set_uid(entry.get(), 0);
  archive_entry_set_gid(entry.get(), 0);
  archive_entry_set_mtime(entry.get(), 0, 0);
  if (archive_write_header(writer.get(), entry.get()) != ARCHIVE_OK) return write_failure(writer, to);
  return {};
}

Result<void> Contents::write_to(const Writer& writer, const fs::Path& to) const {
  const auto write = [&](std::string_view bytes) {
    return archive_write_data(writer.get(), bytes.data(), bytes.size()) == static_cast<la_ssize_t>(bytes.size());
  };
  for (const auto& [key, result] : records_) {
    BUILDSTD_CHECK(begin_entry(writer, "ac/" + key, result.size(), to));
    if (!write(result)) return write_failure(writer, to);
  }
  std::string buffer(copy_size, '\0');
  for (const auto& [name, part] : blobs_) {
    BUILDSTD_CHECK(begin_entry(writer, "cas/" + name, part.size, to));
    for (std::uint64_t done = 0; done < part.size;) {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), part.size - done));
      BUILDSTD_CHECK(pool_.read(part.offset + done, buffer.data(), size));
      if (!write(std::string_view(buffer).substr(0, size))) return write_failure(writer, to);
      done += size;
    }
  }
  return {};
}

Result<std::uint64_t> write_archive(const Contents& contents, const fs::Path& file, const fs::Path& to) {
  fs::Descriptor handle;
  BUILDSTD_TRY(handle, fs::create_new(AT_FDCWD, file.c_str(), 0644, to));
  const Writer writer(archive_write_new());
  if (archive_write_add_filter_zstd(writer.get()) != ARCHIVE_OK)  // it would look for a program
    return fail("this libarchive has been built without zstd");
  archive_write_set_filter_option(writer.get(), "zstd", "compression-level", outer_level);
  archive_write_set_format_pax_restricted(writer.get());
  if (archive_write_open_fd(writer.get(), handle.get()) != ARCHIVE_OK) return write_failure(writer, to);
  BUILDSTD_CHECK(contents.write_to(writer, to));
  if (archive_write_close(writer.get()) != ARCHIVE_OK) return write_failure(writer, to);
  struct ::stat status{};
  if (::fstat(handle.get(), &status) != 0 || handle.close()) return write_failure(writer, to);
  return static_cast<std::uint64_t>(status.st_size);
}

}  // namespace

Result<std::uint64_t> pack(const fs::Path& to, const std::vector<GivenUnit>& units, const Signatures& signatures) {
  const auto folder = to.has_parent_path() ? to.parent_path() : fs::Path(".");
  BUILDSTD_TRY(auto pool, ScratchFile::create(folder));
  Contents contents(std::move(pool));
  for (const auto& unit : units) BUILDSTD_CHECK(contents.add(unit, signatures));
  const auto aside = folder / (".buildstd-" + fs::unique_name());
  auto size = write_archive(contents, aside, to);
  if (size) {
    if (auto renamed = fs::rename(aside, to); !renamed) size = std::unexpected(std::move(renamed).error());
  }
  if (!size) static_cast<void>(fs::remove_all(aside));
  return size;
}

}  // namespace buildstd::transfer
