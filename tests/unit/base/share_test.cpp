// SPDX-License-Identifier: MIT
#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "buildstd/base/fs.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using Catch::Matchers::Contains;

TEST_CASE("nothing is written into a file that was there", "[base][fs]") {
  const TempDir dir;
  const auto from = dir.file("from", "new");
  const auto there = dir.file("there", "old");
  const auto elsewhere = dir.path("elsewhere");
  std::filesystem::create_hard_link(there, elsewhere);
  const bool read_only = GENERATE(true, false);
  if (read_only) require_success(fs::make_read_only(from));
  CHECK_THAT(message_of(fs::share(from, there)), Contains("there") && Contains("File exists"));
  CHECK_THAT(message_of(fs::copy_new(from, there)), Contains("there") && Contains("File exists"));
  CHECK(value_of(fs::read(elsewhere)) == "old");
  require_success(fs::copy_atomically(from, there));
  require_success(fs::write_atomically(there, "newer"));
  CHECK(value_of(fs::read(elsewhere)) == "old");
  CHECK(value_of(fs::read(there)) == "newer");
}

TEST_CASE("a copy may be run where its original may", "[base][fs]") {
  const TempDir dir;
  require_success(fs::share(dir.program("tool", "#!/bin/sh\n"), dir.path("copy")));
  CHECK(fs::is_executable(dir.path("copy")));
  CHECK_FALSE(fs::is_same_file(dir.path("tool"), dir.path("copy")));
}

TEST_CASE("a pipe, a directory and a link are not shared, and nobody waits for them", "[base][fs]") {
  const TempDir dir;
  REQUIRE(::mkfifo(dir.path("pipe").c_str(), 0400) == 0);
  require_success(fs::create_directories(dir.path("directory")));
  require_success(fs::symlink(dir.file("file", "x"), dir.path("link")));
  for (const auto* name : {"pipe", "directory", "link"}) {
    CHECK_THAT(message_of(fs::share(dir.path(name), dir.path("to"))), Contains(name));
    CHECK_FALSE(fs::exists(dir.path("to")));
  }
}

TEST_CASE("nobody but their owner may write to what is made", "[base][fs]") {
  const TempDir dir;
  const auto before = ::umask(0);
  const auto made = fs::create_directories(dir.path("a/b"));
  const auto written = fs::write_atomically(dir.path("a/b/c"), "x");
  ::umask(before);
  require_success(made);
  require_success(written);
  using std::filesystem::perms;
  for (const auto* name : {"a", "a/b", "a/b/c"}) {
    const auto permissions = std::filesystem::status(dir.path(name)).permissions();
    CHECK((permissions & (perms::group_write | perms::others_write)) == perms::none);
  }
}

TEST_CASE("unique names are never the same", "[base][fs]") {
  std::set<std::string> names;
  for (int i = 0; i < 1000; ++i) names.insert(fs::unique_name());
  CHECK(names.size() == 1000);
  CHECK(names.begin()->size() == 16);
}

TEST_CASE("a directory takes the place of another", "[base][fs]") {
  const TempDir dir;
  dir.file("new/f", "new");
  if (GENERATE(true, false)) dir.file("old/f", "old");
  require_success(fs::replace_directory(dir.path("new"), dir.path("old")));
  CHECK(value_of(fs::read(dir.path("old/f"))) == "new");
  CHECK_FALSE(fs::exists(dir.path("new")));
}
