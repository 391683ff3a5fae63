// SPDX-License-Identifier: MIT
#include "front/turn.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <thread>

#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::front;
using namespace buildstd::testing;

namespace {

/// A run of Cargo's, and its jobserver.
struct Run {
  TempDir dir;
  process::OtherProcess cargo{::getpid(), process::start_of(::getpid()).value_or(0), {}, {}, {}};
  std::filesystem::path fifo = std::filesystem::temp_directory_path() / ("buildstd-turn-" + std::to_string(::getpid()));
  int peer = -1;

  Run() {
    dir.file("run/other", "");
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    peer = ::open(fifo.c_str(), O_RDWR | O_NONBLOCK);
  }
  ~Run() {
    ::close(peer);
    ::unlink(fifo.c_str());
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  [[nodiscard]] fs::TrustedDirectory directory() const {
    return value_of(fs::TrustedDirectory::open_only(dir.path("run")));
  }
  [[nodiscard]] std::shared_ptr<process::ParentJobserver> jobserver() const {
    Environment environment;
    environment.set("CARGO_MAKEFLAGS", "--jobserver-auth=fifo:" + fifo.string());
    return value_of(process::ParentJobserver::open(environment));
  }
  void give_tokens(std::size_t count) const {
    REQUIRE(::write(peer, "++++++++", count) == static_cast<ssize_t>(count));
  }
  [[nodiscard]] int take_tokens() const {
    int count = 0;
    for (char token = 0; ::read(peer, &token, 1) == 1;) ++count;
    return count;
  }
  [[nodiscard]] std::vector<std::string> places() const {
    return fs::list(dir.path("run/waiting")).value_or(std::vector<std::string>());
  }
};

void let_others_come() { std::this_thread::sleep_for(std::chrono::milliseconds(15)); }

}  // namespace

TEST_CASE("who has the longest way comes first, and not before others could come", "[front]") {
  const Run run;
  Turn first(run.directory(), 10);
  auto longer = std::make_unique<Turn>(run.directory(), 3000);
  Turn shorter(run.directory(), 9);
  CHECK_FALSE(first.has_come());  // others may come
  CHECK_FALSE(longer->has_come());
  CHECK_FALSE(shorter.has_come());
  CHECK(first.waiting() == 3);
  let_others_come();
  CHECK_FALSE(first.has_come());
  CHECK_FALSE(shorter.has_come());
  CHECK(longer->has_come());
  longer.reset();
  CHECK(first.has_come());
  CHECK_FALSE(shorter.has_come());
}

TEST_CASE("processes that have ended do not count, nor does what is no place", "[front]") {
  const Run run;
  run.dir.file("run/waiting/0-1-2147483646", "");  // the longest of all ways
  run.dir.file("run/waiting/0-0", "");
  run.dir.file("run/waiting/hello", "");
  Turn turn(run.directory(), 10);
  CHECK_FALSE(turn.has_come());
  CHECK(turn.waiting() == 1);
  let_others_come();
  CHECK(turn.has_come());
}

TEST_CASE("where there is no room to wait, nobody waits", "[front]") {
  const Run run;
  run.dir.file("run/waiting", "a file");
  Turn turn(run.directory(), 10);
  CHECK(turn.has_come());
  CHECK(turn.waiting() == 0);
}

TEST_CASE("a call gives its token away until its turn has come, and leaves its place", "[front]") {
  const Run run;
  const auto jobserver = run.jobserver();
  const BuilderFiles files(std::filesystem::path(), run.cargo);
  auto longer = std::make_unique<Turn>(run.directory(), 100);
  CHECK_FALSE(longer->has_come());
  std::atomic<bool> went = false;
  std::thread shorter([&] {
    Turn turn(run.directory(), 50);
    OwnToken token(jobserver.get());
    wait_for_turn(turn, token, files, run.cargo, 8);
    went = true;
  });
  for (int i = 0; i < 200 && run.places().size() < 2; ++i) let_others_come();
  let_others_come();
  CHECK(run.take_tokens() == 1);
  run.give_tokens(1);
  let_others_come();
  CHECK_FALSE(went);
  longer.reset();
  shorter.join();
  CHECK(run.take_tokens() == 0);
  CHECK(run.places().empty());
}

TEST_CASE("nobody waits while there is another token, or with too many", "[front]") {
  const Run run;
  const auto jobserver = run.jobserver();
  const BuilderFiles files(std::filesystem::path(), run.cargo);
  Turn longer(run.directory(), 100);
  CHECK_FALSE(longer.has_come());
  {
    Turn turn(run.directory(), 50);
    OwnToken token(jobserver.get());
    wait_for_turn(turn, token, files, run.cargo, 1);
    CHECK(run.take_tokens() == 0);
  }
  run.give_tokens(1);
  Turn turn(run.directory(), 50);
  OwnToken token(jobserver.get());
  wait_for_turn(turn, token, files, run.cargo, 8);
  CHECK(run.take_tokens() == 1);
}

TEST_CASE("the token of a builder that was killed is for who comes next", "[front]") {
  const Run run;
  const auto jobserver = run.jobserver();
  const BuilderFiles files(run.dir.path("run/key"), run.cargo);
  REQUIRE(files.are_there());
  CHECK(files.path() == run.dir.path("run/key"));
  CHECK_FALSE(files.inherit_token_if_alone());
  REQUIRE(files.pass_token_on());
  {
    const auto lock = files.try_lock();  // it builds
    CHECK_FALSE(files.inherit_token_if_alone());
  }
  auto other_run = run.cargo;
  ++other_run.start;
  CHECK_FALSE(BuilderFiles(run.dir.path("run/key"), other_run).inherit_token_if_alone());
  // All tokens are gone: the call's own, which another has taken, and the builder's.
  Turn turn(run.directory(), 50);
  OwnToken token(jobserver.get());
  std::thread thief([&] {
    for (int i = 0; i < 2000 && run.take_tokens() == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  });
  wait_for_turn(turn, token, files, run.cargo, 8);
  thief.join();
  CHECK_FALSE(files.inherit_token_if_alone());
}
