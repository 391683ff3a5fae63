// SPDX-License-Identifier: MIT
#include "verify/compare.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "unit/verify/little.hpp"
#include "verify/loaded_crate.hpp"
#include "verify/model.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::verify;
using Catch::Matchers::Contains;

namespace {

// The archive with one byte of a function changed, `from_end` bytes before its end.
std::string flipped(std::string archive, const std::string& function, std::size_t from_end) {
  for (const auto& member : value_of(archive_members(archive, "little"))) {
    if (member.kind != MemberKind::rustc_object) continue;
    const auto model = value_of(ObjectModel::create(member.bytes, "little"));
    const auto name =
        std::ranges::find_if(model.names(), [&](const auto& each) { return each.key.ends_with(function); });
    REQUIRE(name != model.names().end());
    const auto& atom = model.atoms()[name->atom];
    const auto* place = model.object().sections[atom.section].bytes.data() + atom.end - from_end;
    archive[static_cast<std::size_t>(place - archive.data())] ^= 1;
    return archive;
  }
  FAIL("no object");
  return {};
}

Difference only_difference(const CrateReport& report, const std::string& what) {
  REQUIRE(report.code);
  const auto found = std::ranges::find(report.code->differences, what, &Difference::what);
  REQUIRE(found != report.code->differences.end());
  CHECK(std::ranges::count(report.code->differences, what, &Difference::what) == 1);
  return *found;
}

}  // namespace

TEST_CASE("a library is identical to itself", "[verify]") {
  for (const auto& target : little_targets) {
    const auto report = compare_one(little(target), little(target));
    CHECK(report.verdict == Verdict::identical);
    CHECK(report.rlib.same);
    CHECK_FALSE(report.code);
    CHECK(report.reasons.empty());
  }
}

TEST_CASE("another -C metadata leaves the code the same", "[verify]") {
  const auto report = compare_one(little(), little("another"));
  CHECK(report.verdict == Verdict::code);
  CHECK(report.code->functions.there == 5);
  CHECK(report.code->functions.same == 5);
  CHECK(report.code->constants.same == report.code->constants.there);
  REQUIRE(report.reasons.size() == 1);
  CHECK(report.reasons[0].kind == "crate-id");
  CHECK(report.metadata.same_but_hashes);
}

TEST_CASE("one changed byte of a function is found in every format, and the function named", "[verify]") {
  for (const auto& target : little_targets) {
    CAPTURE(target);
    // wasm checks that a function ends as one.
    const auto changed = flipped(little(target), "8greeting", target.starts_with("wasm") ? 2 : 1);
    const auto report = compare_one(little(target), changed);
    CHECK(report.verdict == Verdict::different);
    const auto difference = only_difference(report, "function");
    CHECK(difference.kind == DifferenceKind::changed);
    CHECK(difference.name == "little::greeting");
    CHECK_THAT(difference.detail, Contains("1 byte of "));
    CHECK(report.code->functions.same + 1 == report.code->functions.there);
  }
}

TEST_CASE("a changed string is found in every format, with the functions that use it", "[verify]") {
  for (const auto& target : little_targets) {
    CAPTURE(target);
    const auto report = compare_one(little(target), replaced(little(target), "hello from", "hullo from"));
    CHECK(report.verdict == Verdict::different);
    const auto& differences = report.code->differences;
    const auto names = [&](DifferenceKind kind) {
      const auto found = std::ranges::find_if(
          differences, [&](const auto& each) { return each.what == "constant" && each.kind == kind; });
      return found == differences.end() ? std::string() : found->name;
    };
    CHECK(names(DifferenceKind::missing_here) == "\"hello from little\"");
    CHECK(names(DifferenceKind::only_here) == "\"hullo from little\"");
    const auto user = std::ranges::find(differences, "little::greeting", &Difference::name);
    REQUIRE(user != differences.end());
    CHECK_THAT(user->detail, Contains("to \"hello from little\" there, \"hullo from little\" here"));
    CHECK(report.code->functions.same_code == report.code->functions.there);
  }
}

TEST_CASE("changed data is found", "[verify]") {
  const auto report = compare_one(little(), replaced(little(), "a table of one", "a table of two"));
  CHECK(report.verdict == Verdict::different);
  CHECK(only_difference(report, "data").name == "little::ENTRY");
}

TEST_CASE("objects that were dropped or added", "[verify]") {
  auto members = members_of(little());
  members.push_back({"0123456789abcdef-other.o", members_of(little("i686-unknown-linux-gnu")).back().bytes});
  members.push_back({"notes.txt", "no object file"});
  const auto more = archive_of(members);
  const auto dropped = compare_one(more, little());
  CHECK(dropped.verdict == Verdict::different);
  REQUIRE(dropped.reasons.size() == 1);
  CHECK(sentence(dropped.reasons[0], "little") == "bundled objects only there: notes.txt, other.o");
  CHECK_THAT(only_difference(dropped, "object").name, Contains("notes.txt"));
  const auto& missing = dropped.code->differences;
  CHECK(std::ranges::count(missing, DifferenceKind::missing_here, &Difference::kind) > 5);
  const auto added = compare_one(little(), more);
  CHECK(sentence(added.reasons.at(0), "little") == "bundled objects only here: notes.txt, other.o");
}

TEST_CASE("the order of merged strings is no difference, and tables of distances are followed", "[verify]") {
  const auto same = compare_one(assembled("constants-there"), assembled("constants-here"));
  CHECK(same.verdict == Verdict::code);
  CHECK(same.code->functions.same == 1);
  CHECK(same.code->constants.there == 7);
  CHECK(same.code->constants.same == 7);
  const auto changed = compare_one(assembled("constants-there"), assembled("constants-changed"));
  CHECK(changed.verdict == Verdict::different);
  CHECK(changed.code->constants.same == 6);
  CHECK_THAT(only_difference(changed, "function").detail, Contains("a constant that itself refers elsewhere"));
}

TEST_CASE("crates on one side only", "[verify]") {
  const Stds stds;
  stds.there("little", little());
  stds.here("little", little());
  stds.there("lost", little());
  stds.here("smuggled", little());
  const auto report = value_of(stds.compare());
  CHECK(report.worst() == Verdict::only_here);
  REQUIRE(report.crates.size() == 3);
  CHECK(report.crates[1].name == "lost");
  CHECK(report.crates[1].verdict == Verdict::missing_here);
  CHECK(report.crates[2].name == "smuggled");
  CHECK(report.crates[2].verdict == Verdict::only_here);
  const auto text = to_text(report, {});
  CHECK_THAT(text, Contains("\nsmuggled  only here\n"));
  CHECK_THAT(text, Contains("3 crates of x86_64-unknown-linux-gnu: 1 identical, 1 missing here, 1 only here"));
  auto untold = report;  // the metadata of another compiler version
  untold.target.clear();
  CHECK_THAT(to_text(untold, {}), Contains("3 crates: 1 identical, 1 missing here, 1 only here"));
}

TEST_CASE("versions and options that differ are the reasons", "[verify]") {
  // The same length, so that tables stay what they are.
  const auto other = replaced(little(), "/rust/deps/little-1.2.3", "/rust/deps/little-1.2.4");
  const auto report = compare_one(little(), other);
  REQUIRE_FALSE(report.reasons.empty());
  CHECK(report.reasons[0].kind == "version");
  CHECK(sentence(report.reasons[0], "little") == "made from little 1.2.3 there, 1.2.4 here");
  CHECK_FALSE(report.code->debug_info_same);
  CHECK(report.verdict == Verdict::code);
}

TEST_CASE("what depends on a crate that differs says so", "[verify]") {
  // Metadata as rustc splits it: a head with the crate's own hash, and its dependencies' hashes somewhere behind.
  const auto metadata = [](const std::string& own, const std::string& rest) {
    return std::string("rust\0\0\0\x0a\x13\0\0\0\0\0\0\0\x01r\xc1", 19) + std::string("\0\x01x\xc1", 4) + own +
           std::string("\0\x01n\xc1\0\0", 6) + rest;
  };
  const std::string first = "first crate hash";
  const std::string changed = "other crate hash";
  const std::string second = "second....hash..";
  const std::string second_changed = "SECOND....hash..";
  const Stds stds;
  stds.there("first", little());
  stds.here("first", replaced(little(), "/little-1.2.3", "/little-1.2.9"));
  stds.dir.file("there/libfirst-1.rmeta", metadata(first, ""));
  stds.dir.file("here/libfirst-1.rmeta", metadata(changed, "a change"));
  for (const auto* side : {"there", "here"}) stds.dir.file(std::string(side) + "/libsecond-1.rlib", little());
  stds.dir.file("there/libsecond-1.rmeta", metadata(second, "uses " + first));
  stds.dir.file("here/libsecond-1.rmeta", metadata(second_changed, "uses " + changed));
  const auto report = value_of(stds.compare());
  CHECK(report.crates[0].verdict == Verdict::code);
  CHECK(report.crates[1].verdict == Verdict::hashes);
  CHECK(report.crates[1].dependencies == std::vector<std::string>{"first"});
  REQUIRE(report.crates[1].reasons.size() == 1);
  CHECK(sentence(report.crates[1].reasons[0], "second") == "depends on first (same code)");
}

TEST_CASE("crate hashes are masked only where they stand on both sides", "[verify]") {
  const std::vector<HashPair> pairs = {{"aaaaaaaaaaaaaaa1", "aaaaaaaaaaaaaaa2"}, {"12345678", "abcdefgh"}};
  CHECK(same_but_hashes("x", "x", {}));
  CHECK(same_but_hashes("..aaaaaaaaaaaaaaa1.", "..aaaaaaaaaaaaaaa2.", pairs));
  CHECK_FALSE(same_but_hashes("..aaaaaaaaaaaaaaa2.", "..aaaaaaaaaaaaaaa1.", pairs));
  CHECK_FALSE(same_but_hashes("..aaaaaaaaaaaaaaa1.", "..aaaaaaaaaaaaaaa2,", pairs));
  CHECK_FALSE(same_but_hashes("aaaaaaaaaaaaaa1", "aaaaaaaaaaaaaa2", pairs));
  CHECK_FALSE(same_but_hashes("1", "22", pairs));
  CHECK(same_but_hashes("libcore-12345678.rlib", "libcore-abcdefgh.rlib", pairs));
}

TEST_CASE("hashes in the names of files are masked like crate hashes", "[verify]") {
  const Stds stds;
  auto members = members_of(little());
  members.push_back({"lib.rmeta-link", "-0123456789abcdef"});
  stds.dir.file("there/liblittle-0123456789abcdef.rlib", archive_of(members));
  members.back().bytes = "-fedcba9876543210";
  stds.dir.file("here/liblittle-fedcba9876543210.rlib", archive_of(members));
  CHECK(value_of(stds.compare()).crates.at(0).verdict == Verdict::hashes);
}

TEST_CASE("the same crate twice in a folder is an error", "[verify]") {
  const Stds stds;
  stds.there("little", little());
  stds.here("little", little());
  stds.dir.file("here/liblittle-2.rlib", little());
  CHECK_THAT(message_of(stds.compare()), Contains("has the crate `little` more than once") && Contains("help: remove"));
}

TEST_CASE("the JSON of `compare`", "[verify]") {
  const Stds stds;
  stds.there("little", little());
  stds.here("little", replaced(little(), "hello from", "hullo from"));
  const auto json = to_json(value_of(stds.compare()));
  CHECK(json["schema"] == 1);
  CHECK(json["target"] == "x86_64-unknown-linux-gnu");
  CHECK(json["summary"] == nlohmann::json{{"different", 1}});
  const auto& crate = json["crates"][0];
  CHECK(crate["verdict"] == "different");
  CHECK(crate["code"]["functions"]["there"] == 5);
  CHECK(crate["code"]["differences"].size() >= 3);
}
