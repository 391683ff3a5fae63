// SPDX-License-Identifier: MIT
// Damaged files: an error or a report, never a crash. The fuzz target `verify` goes further.
#include <cstdint>
#include <nlohmann/json.hpp>

#include "unit/verify/little.hpp"
#include "verify/app.hpp"
#include "verify/crate_diff.hpp"
#include "verify/evidence.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::verify;
using Catch::Matchers::Contains;

namespace {

// Whether all of it could be read.
bool read_all(const std::string& archive) {
  const auto members = archive_members(archive, "damaged");
  if (!members) return false;
  const bool evidence = evidence_of({"little", "1", "liblittle-1.rlib", {}}, *members, "damaged").has_value();
  auto code = read_crate_code(*members, "damaged");
  if (!code) return false;
  auto same = read_crate_code(*members, "damaged");
  CHECK(compare_code(*code, *same).differences.empty());
  return evidence;
}

// LLVM's wasm reader ends the process over some damage: the program then says so and has status 101, which
// tests/integration/verify.bash looks at.
bool can_end_the_process(const std::string& target) { return target.starts_with("wasm"); }

}  // namespace

TEST_CASE("truncated libraries", "[verify]") {
  for (const auto& target : little_targets) {
    const auto whole = little(target);
    REQUIRE(read_all(whole));
    for (std::size_t length = 0; length < whole.size(); length += 61) (void)read_all(whole.substr(0, length));
    CHECK_FALSE(read_all(whole.substr(0, whole.size() / 2)));
  }
}

TEST_CASE("libraries with changed bytes", "[verify]") {
  std::uint32_t state = 1;
  const auto next = [&] { return state = state * 1664525 + 1013904223; };
  for (const auto& target : little_targets) {
    if (can_end_the_process(target)) continue;
    const auto whole = little(target);
    for (int round = 0; round < 300; ++round) {
      auto damaged = whole;
      for (int i = 0; i < 3; ++i) damaged[(next() >> 8) % damaged.size()] = static_cast<char>(next() >> 24);
      (void)read_all(damaged);
    }
  }
}

// LLVM 19 looks the section of a wasm symbol up without asking whether there is one, which ended in a crash.
TEST_CASE("a wasm symbol of a section that is not there", "[verify]") {
  auto damaged = little("wasm32-unknown-unknown");
  damaged.at(0x918) = '\xff';
  CHECK_FALSE(read_all(damaged));
  const TempDir dir;
  dir.file("liblittle-1.rlib", damaged);
  const auto inspected = run({"inspect", "."}, dir.path());
  CHECK(inspected.status == 101);
  CHECK_THAT(inspected.said, Contains("could not read the object file") && Contains("liblittle-1.rlib("));
}

TEST_CASE("a damaged library leaves the others", "[verify]") {
  const Stds stds;
  for (const auto* name : {"first", "second", "third"}) {
    stds.there(name, little());
    stds.here(name, little());
  }
  stds.there("second", little().substr(0, 3000));
  stds.here("third", "");
  const auto report = value_of(stds.compare());
  CHECK(report.crates.at(0).verdict == Verdict::identical);
  CHECK(report.crates.at(1).verdict == Verdict::unreadable);
  CHECK(report.crates.at(2).verdict == Verdict::unreadable);
  REQUIRE(report.problems.size() == 2);
  CHECK_THAT(report.problems[0].message(), Contains("there/libsecond-1.rlib"));
  CHECK_THAT(report.problems[1].message(), Contains("here/libthird-1.rlib"));
  CHECK(to_json(report)["crates"][1]["verdict"] == "unreadable");
  const auto evidence = value_of(sysroot_evidence(stds.dir.path("there")));
  CHECK(evidence.crates.size() == 2);
  REQUIRE(evidence.unreadable.size() == 1);
  CHECK(evidence.unreadable[0].file == "libsecond-1.rlib");
  const auto inspected = run({"inspect", "there"}, stds.dir.path());
  CHECK(inspected.status == 101);
  CHECK_THAT(inspected.data, Contains("\"name\": \"third\"") && Contains("\"file\": \"libsecond-1.rlib\""));
  CHECK_THAT(inspected.said, Contains("error: could not read the archive"));
}

TEST_CASE("the program's exit status and messages", "[verify]") {
  const Stds stds;
  stds.there("little", little());
  stds.here("little", little());
  const std::vector<std::string> compare = {"compare", "--ours", "here", "--theirs", "there"};
  const auto same = run(compare, stds.dir.path());
  CHECK(same.status == 0);
  CHECK_THAT(same.data, Contains("1 crates of x86_64-unknown-linux-gnu: 1 identical"));
  stds.here("little", little("another"));
  CHECK(run(compare, stds.dir.path()).status == 2);
  auto content = compare;
  content.insert(content.end(), {"--require", "code"});
  CHECK(run(content, stds.dir.path()).status == 0);
  stds.here("little", little().substr(0, 3000));
  const auto damaged = run(compare, stds.dir.path());
  CHECK(damaged.status == 101);
  CHECK_THAT(damaged.data, Contains("little: could not read the archive") && Contains(": 1 unreadable"));
  CHECK_THAT(damaged.said, Contains("error: could not read the archive") && Contains("liblittle-1.rlib"));
  CHECK(run({"compare", "--ours", "here"}, stds.dir.path()).status == 1);
  CHECK(run({}, stds.dir.path()).status == 1);
  CHECK(run({"--help"}, stds.dir.path()).status == 0);
  auto wrong = compare;
  wrong.insert(wrong.end(), {"--version-here", "libc"});
  CHECK_THAT(run(wrong, stds.dir.path()).said, Contains("`--version-here libc`: not NAME=VERSION"));
  const auto other = run({"inspect", "there", "--target", "mips"}, stds.dir.path());
  CHECK_THAT(other.said, Contains("are for the target `x86_64-unknown-linux-gnu`, not `mips`"));
}
