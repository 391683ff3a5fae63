// SPDX-License-Identifier: MIT
#include "buildstd/base/snapshot.hpp"

#include "buildstd/base/file_state.hpp"
#include "buildstd/base/fs.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;

namespace {

constexpr std::int64_t far_future = 4'000'000'000'000'000'000;

std::string text_of(const Snapshot& snapshot) {
  const auto text = snapshot.take(far_future);
  REQUIRE(text);
  return *text;
}

}  // namespace

TEST_CASE("a snapshot holds until one of its files is another", "[snapshot]") {
  const TempDir dir;
  const auto a = dir.file("x/a file", "1");
  const auto b = dir.file("y/b", "1");
  Snapshot snapshot;
  for (const auto& path : {a, b, dir.path("x/none"), dir.path("none/at all"), dir.path("y")}) snapshot.add(path);
  const auto text = text_of(snapshot);
  CHECK(Snapshot::holds(text));

  SECTION("content") { dir.file("x/a file", "22"); }
  SECTION("the same content again") { dir.file("y/b", "1"); }
  SECTION("a file that was not there") { dir.file("x/none", ""); }
  SECTION("a folder that was not there") { dir.file("none/at all", ""); }
  SECTION("a new file in a folder") { dir.file("y/c", ""); }
  SECTION("one that is gone") { require_success(fs::remove_all(a)); }
  CHECK_FALSE(Snapshot::holds(text));
}

TEST_CASE("what has changed since the start is not relied on", "[snapshot]") {
  const TempDir dir;
  const auto file = dir.file("a", "1");
  const auto changed = fs::file_state(file)->changed_ns;
  constexpr std::int64_t second = 1'000'000'000;
  Snapshot inputs;
  inputs.add(file);
  CHECK_FALSE(inputs.take(changed));
  CHECK_FALSE(inputs.take(changed + second));
  CHECK(inputs.take(changed + second + 1));
  Snapshot own;
  own.add_own(file);
  CHECK(own.take(changed));
}

TEST_CASE("names that a line cannot hold, and relative ones, make no snapshot", "[snapshot]") {
  for (const auto* path : {"/a\nb", "relative", ""}) {
    Snapshot snapshot;
    snapshot.add(path);
    CHECK_FALSE(snapshot.take(far_future));
  }
}

TEST_CASE("garbage does not hold", "[snapshot]") {
  for (const auto* text : {"", "x", "D", "- a\n", "D /\nx", "D /\n1 2\n", "D /\n1 2 3\n", "D /\n1:2:3:4 no such file\n",
                           "D /\n-\n", "D /no/such/folder\n1:2:3:4 a\n"}) {
    INFO(text);
    CHECK_FALSE(Snapshot::holds(text));
  }
}

TEST_CASE("files far below a folder, and beside it, are told apart", "[snapshot]") {
  const TempDir dir;
  const auto* const changed = GENERATE("a/f", "a/b/f", "a/b/c/d/e/f", "a/b/c/d/e/g/h/i/f", "ab/f", "a.f", "a/none");
  Snapshot snapshot;
  for (const auto* name : {"a/f", "a/b/f", "a/b/c/d/e/f", "a/b/c/d/e/g/h/i/f", "ab/f", "a.f"})
    snapshot.add(dir.file(name, "1"));
  snapshot.add(dir.path("a/none"));
  const auto text = text_of(snapshot);
  CHECK(Snapshot::holds(text));
  dir.file(changed, "22");
  CHECK_FALSE(Snapshot::holds(text));
}
