// SPDX-License-Identifier: MIT
#include "buildstd/process/jobserver.hpp"

#include <cstdlib>

#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using process::Jobserver;

namespace {

/// Jobservers cannot live below a path with a space: MAKEFLAGS is split at them.
struct PlainDir {
  std::filesystem::path path;
  PlainDir() {
    auto pattern = (std::filesystem::temp_directory_path() / "buildstd-jobs-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~PlainDir() { (void)fs::remove_all(path); }
  PlainDir(const PlainDir&) = delete;
  PlainDir& operator=(const PlainDir&) = delete;
};

int tokens(Jobserver& server) {
  int count = 0;
  while (server.try_acquire()) ++count;
  for (int i = 0; i < count; ++i) server.release();
  return count;
}

}  // namespace

TEST_CASE("one token of the total is implicit", "[process][jobserver]") {
  const PlainDir dir;
  for (const unsigned jobs : {1U, 2U, 8U}) {
    auto server = Jobserver::create(dir.path, jobs, jobs - 1);
    REQUIRE(server);
    CHECK(tokens(*server) == static_cast<int>(jobs) - 1);
    CHECK(server->makeflags().starts_with("-j" + std::to_string(jobs) + " --jobserver-auth=fifo:" + dir.path.string()));
  }
}

TEST_CASE("a token that was taken is there again when given back", "[process][jobserver]") {
  const PlainDir dir;
  auto server = Jobserver::create(dir.path, 2, 1);
  REQUIRE(server);
  CHECK(server->try_acquire());
  CHECK_FALSE(server->try_acquire());
  server->release();
  CHECK(server->try_acquire());
}

TEST_CASE("the pipe goes with its server, and a move keeps it", "[process][jobserver]") {
  const PlainDir dir;
  {
    auto server = Jobserver::create(dir.path, 3, 2);
    REQUIRE(server);
    Jobserver moved = *std::move(server);
    CHECK(tokens(moved) == 2);
    CHECK(value_of(fs::list(dir.path)).size() == 1);
  }
  CHECK(value_of(fs::list(dir.path)).empty());
}

TEST_CASE("where a jobserver cannot be, there is none", "[process][jobserver]") {
  const TempDir with_space;
  CHECK_FALSE(Jobserver::create(with_space.path(), 4, 3));
  CHECK_FALSE(Jobserver::create("/nonexistent", 4, 3));
}
