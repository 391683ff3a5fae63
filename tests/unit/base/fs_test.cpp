// SPDX-License-Identifier: MIT
#include "buildstd/base/fs.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "buildstd/base/file_lock.hpp"
#include "buildstd/base/file_state.hpp"
#include "buildstd/base/trusted_directory.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using Catch::Matchers::Contains;

TEST_CASE("an atomic write replaces the whole file and leaves nothing beside it", "[base][fs]") {
  const TempDir dir;
  const auto file = dir.file("a/b.txt", "old");
  require_success(fs::write_atomically(file, "new content"));
  CHECK(value_of(fs::read(file)) == "new content");
  CHECK(value_of(fs::list(dir.path("a"))) == std::vector<std::string>{"b.txt"});
}

TEST_CASE("an atomic write that fails names the file and leaves the old one", "[base][fs]") {
  const TempDir dir;
  CHECK_THAT(message_of(fs::write_atomically(dir.path("none/x"), "a")),
             Contains("failed to write") && Contains("none/x"));
  require_success(fs::create_directories(dir.path("folder/inner")));
  CHECK_THAT(message_of(fs::write_atomically(dir.path("folder"), "a")), Contains("failed to rename"));
}

TEST_CASE("a failed rename of an atomic write leaves no temporary file", "[base][fs]") {
  const TempDir dir;
  require_success(fs::create_directories(dir.path("folder/inner")));
  CHECK_FALSE(fs::write_atomically(dir.path("folder"), "a").has_value());
  CHECK(value_of(fs::list(dir.path())) == std::vector<std::string>{"folder"});
}

TEST_CASE("reading is bounded, and only of regular files", "[base][fs]") {
  const TempDir dir;
  const auto file = dir.file("f", "0123456789");
  CHECK(value_of(fs::read(file, 10)) == "0123456789");
  CHECK_THAT(message_of(fs::read(file, 9)), Contains("10 bytes") && Contains("9 that are read"));
  CHECK_THAT(message_of(fs::read(dir.path())), Contains("not a regular file"));
  CHECK_THAT(message_of(fs::read(dir.path("absent"))),
             Contains("failed to read") && Contains("absent") && Contains("No such file"));
  REQUIRE(::mkfifo(dir.path("pipe").c_str(), 0600) == 0);
  CHECK_THAT(message_of(fs::read(dir.path("pipe"))), Contains("not a regular file"));  // and does not block
}

TEST_CASE("two names of one file, or a copy", "[base][fs]") {
  const TempDir dir;
  const auto file = dir.file("f", "x");
  require_success(fs::share(file, dir.path("g")));
  CHECK(value_of(fs::read(dir.path("g"))) == "x");
  CHECK_FALSE(fs::is_same_file(file, dir.path("g")));  // somebody may write to it
  require_success(fs::make_read_only(file));
  require_success(fs::share(file, dir.path("h")));
  CHECK(fs::file_state(file)->of_own_file() == fs::file_state(dir.path("h"))->of_own_file());
  CHECK_FALSE(fs::share(dir.path("absent"), dir.path("i")).has_value());
  // Across file systems links are not possible.
  if (fs::is_directory("/dev/shm")) {
    const auto other = std::filesystem::path("/dev/shm") / dir.path().filename();
    require_success(fs::write_atomically(other, "from elsewhere"));
    const auto linked = fs::share(other, dir.path("k"));
    (void)fs::remove_all(other);
    require_success(linked);
    CHECK(value_of(fs::read(dir.path("k"))) == "from elsewhere");
  }
}

TEST_CASE("removing never follows links, and nothing there is no error", "[base][fs]") {
  const TempDir dir;
  dir.file("kept/f", "x");
  require_success(fs::create_directories(dir.path("gone/sub")));
  require_success(fs::symlink(dir.path("kept"), dir.path("gone/link")));
  require_success(fs::remove_all(dir.path("gone")));
  CHECK(fs::is_file(dir.path("kept/f")));
  CHECK_FALSE(fs::exists(dir.path("gone")));
  require_success(fs::remove_all(dir.path("gone")));
}

TEST_CASE("lists are sorted, recursive ones hold regular files only", "[base][fs]") {
  const TempDir dir;
  dir.file("b", "");
  dir.file("a/z", "");
  dir.file("a/B", "");
  require_success(fs::symlink(dir.path("b"), dir.path("link")));
  CHECK(value_of(fs::list(dir.path())) == std::vector<std::string>{"a", "b", "link"});
  CHECK(value_of(fs::list_recursively(dir.path())) == std::vector<fs::Path>{"a/B", "a/z", "b"});
  CHECK_THAT(message_of(fs::list(dir.path("none"))), Contains("failed to read directory"));
}

TEST_CASE("absolute paths are normal ones", "[base][fs]") {
  CHECK(fs::absolute("x/../y", "/base") == "/base/y");
  CHECK(fs::absolute("/a/./b/", "/base") == "/a/b");
  CHECK(fs::absolute(".", "/base") == "/base");
  CHECK(fs::absolute("/", "/base") == "/");
}

TEST_CASE("programs are found as execvp finds them", "[base][fs]") {
  const TempDir dir;
  const auto tool = dir.program("bin/tool", "");
  dir.file("first/tool", "not executable");
  const auto path = dir.path("first").string() + ":" + dir.path("bin").string();
  CHECK(fs::find_program("tool", path, "/") == tool);
  CHECK(fs::find_program("bin/tool", "", dir.path()) == tool);
  CHECK_FALSE(fs::find_program("first/tool", path, dir.path()));
  CHECK_FALSE(fs::find_program("tool", "", "/"));
  CHECK_FALSE(fs::find_program("bin", dir.path().string(), "/"));  // a directory is no program
}

TEST_CASE("a lock keeps other processes out, and tells that it waits", "[base][fs]") {
  const TempDir dir;
  const auto file = dir.path("lock");
  std::array<int, 2> ready{};
  std::array<int, 2> go_on{};
  REQUIRE(::pipe(ready.data()) == 0);
  REQUIRE(::pipe(go_on.data()) == 0);
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {  // holds the lock until told to go on
    auto lock = fs::FileLock::acquire(file, [] {});
    char byte = lock ? 'y' : 'n';
    (void)!::write(ready[1], &byte, 1);
    (void)!::read(go_on[0], &byte, 1);
    ::_exit(0);
  }
  char held = 0;
  REQUIRE(::read(ready[0], &held, 1) == 1);
  CHECK(held == 'y');
  bool waited = false;
  const auto lock = fs::FileLock::acquire(file, [&] {
    waited = true;
    (void)!::write(go_on[1], "x", 1);
  });
  CHECK(lock.has_value());
  CHECK(waited);
  int status = 0;
  ::waitpid(child, &status, 0);
  for (const int end : {ready[0], ready[1], go_on[0], go_on[1]}) ::close(end);
}

TEST_CASE("a lock that nobody holds is taken at once, and given back", "[base][fs]") {
  const TempDir dir;
  for (int i = 0; i < 2; ++i) {
    bool waited = false;
    const auto lock = fs::FileLock::acquire(dir.path("lock"), [&] { waited = true; });
    CHECK(lock.has_value());
    CHECK_FALSE(waited);
  }
  const auto impossible = fs::FileLock::acquire(dir.path("none/lock"), [] {});
  CHECK_THAT(message_of(impossible), Contains("failed to lock") && Contains("none/lock"));
}

TEST_CASE("a lock is tried without waiting for it", "[base][fs]") {
  const TempDir dir;
  const auto directory = fs::TrustedDirectory::open_only(dir.path());
  REQUIRE(directory.has_value());
  {
    const auto first = fs::FileLock::try_acquire(*directory, "lock");
    REQUIRE((first && *first));
    CHECK((*first)->is_held());
    const auto second = fs::FileLock::try_acquire(*directory, "lock");
    REQUIRE(second.has_value());
    CHECK_FALSE(second->has_value());
  }
  const auto again = fs::FileLock::try_acquire(*directory, "lock");
  CHECK((again && *again));
  REQUIRE(fs::symlink(dir.path("elsewhere"), dir.path("link")));
  CHECK_THAT(message_of(fs::FileLock::try_acquire(*directory, "link")), Contains("failed to lock"));
  CHECK_FALSE(fs::exists(dir.path("elsewhere")));
}

TEST_CASE("a part of a file is read", "[base][fs]") {
  const TempDir dir;
  const auto file = dir.file("file", "0123456789");
  CHECK(value_of(fs::read_part(file, 3, 4)) == "3456");
  CHECK(value_of(fs::read_part(file, 8, 4)) == "89");
  CHECK(value_of(fs::read_part(file, 20, 4)).empty());
  CHECK_THAT(message_of(fs::read_part(dir.path(), 0, 1)), Contains("it is not a regular file"));
}
