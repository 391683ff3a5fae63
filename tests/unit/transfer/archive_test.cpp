// SPDX-License-Identifier: MIT
#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include <algorithm>
#include <functional>

#include "transfer/archive.hpp"
#include "transfer/limits.hpp"
#include "unit/transfer/units.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::transfer;
using Catch::Matchers::Contains;

namespace {

/// An entry of an archive that nobody's `export` has made.
struct Entry {
  Entry(std::string name_, std::string content_, unsigned type_ = AE_IFREG, std::string link_ = {}, bool hard = false)
      : name(std::move(name_)), content(std::move(content_)), type(type_), link(std::move(link_)), hard_link(hard) {}
  std::string name;
  std::string content;
  unsigned type;
  std::string link;
  bool hard_link;
};

std::filesystem::path tar(const TempDir& dir, const std::vector<Entry>& entries,
                          const std::string& name = "made.tar.zst") {
  auto path = dir.path(name);
  auto* writer = archive_write_new();
  REQUIRE(archive_write_add_filter_zstd(writer) == ARCHIVE_OK);
  archive_write_set_format_pax_restricted(writer);
  REQUIRE(archive_write_open_filename(writer, path.c_str()) == ARCHIVE_OK);
  for (const auto& entry : entries) {
    auto* header = archive_entry_new();
    archive_entry_set_pathname(header, entry.name.c_str());
    archive_entry_set_filetype(header, entry.type);
    archive_entry_set_perm(header, 0644);
    if (!entry.link.empty() && entry.hard_link) archive_entry_set_hardlink(header, entry.link.c_str());
    if (!entry.link.empty() && !entry.hard_link) archive_entry_set_symlink(header, entry.link.c_str());
    archive_entry_set_size(header, static_cast<std::int64_t>(entry.content.size()));
    REQUIRE(archive_write_header(writer, header) <= ARCHIVE_OK);
    archive_write_data(writer, entry.content.data(), entry.content.size());
    archive_entry_free(header);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  return path;
}

/// The entries of one that we make.
std::vector<Entry> entries_of(const std::filesystem::path& path) {
  std::vector<Entry> entries;
  auto* reader = archive_read_new();
  archive_read_support_filter_zstd(reader);
  archive_read_support_format_tar(reader);
  REQUIRE(archive_read_open_filename(reader, path.c_str(), 10240) == ARCHIVE_OK);
  archive_entry* header = nullptr;
  while (archive_read_next_header(reader, &header) == ARCHIVE_OK) {
    CHECK(archive_entry_filetype(header) == AE_IFREG);
    CHECK(archive_entry_perm(header) == 0644);
    CHECK(archive_entry_mtime(header) == 0);
    CHECK(archive_entry_uid(header) == 0);
    Entry entry{archive_entry_pathname(header),
                std::string(static_cast<std::size_t>(archive_entry_size(header)), '\0')};
    REQUIRE(archive_read_data(reader, entry.content.data(), entry.content.size()) == archive_entry_size(header));
    entries.push_back(std::move(entry));
  }
  archive_read_free(reader);
  return entries;
}

/// An archive is refused, and nothing is left of it.
std::string refusal(const TempDir& dir, const std::filesystem::path& archive, const Signatures& signatures) {
  const auto into = dir.path("into");
  require_success(fs::create_directories(into));
  const auto message = message_of(unpack(archive, into, signatures));
  CHECK(value_of(fs::list(into)).empty());
  return message;
}
std::string refusal(const TempDir& dir, const std::vector<Entry>& entries) {
  return refusal(dir, tar(dir, entries), no_signatures());
}

/// The entries of a good archive.
std::vector<Entry> good_entries(const TempDir& dir) {
  const auto path = dir.path("good.tar.zst");
  value_of(pack(path, {given_unit(dir, "core", {"one", "two"})}, no_signatures()));
  return entries_of(path);
}

}  // namespace

TEST_CASE("units are packed and unpacked", "[transfer]") {
  const TempDir dir;
  const auto archive = dir.path("cache.tar.zst");
  const std::vector units{given_unit(dir, "core", {"one", std::string(500000, 'x') + "two", ""}),
                          given_unit(dir, "alloc", {"one"}), given_unit(dir, "empty", {})};
  const auto size = value_of(pack(archive, units, no_signatures()));
  CHECK(size == std::filesystem::file_size(archive));
  const auto entries = entries_of(archive);
  CHECK(entries.size() == 6);  // what two units have alike is there once
  CHECK(std::ranges::is_sorted(entries, {}, &Entry::name));
  CHECK(value_of(fs::list(dir.path())).size() == 2);

  const auto into = dir.path("into");
  require_success(fs::create_directories(into));
  const auto unpacked = value_of(unpack(archive, into, no_signatures()));
  REQUIRE(unpacked.size() == 3);
  for (const auto& unit : unpacked) {
    const auto given = std::ranges::find(units, unit.key, &GivenUnit::key);
    REQUIRE(given != units.end());
    CHECK(unit.record["unit"] == given->record["unit"]);
    REQUIRE(unit.files.size() == given->files.size());
    for (std::size_t at = 0; at < unit.files.size(); ++at) {
      CHECK(value_of(fs::read(into / unit.files[at])) == value_of(fs::read(given->files[at])));
    }
  }
}

TEST_CASE("the same units are the same bytes", "[transfer]") {
  const TempDir dir;
  auto units = std::vector{given_unit(dir, "core", {"one"}), given_unit(dir, "alloc", {"two"})};
  value_of(pack(dir.path("a"), units, no_signatures()));
  std::ranges::reverse(units);
  value_of(pack(dir.path("b"), units, no_signatures()));
  CHECK(value_of(fs::read(dir.path("a"))) == value_of(fs::read(dir.path("b"))));
}

TEST_CASE("what cannot be packed leaves nothing", "[transfer]") {
  const TempDir dir;
  auto unit = given_unit(dir, "core", {"one"});
  unit.files[0] = dir.path("nowhere");
  CHECK_FALSE(pack(dir.path("a"), {unit}, no_signatures()).has_value());
  CHECK(value_of(fs::list(dir.path())) == std::vector<std::string>{"units"});
}

TEST_CASE("signed archives", "[transfer]") {
  const TempDir dir;
  const auto keys = key_files(dir, "key");
  const auto others = key_files(dir, "other");
  const auto unit = given_unit(dir, "core", {"one"});
  value_of(pack(dir.path("signed"), {unit}, value_of(Signatures::load({}, keys.private_key))));
  value_of(pack(dir.path("unsigned"), {unit}, no_signatures()));
  const auto believes = value_of(Signatures::load({keys.public_key}, {}));
  CHECK_THAT(refusal(dir, dir.path("unsigned"), believes), Contains("is not signed"));
  CHECK_THAT(refusal(dir, dir.path("signed"), value_of(Signatures::load({others.public_key}, {}))),
             Contains("is not signed with one of the configured keys"));
  CHECK(unpack(dir.path("signed"), dir.path("into"), believes).has_value());
}

TEST_CASE("archives with anything else in them are refused", "[transfer]") {
  const TempDir dir;
  const auto name = digest_of("x");
  auto entries = good_entries(dir);
  const std::vector<Entry> hostile{{"../" + name, "x"},
                                   {"/ac/" + name, "x"},
                                   {"ac/../cas/" + name, "x"},
                                   {"./ac/" + name, "x"},
                                   {"ac/" + name + "/x", "x"},
                                   {"ac/" + name.substr(1), "x"},
                                   {"ac/X" + name.substr(1), "x"},
                                   {"readme", "x"},
                                   {"cas/" + name, "", AE_IFLNK, "/etc/passwd"},
                                   {"cas/" + name, "", AE_IFREG, entries.back().name, true},
                                   {"cas/" + name, "", AE_IFCHR},
                                   {"cas/" + name, "", AE_IFIFO},
                                   {"cas/" + name + "/", "", AE_IFDIR},
                                   {"../", "", AE_IFDIR}};
  for (const auto& entry : hostile) {
    CAPTURE(entry.name, entry.type);
    for (const bool first : {true, false}) {
      auto with = entries;
      with.insert(first ? with.begin() : with.end(), entry);
      CHECK_THAT(refusal(dir, with), Contains("is not an archive of `buildstd cache export`"));
    }
  }
  // Folders that other programs add are no harm.
  entries.insert(entries.begin(), {"cas/", "", AE_IFDIR});
  entries.insert(entries.begin(), {"ac/", "", AE_IFDIR});
  CHECK(unpack(tar(dir, entries), dir.path("into"), no_signatures()).has_value());
}

TEST_CASE("archives that hold a part twice, or not at all", "[transfer]") {
  const TempDir dir;
  const auto entries = good_entries(dir);
  REQUIRE(entries.size() == 3);
  for (std::size_t at = 0; at < entries.size(); ++at) {
    auto changed = entries;
    changed.push_back(entries[at]);
    CHECK_THAT(refusal(dir, changed), Contains("twice"));
    changed = entries;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(at));
    CHECK_THAT(refusal(dir, changed), Contains(at == 0 ? "holds no unit" : "a file of it is not in the archive"));
    changed = entries;
    changed[at].content.back() ^= 1;
    (void)refusal(dir, changed);
  }
  auto other = entries;
  other[0].name = "ac/" + digest_of("another");
  CHECK_THAT(refusal(dir, other), Contains("is another unit's"));
}

TEST_CASE("archives that would fill a disk", "[transfer]") {
  const TempDir dir;
  auto entries = good_entries(dir);
  const std::string zeros(16 << 20, '\0');
  entries.push_back({"cas/" + digest_of(zeros), zeros});
  CHECK_THAT(refusal(dir, entries), Contains("holds more than its size allows"));
  entries.pop_back();
  for (int at = 0; at < 5000; ++at) entries.push_back({"ac/", "", AE_IFDIR});
  CHECK_THAT(refusal(dir, entries), Contains("holds more than its size allows"));
}

TEST_CASE("one blob that many units would unpack", "[transfer]") {
  const TempDir dir;
  std::vector<GivenUnit> units;
  std::string content;
  for (int at = 0; content.size() < 900000; ++at) content += std::to_string(at % 977);
  for (int at = 0; at < 80; ++at) units.push_back(given_unit(dir, "unit" + std::to_string(at), {content}));
  value_of(pack(dir.path("many"), units, no_signatures()));
  CHECK_THAT(refusal(dir, dir.path("many"), no_signatures()), Contains("holds more than its size allows"));
}

TEST_CASE("damaged archives", "[transfer]") {
  const TempDir dir;
  good_entries(dir);
  const auto whole = value_of(fs::read(dir.path("good.tar.zst")));
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    (void)refusal(dir, dir.file("part", whole.substr(0, size)), no_signatures());
  }
  CHECK_THAT(refusal(dir, dir.file("text", "no archive"), no_signatures()), Contains("is not an archive"));
  (void)refusal(dir, dir.path(), no_signatures());
  (void)refusal(dir, dir.path("nowhere"), no_signatures());
  REQUIRE(::mkfifo(dir.path("pipe").c_str(), 0600) == 0);
  (void)refusal(dir, dir.path("pipe"), no_signatures());
}
