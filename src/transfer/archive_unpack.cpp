// SPDX-License-Identifier: MIT
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/descriptor.hpp"
#include "base/json.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "transfer/archive.hpp"
#include "transfer/limits.hpp"
#include "transfer/scratch_file.hpp"

namespace buildstd::transfer {

namespace {

constexpr std::size_t read_size = 256 * 1024;
// Records stay in memory until all has been read.
constexpr std::uint64_t largest_records = 256ULL << 20;
// Of the tar within, by the file's size: what is in it has been compressed before.
constexpr std::uint64_t largest_outer_ratio = 4;

struct FreeArchive {
  void operator()(::archive* archive) const { archive_read_free(archive); }
};

// An archive from somebody, read into memory (records) and a file without a name (blobs).
class Reading {
 public:
  Reading(const fs::Path& from, ScratchFile pool) : from_(from), pool_(std::move(pool)) {}

  Result<void> read();

  struct Part {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };

  [[nodiscard]] const std::map<std::string, std::string>& results() const { return results_; }
  [[nodiscard]] const Part* blob(const std::string& name) const;
  [[nodiscard]] const ScratchFile& pool() const { return pool_; }
  /// What its files may be altogether.
  [[nodiscard]] std::uint64_t largest_content() const { return size_ * largest_ratio + ratio_allowance; }

 private:
  using Sink = std::function<Result<void>(std::string_view)>;

  [[nodiscard]] std::uint64_t largest_tar() const { return size_ * largest_outer_ratio + ratio_allowance; }
  Result<void> open();
  Result<void> read_entry(::archive_entry* entry);
  Result<void> read_content(std::uint64_t size, const Sink& sink);
  Result<void> take_result(const std::string& key, std::uint64_t size);
  Result<void> take_blob(const std::string& name, std::uint64_t size);
  [[nodiscard]] std::unexpected<Error> refused(const std::string& why) const;
  [[nodiscard]] std::unexpected<Error> libarchive_failure() const;

  const fs::Path& from_;
  fs::Descriptor file_;
  std::uint64_t size_ = 0;
  std::uint64_t budget_ = 0;  // what its entries may still hold
  std::uint64_t records_budget_ = largest_records;
  std::unique_ptr<::archive, FreeArchive> archive_;
  ScratchFile pool_;
  std::map<std::string, Part> blobs_;
  std::map<std::string, std::string> results_;
};

std::unexpected<Error> Reading::refused(const std::string& why) const {
  return fail(Error(fmt::format("`{}` is not an archive of `buildstd cache export`", from_.string())).caused_by(why));
}

std::unexpected<Error> Reading::libarchive_failure() const {
  const auto* reason = archive_error_string(archive_.get());
  return refused(reason == nullptr ? "it is damaged" : text::printable(reason));
}

const Reading::Part* Reading::blob(const std::string& name) const {
  const auto found = blobs_.find(name);
  return found == blobs_.end() ? nullptr : &found->second;
}

Result<void> Reading::open() {
  struct ::stat status{};
  BUILDSTD_TRY(file_, fs::open_to_read(AT_FDCWD, from_.c_str(), 0, from_, status));
  size_ = static_cast<std::uint64_t>(status.st_size);
  budget_ = largest_tar();
  archive_.reset(archive_read_new());
  if (archive_read_support_filter_zstd(archive_.get()) != ARCHIVE_OK)  // it would look for a program
    return fail("this libarchive has been built without zstd");
  archive_read_support_format_tar(archive_.get());
  if (archive_read_open_fd(archive_.get(), file_.get(), read_size) != ARCHIVE_OK) return libarchive_failure();
  return {};
}

Result<void> Reading::read() {
  BUILDSTD_CHECK(open());
  ::archive_entry* entry = nullptr;
  for (;;) {
    const auto status = archive_read_next_header(archive_.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    if (status != ARCHIVE_OK) return libarchive_failure();
    // Headers count too.
    if (static_cast<std::uint64_t>(archive_filter_bytes(archive_.get(), 0)) > largest_tar())
      return refused("it holds more than its size allows");
    BUILDSTD_CHECK(read_entry(entry));
  }
  if (results_.empty()) return refused("it holds no unit");
  return {};
}

Result<void> Reading::read_entry(::archive_entry* entry) {
  const auto* text = archive_entry_pathname(entry);
  const std::string name(text == nullptr ? "" : text);
  const auto type = archive_entry_filetype(entry);
  const bool is_folder = name == "ac" || name == "ac/" || name == "cas" || name == "cas/";
  if (type == AE_IFDIR && is_folder) return {};
  const auto slash = name.find('/');
  const auto folder = name.substr(0, slash);
  const auto rest = slash == std::string::npos ? std::string() : name.substr(slash + 1);
  const bool is_link = archive_entry_hardlink(entry) != nullptr || archive_entry_symlink(entry) != nullptr;
  if (type != AE_IFREG || is_link || !is_digest(rest) || (folder != "ac" && folder != "cas"))
    return refused(fmt::format("it holds `{}`", text::printable(name.substr(0, 200))));
  if (archive_entry_size_is_set(entry) == 0 || archive_entry_size(entry) < 0) return refused("it is damaged");
  const auto size = static_cast<std::uint64_t>(archive_entry_size(entry));
  if (size > budget_) return refused("it holds more than its size allows");
  budget_ -= size;
  return folder == "ac" ? take_result(rest, size) : take_blob(rest, size);
}

Result<void> Reading::read_content(std::uint64_t size, const Sink& sink) {
  std::string buffer(static_cast<std::size_t>(std::min<std::uint64_t>(read_size, size + 1)), '\0');
  std::uint64_t done = 0;
  for (;;) {
    const auto count = archive_read_data(archive_.get(), buffer.data(), buffer.size());
    if (count < 0) return libarchive_failure();
    if (count == 0) break;
    done += static_cast<std::uint64_t>(count);
    if (done > size) return refused("it is damaged");
    BUILDSTD_CHECK(sink(std::string_view(buffer).substr(0, static_cast<std::size_t>(count))));
  }
  if (done != size) return refused("it is damaged");
  return {};
}

Result<void> Reading::take_result(const std::string& key, std::uint64_t size) {
  if (size > largest_result || size > records_budget_) return refused("its records are too large");
  records_budget_ -= size;
  const auto [place, is_new] = results_.emplace(key, std::string());
  if (!is_new) return refused("it holds a unit twice");
  return read_content(size, [&](std::string_view piece) -> Result<void> {
    place->second += piece;
    return {};
  });
}

Result<void> Reading::take_blob(const std::string& name, std::uint64_t size) {
  if (!blobs_.emplace(name, Part{pool_.size(), size}).second) return refused("it holds a file twice");
  return read_content(size, [this](std::string_view piece) { return pool_.write(piece); });
}

Result<void> write_file(const Reading& reading, const FileNames& names, const fs::Path& to) {
  const auto* part = reading.blob(names.stored.sha256);
  if (part == nullptr) return fail("a file of it is not in the archive");
  BUILDSTD_TRY(auto reader, BlobReader::create(to, names));
  std::string buffer(read_size, '\0');
  auto state = BlobReader::State::fine;
  for (std::uint64_t done = 0; done < part->size && state == BlobReader::State::fine;) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), part->size - done));
    BUILDSTD_CHECK(reading.pool().read(part->offset + done, buffer.data(), size));
    state = reader.take(std::string_view(buffer).substr(0, size));
    done += size;
  }
  if (state == BlobReader::State::fine) state = reader.finish();
  if (state == BlobReader::State::damaged) return fail("its content is damaged");
  if (state == BlobReader::State::not_written) return fail(reader.reason());
  return {};
}

// Folders are named by numbers, in the order of keys.
Result<UnpackedUnit> unpack_unit(const Reading& reading, const std::string& key, const Record& record,
                                 const fs::Path& into, const std::string& folder) {
  UnpackedUnit unit{key, record.json, {}};
  BUILDSTD_CHECK(fs::create_directories(into / folder));
  for (std::size_t at = 0; at < record.made.size(); ++at) {
    unit.files.push_back(folder + "/" + std::to_string(at));
    BUILDSTD_CHECK(write_file(reading, record.made[at].names, into / unit.files.back()));
  }
  return unit;
}

Result<std::vector<UnpackedUnit>> unpack_all(const Reading& reading, const fs::Path& into,
                                             const Signatures& signatures) {
  std::vector<UnpackedUnit> units;
  auto budget = reading.largest_content();
  for (const auto& [key, bytes] : reading.results()) {
    auto name = key;
    const auto in_unit = [&name](Error error) {
      return std::unexpected(std::move(error).context(fmt::format("unit {} of the archive cannot be used", name)));
    };
    auto record = read_believed_record(bytes, key, signatures);
    if (!record) return in_unit(std::move(record).error());
    if (const auto known = json_text(record->json, "unit"); !known.empty())
      name = fmt::format("`{}` ({})", text::printable(known.substr(0, 200)), key);
    for (const auto& made : record->made) {
      if (made.names.content.size > budget) return in_unit(Error("the archive holds more than its size allows"));
      budget -= made.names.content.size;
    }
    auto unit = unpack_unit(reading, key, *record, into, std::to_string(units.size()));
    if (!unit) return in_unit(std::move(unit).error());
    units.push_back(*std::move(unit));
  }
  return units;
}

}  // namespace

Result<std::vector<UnpackedUnit>> unpack(const fs::Path& from, const fs::Path& into, const Signatures& signatures) {
  BUILDSTD_TRY(auto pool, ScratchFile::create(into));
  Reading reading(from, std::move(pool));
  BUILDSTD_CHECK(reading.read());
  auto units = unpack_all(reading, into, signatures);
  for (std::size_t at = 0; !units && at < reading.results().size(); ++at) {
    static_cast<void>(fs::remove_all(into / std::to_string(at)));
  }
  return units;
}

}  // namespace buildstd::transfer
