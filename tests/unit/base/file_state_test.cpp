// SPDX-License-Identifier: MIT
#include "buildstd/base/file_state.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "buildstd/base/fs.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using fs::FileState;

TEST_CASE("a file's state is text and comes back from it", "[base][file_state]") {
  const TempDir dir;
  const auto state = fs::file_state(dir.file("f", "12345"));
  REQUIRE(state);
  CHECK(state->size == 5);
  CHECK(state->inode != 0);
  CHECK(value_of(fs::parse_file_state(fs::to_text(state))) == state);
  CHECK(fs::to_text(FileState{1, -2, 3, 4}) == "1:-2:3:4");
  CHECK(value_of(fs::parse_file_state("1:-2:3:4")) == FileState{1, -2, 3, 4});
  CHECK(fs::to_text(std::nullopt) == "-");
  CHECK(value_of(fs::parse_file_state("-")) == std::nullopt);
  CHECK_FALSE(fs::file_state(dir.path("absent")));
}

TEST_CASE("what is no state is told from one", "[base][file_state]") {
  const auto* const text = GENERATE("", "1", "1:2", "1:2:3", "1:2:3:", "1:2:3:4x", ":2:3:4", "1:2:3:4:5", "x:2:3:4",
                                    "--", "-1:2:3:4", "1 2 3 4");
  INFO(text);
  CHECK_FALSE(fs::parse_file_state(text));
}

TEST_CASE("a part that was not kept is not compared", "[base][file_state]") {
  const FileState now{1, 2, 3, 4};
  CHECK(fs::is_unchanged(now, now));
  CHECK_FALSE(fs::is_unchanged(FileState{1, 2, 3, 5}, now));
  CHECK(fs::is_unchanged(FileState{1, 2, 3, 5}.of_own_file(), now));
  CHECK_FALSE(fs::is_unchanged(FileState{1, 2, 5, 4}.of_own_file(), now));
  CHECK(fs::is_unchanged(FileState{1, 2, 5, 5}.of_any_copy(), now));
  CHECK_FALSE(fs::is_unchanged(FileState{1, 5, 3, 4}.of_any_copy(), now));
  CHECK_FALSE(fs::is_unchanged(FileState{5, 2, 3, 4}.of_any_copy(), now));
  CHECK_FALSE(fs::is_unchanged(std::nullopt, now));
  CHECK_FALSE(fs::is_unchanged(now, std::nullopt));
  CHECK(fs::is_unchanged(std::nullopt, std::nullopt));
}

TEST_CASE("another file with the same size and time has another state", "[base][file_state]") {
  const TempDir dir;
  const auto file = dir.file("f", "one");
  const auto kept = fs::file_state(file);
  const auto time = std::filesystem::last_write_time(file);
  SECTION("another inode") { require_success(fs::write_atomically(file, "two")); }
  SECTION("written in place") { dir.file("f", "two"); }
  std::filesystem::last_write_time(file, time);
  CHECK(fs::is_unchanged(kept->of_any_copy(), fs::file_state(file)));
  CHECK_FALSE(fs::is_unchanged(kept, fs::file_state(file)));
}
