// SPDX-License-Identifier: MIT
// Each kind of reason, on objects that differ in nothing else (tests/data/verify/assembled).
#include "verify/reasons.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "unit/verify/little.hpp"
#include "verify/causes.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::verify;
using Catch::Matchers::Contains;

namespace {

// The differences that follow from a reason, as `kind what name`.
std::vector<std::string> differences(const CrateReport& report, const std::string& reason) {
  std::vector<std::string> names;
  if (!report.code) return names;
  for (const auto& difference : report.code->differences) {
    if (difference.reason == reason) names.push_back(difference.what + " " + difference.name);
  }
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> kinds(const CrateReport& report) {
  std::vector<std::string> all;
  for (const auto& reason : report.reasons) all.push_back(reason.kind);
  return all;
}

std::vector<std::string> sentences(const CrateReport& report) {
  std::vector<std::string> all;
  for (const auto& reason : report.reasons) all.push_back(sentence(reason, report.name));
  return all;
}

SysrootReport only(const CrateReport& crate) {
  SysrootReport report;
  report.crates.push_back(crate);
  return report;
}

using Strings = std::vector<std::string>;

// Metadata as rustc splits it: the crate's hash, the one in its files' names, and all else.
std::string metadata(const std::string& hash, const std::string& name, const std::string& rest = "") {
  return std::string("rust\0\0\0\x0a\x13\0\0\0\0\0\0\0\x01r\xc1", 19) + std::string("\0\x01x\xc1", 4) + hash +
         std::string("\0\x01n\xc1\0\0", 6) + name + rest;
}

}  // namespace

TEST_CASE("type ids, and which of equal functions is kept, follow from crate ids", "[verify]") {
  const auto report = compare_one(assembled("ids-there"), assembled("ids-here"));
  CHECK(report.verdict == Verdict::different);
  CHECK(kinds(report) == Strings{"crate-id", "folded-functions", "type-id"});
  CHECK(differences(report, "type-id") == Strings{"constant [81 81 81 81 81 81 81 81 82 82 82 82 …] (16 bytes)",
                                                  "constant [81 81 81 81 81 81 81 81 82 82 82 82 …] (32 bytes)",
                                                  "constant [83 83 83 83 83 83 83 83 84 84 84 84 …] (16 bytes)",
                                                  "constant [83 83 83 83 83 83 83 83 84 84 84 84 …] (32 bytes)",
                                                  "function <little::Thing as core::any::Any>::type_id",
                                                  "function little::is_thing"});
  // The two functions, what refers to them, and what refers to that.
  CHECK(differences(report, "folded-functions") ==
        Strings{"constant [00 00 00 00 00 00 00 00] (8 bytes) → `little::equal`",
                "constant [00 00 00 00 00 00 00 00] (8 bytes) → `little::other`", "function little::call",
                "function little::equal", "function little::other"});
  CHECK(report.unexplained() == 0);
  const auto text = to_text(only(report), {});
  CHECK_THAT(text, Contains("type ids, which the compiler computes from crate ids: 6 differences"));
  CHECK_THAT(text, Contains("equal functions, of which LLVM keeps one by the order of symbols: 5 differences"));
  CHECK_THAT(text, !Contains("known"));
}

TEST_CASE("with the same crate ids, type ids and kept functions have no reason", "[verify]") {
  // What is read of them leads into them.
  const auto there_bytes = assembled("ids-there");
  const auto here_bytes = assembled("ids-here");
  auto there = value_of(read_crate_code(value_of(archive_members(there_bytes, "there")), "there"));
  auto here = value_of(read_crate_code(value_of(archive_members(here_bytes, "here")), "here"));
  const auto code = compare_code(there, here, {"little", {}, false, ""});
  REQUIRE_FALSE(code.differences.empty());
  CHECK(std::ranges::all_of(code.differences, [](const auto& each) { return each.reason.empty(); }));
}

TEST_CASE("what a package's version leads to is traced to it, and nothing else is", "[verify]") {
  const auto report = compare_one(assembled("inlined-there"), assembled("inlined-here"));
  CHECK(report.verdict == Verdict::different);
  CHECK(sentences(report) == Strings{"has code of needle 2.8.0 there, 2.7.6 here"});
  CHECK(differences(report, "inlined-version") ==
        Strings{
            "constant \"/rust/deps/needle-2.7.6/src/search.rs\"", "constant \"/rust/deps/needle-2.8.0/src/search.rs\"",
            "constant [00 00 00 00 00 00 00 00 25 00 00 00 …] (24 bytes) → \"/rust/deps/needle-2.7.6/src/search.rs\"",
            "constant [00 00 00 00 00 00 00 00 25 00 00 00 …] (24 bytes) → \"/rust/deps/needle-2.8.0/src/search.rs\"",
            "function little::panics", "function little::searching", "function needle::find::<u32>"});
  CHECK(report.unexplained() == 0);
  const auto changed = compare_one(assembled("inlined-there"), assembled("inlined-changed"));
  CHECK(differences(changed, "") == Strings{"function little::untouched"});
  CHECK(changed.unexplained() == 1);
  const auto text = to_text(only(changed), {});
  CHECK_THAT(text, Contains("no reason is known for 1 difference\n  ~ function little::untouched"));
  CHECK_THAT(text, Contains("1 different (1 not explained)"));
  CHECK(to_json(only(changed))["unexplained"] == 1);
}

TEST_CASE("versions that debug information does not tell are told by who made the crate", "[verify]") {
  const Stds stds;
  stds.there("little", assembled("inlined-there"));
  // Without a folder that names the version.
  auto untold = assembled("inlined-here");
  for (auto at = untold.find("needle-2.7.6"); at != std::string::npos; at = untold.find("needle-2.7.6"))
    untold.replace(at, 12, "needle/2/7/6");
  stds.here("little", untold);
  const auto compare = [&](const std::map<std::string, std::string>& versions) {
    return value_of(compare_sysroots({stds.dir.path("here"), stds.dir.path("there"), {}, versions})).crates.at(0);
  };
  CHECK(compare({}).reasons.empty());
  CHECK(compare({}).unexplained() > 0);
  CHECK(sentences(compare({{"needle", "2.7.6"}})) == Strings{"has code of needle 2.8.0 there, 2.7.6 here"});
  CHECK(compare({{"needle", "2.8.0"}}).reasons.empty());
}

TEST_CASE("a crate made from another version differs for that", "[verify]") {
  const auto other = replaced(little(), "/rust/deps/little-1.2.3", "/rust/deps/little-1.2.4");
  const auto report = compare_one(little(), replaced(other, "hello from", "hullo from"));
  CHECK(report.verdict == Verdict::different);
  CHECK(kinds(report) == Strings{"version"});  // and not another folder of sources
  CHECK(differences(report, "version").size() == report.code->differences.size());
  CHECK_THAT(to_text(only(report), {}), Contains("made from little 1.2.3 there, 1.2.4 here: "));
}

TEST_CASE("a changed function without any reason is said to be one", "[verify]") {
  const auto report = compare_one(little(), replaced(little(), "hello from", "hullo from"));
  CHECK(report.reasons.empty());
  CHECK(report.unexplained() > 0);
  CHECK(differences(report, "").size() == report.code->differences.size());
}

TEST_CASE("bundled C objects that were compiled otherwise", "[verify]") {
  const auto object = [](const std::string& name) {
    return value_of(fs::read(TEST_DATA "/verify/assembled/" + name + ".o"));
  };
  const auto with = [](const std::string& member, const std::string& bytes) {
    auto members = members_of(little());
    members.push_back({member, bytes});
    return archive_of(members);
  };
  const auto report = compare_one(with("0123456789abcdef-absvdi2.o", object("protected-there")),
                                  with("fedcba9876543210-absvdi2.o", object("protected-here")));
  CHECK(report.verdict == Verdict::different);
  CHECK(sentences(report) == Strings{"bundled C objects: a C compiler 1.0, IBT, SHSTK there, a C compiler 1.0 here"});
  CHECK(differences(report, "c-objects") == Strings{"function __absvdi2"});
  CHECK(report.unexplained() == 0);
  // Nothing tells them apart but their code.
  const auto other = replaced(object("protected-here"), "\x48\x89\xf8\xc3", "\x48\x89\xf0\xc3");
  const auto alike = compare_one(with("a.o", object("protected-here")), with("a.o", other));
  CHECK(sentences(alike) == Strings{"bundled C objects with the same names were compiled otherwise"});
  // What only one side has.
  const auto dropped = compare_one(with("a.o", object("protected-here")), little());
  CHECK(sentences(dropped) == Strings{"bundled objects only there: a.o"});
  CHECK(differences(dropped, "objects") == Strings{"function __absvdi2"});
}

TEST_CASE("a crate that only one side has: its C objects, or another compiler", "[verify]") {
  auto members = members_of(little());
  members.push_back({"InstrProfiling.o", "no object"});
  const Stds stds;
  for (const auto* side : {"there", "here"}) stds.dir.file(std::string(side) + "/liblittle-1.rlib", little());
  stds.there("profiler", archive_of(members));
  stds.here("smuggled", little());
  const auto report = value_of(stds.compare());
  CHECK(sentences(report.crates.at(1)) == Strings{"bundled objects only there: InstrProfiling.o"});
  CHECK(report.crates.at(1).unexplained() == 0);
  CHECK(report.crates.at(2).unexplained() == 1);
  CHECK(report.unexplained() == 1);
  const auto evidence = value_of(sysroot_evidence(stds.dir.path("here"))).crates.at(0);
  const auto reasons = reasons_of_absence(evidence, "rustc 1.0.0", false);
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].kind == "rustc");
  CHECK(reasons[0].there == "rustc 1.0.0");
  CHECK(reasons[0].here == evidence.rustc_version);
}

TEST_CASE("hashes are the reason where nothing else differs", "[verify]") {
  const Stds stds;
  stds.dir.file("there/liblittle-0123456789abcdef.rlib", little());
  stds.dir.file("there/liblittle-0123456789abcdef.rmeta", metadata("first crate hash", "0123456789abcdef"));
  stds.dir.file("here/liblittle-0123456789abcdef.rlib", little());
  stds.dir.file("here/liblittle-0123456789abcdef.rmeta", metadata("other crate hash", "0123456789abcdef"));
  const auto hashed = value_of(stds.compare()).crates.at(0);
  CHECK(hashed.verdict == Verdict::hashes);
  CHECK(sentences(hashed) ==
        Strings{"crate hash: 66697273742063726174652068617368 there, 6f746865722063726174652068617368 here"});
  REQUIRE(fs::remove_all(stds.dir.path("here")));
  stds.dir.file("here/liblittle-fedcba9876543210.rlib", little());
  stds.dir.file("here/liblittle-fedcba9876543210.rmeta", metadata("first crate hash", "fedcba9876543210"));
  const auto named = value_of(stds.compare()).crates.at(0);
  CHECK(named.verdict == Verdict::hashes);
  CHECK(sentences(named) == Strings{"hash in the files' names, of all that Cargo counts: 0123456789abcdef there, "
                                    "fedcba9876543210 here"});
}

TEST_CASE("metadata of the same content may be in another order", "[verify]") {
  const auto reasons = [](const std::string& hash_here, const std::string& rest_here) {
    const Stds stds;
    for (const auto* side : {"there", "here"})
      stds.dir.file(side + std::string("/liblittle-0123456789abcdef.rlib"), little());
    stds.dir.file("there/liblittle-0123456789abcdef.rmeta",
                  metadata("first crate hash", "0123456789abcdef", "one, two"));
    stds.dir.file("here/liblittle-0123456789abcdef.rmeta", metadata(hash_here, "0123456789abcdef", rest_here));
    return value_of(stds.compare()).crates.at(0);
  };
  const auto report = reasons("first crate hash", "two, one");
  CHECK(report.verdict == Verdict::code);
  CHECK(kinds(report) == Strings{"metadata-order"});
  CHECK(sentences(report).at(0).starts_with("the same metadata in another order"));
  // Content of another size, or that rustc's hash says is other.
  CHECK(kinds(reasons("first crate hash", "two, one, three")).empty());
  CHECK(kinds(reasons("other crate hash", "two, one")) == Strings{"crate-hash"});
}
