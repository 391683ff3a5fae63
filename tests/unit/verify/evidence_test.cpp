// SPDX-License-Identifier: MIT
#include "verify/evidence.hpp"

#include <nlohmann/json.hpp>

#include "buildstd/base/diagnostics.hpp"
#include "unit/verify/little.hpp"
#include "verify/metadata.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::verify;
using Catch::Matchers::Contains;

namespace {

CrateEvidence evidence_of_little(const std::string& archive) {
  const TempDir dir;
  dir.file("liblittle-1.rlib", archive);
  return value_of(sysroot_evidence(dir.path())).crates.at(0);
}

}  // namespace

TEST_CASE("what the objects of every format tell", "[verify]") {
  for (const auto& target : little_targets) {
    CAPTURE(target);
    const auto crate = evidence_of_little(little(target));
    CHECK(crate.target == target);
    CHECK(crate.metadata == MetadataInRlib::stub);
    CHECK(crate.codegen_units == 1);
    CHECK(crate.debuginfo == DebugLevel::limited);
    CHECK(crate.dwarf_version == 4);
    CHECK_THAT(crate.producer, Contains("rustc version 1."));
    CHECK(crate.mangling == Mangling::v0);
    CHECK(crate.disambiguator == disambiguator_of(crate.stable_crate_id.value_or(0)));
    CHECK(crate.compile_units.at(0).directory == "/rust/deps/little-1.2.3");
    CHECK(crate.version == "1.2.3");
    CHECK_FALSE(crate.bitcode);
    CHECK(crate.foreign_objects.empty());
  }
}

TEST_CASE("versions of crates stand in the folders of their sources", "[verify]") {
  CrateVersions versions;
  collect_crate_versions(std::string_view("/rust/deps/libc-0.2.184\0src/lib.rs\0/x/rustc-literal-escaper-0.0.7/src\0"
                                          "/usr/src/rustc-1.96.0/library\0C:\\deps\\gimli-0.32.3-rc.1\\src\0/a/b-1",
                                          132),
                         versions);
  CHECK(versions ==
        CrateVersions{{"libc", {"0.2.184"}}, {"rustc-literal-escaper", {"0.0.7"}}, {"gimli", {"0.32.3-rc.1"}}});
}

TEST_CASE("where Cargo has built stands in names of what build scripts have made", "[verify]") {
  const auto found = [](std::string_view text) { return build_directory_in(text); };
  CHECK(found(std::string_view("\0_/a/release/build/crate_name-0123456789abcdef/out/file.rs\xc1", 57)) == "/a/release");
  CHECK(found(std::string_view("/out/x\0/b/build/c-fedcba9876543210/out/y", 40)) == "/b");
  for (const auto* const text : {"", "/out/", "/build/c-0123456789abcdef/out/", "/b/build/c-0123456789abcdeX/out/x",
                                 "/b/build/c/out/x", "/b/build/c-0123456789abcdef/d/out/x", "build/c-0/out/"})
    CHECK(found(text) == "");
}

TEST_CASE("metadata full of folders takes no time to speak of", "[verify]") {
  std::string hostile;
  for (int i = 0; i < 1'000'000; ++i) hostile += "/build/out/";
  CHECK(build_directory_in(hostile).empty());  // 45 GB to look through, if nothing were left out
}

TEST_CASE("a crate's members are told apart by their names", "[verify]") {
  auto members = members_of(little());
  members.push_back({"absvdi2.c.o", members.back().bytes});
  members.push_back({"lib.rmeta-link", "anything"});
  const auto crate = evidence_of_little(archive_of(members));
  CHECK(crate.codegen_units == 1);
  CHECK(crate.foreign_objects == std::vector<std::string>{"absvdi2.c.o"});
}

TEST_CASE("the head of metadata", "[verify]") {
  std::string metadata("rust\0\0\0\x0a\x1a\0\0\0\0\0\0\0\x06rustc1\xc1", 24);
  metadata.resize(26, '\0');
  metadata += std::string("\0\x04mips\xc1", 7) + "0123456789abcdef" + std::string("\0\x03std\xc1\0\1", 8);
  const auto head = read_metadata_head(metadata);
  REQUIRE(head);
  CHECK(head->rustc_version == "rustc1");
  CHECK(head->target == "mips");
  REQUIRE(head->hash);
  CHECK(std::string(head->hash->begin(), head->hash->end()) == "0123456789abcdef");
  CHECK(metadata.substr(head->hash_at, 16) == "0123456789abcdef");
  CHECK(head->stub == true);
  for (std::size_t length = 0; length < metadata.size(); ++length)
    CHECK_FALSE(read_metadata_head(std::string_view(metadata).substr(0, length)));
}

TEST_CASE("metadata of versions that are older and newer than those known", "[verify]") {
  std::string metadata("rust\0\0\0\x0a\x1b\0\0\0\0\0\0\0\x0arustc 1.99\xc1", 28);
  metadata[8] = static_cast<char>(metadata.size());
  metadata += std::string("\0\x04mips\xc1", 7) + "0123456789abcdef" + std::string("\0\x03std\xc1\0\1", 8);
  const auto with_version = [&](char version) {
    metadata[7] = version;
    return read_metadata_head(metadata);
  };
  CHECK_FALSE(with_version(8));
  CHECK(with_version(9).value().stub == std::nullopt);
  CHECK(with_version(9)->hash);
  CHECK(with_version(10).value().stub == true);
  const auto newer = with_version(11);
  REQUIRE(newer);
  CHECK(newer->rustc_version == "rustc 1.99");
  CHECK(newer->target == "mips");
  CHECK_FALSE(newer->hash);
  CHECK_FALSE(newer->stub);
  metadata[metadata.find("mips")] = '\x01';  // the root begins with something else there
  CHECK(with_version(11).value().target.empty());
  metadata.replace(metadata.find("rustc"), 5, "r\0stc", 5);
  CHECK_FALSE(with_version(11));
}

TEST_CASE("the target stands in the folder's name where metadata does not tell it", "[verify]") {
  const TempDir dir;
  auto newer = little();
  newer.at(newer.find("rust\0\0\0\x0a", 0, 8) + 7) = '\x0b';
  // The root begins with something that is no target.
  newer.replace(newer.find(std::string("\0\x18x86_64", 8)), 1, "\x07");
  dir.file("lib/rustlib/mips-unknown-none/lib/liblittle-1.rlib", newer);
  const auto library = dir.path("lib/rustlib/mips-unknown-none/lib");
  CHECK(value_of(sysroot_evidence(library)).target == "mips-unknown-none");
  CHECK(value_of(sysroot_evidence(library / "")).target == "mips-unknown-none");
  dir.file("liblittle-1.rlib", newer);
  CHECK(value_of(sysroot_evidence(dir.path())).target.empty());
}

TEST_CASE("the JSON of `inspect`", "[verify]") {
  const TempDir dir;
  dir.file("liblittle-1.rlib", little());
  dir.file("liblittle-1.rmeta", "x");
  dir.file("libstd-2.so", "x");
  const auto json = to_json(value_of(sysroot_evidence(dir.path())));
  CHECK(json["schema"] == 1);
  CHECK(json["dylibs"] == nlohmann::json::array({"libstd-2.so"}));
  const auto& crate = json["crates"][0];
  CHECK(crate["name"] == "little");
  CHECK(crate["rmeta"] == "liblittle-1.rmeta");
  CHECK(crate["extra_filename"] == "1");
  CHECK(crate["metadata_in_rlib"] == "stub");
  CHECK(crate["debuginfo"] == "limited");
}

TEST_CASE("folders without libraries, and files that are none", "[verify]") {
  const TempDir dir;
  CHECK_THAT(message_of(sysroot_evidence(dir.path("nowhere"))),
             Contains("is no directory") && Contains("help: name a"));
  CHECK_THAT(message_of(sysroot_evidence(dir.path())), Contains("there is no Rust library (`lib*.rlib`) in"));
  const auto problem = [&] {
    const auto unreadable = value_of(sysroot_evidence(dir.path())).unreadable;
    return unreadable.size() == 1 ? render(unreadable[0].error, Color::never) : "not one problem";
  };
  dir.file("libcore-1.rlib", "!<thin>\n");
  CHECK_THAT(problem(), Contains("thin archive"));
  dir.file("libcore-1.rlib", "text");
  CHECK_THAT(problem(), Contains("could not read the archive") && Contains("libcore-1.rlib"));
}
