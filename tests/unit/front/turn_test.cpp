// SPDX-License-Identifier: MIT
#include "front/turn.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
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
    ::unlink(fifo.c_str());
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

std::function<std::uint64_t()> way(std::uint64_t length) {
  return [length] { return length; };
}

constexpr std::chrono::milliseconds at_once{0};

void let_others_come() { std::this_thread::sleep_for(std::chrono::milliseconds(15)); }

}  // namespace

TEST_CASE("who has the longest way comes first", "[front]") {
  const Run run;
  Turn first(run.directory(), way(10));
  auto longer = std::make_unique<Turn>(run.directory(), way(3000));
  Turn shorter(run.directory(), way(9));
  first.take_place(at_once);
  CHECK(first.others_before() == 0);
  longer->take_place(at_once);
  shorter.take_place(at_once);
  CHECK(longer->others_before() == 0);
  CHECK(first.others_before() == 1);
  CHECK(shorter.others_before() == 2);
  CHECK(shorter.waiting() == 3);
  longer.reset();
  CHECK(first.others_before() == 0);
  CHECK(shorter.others_before() == 1);
}

TEST_CASE("others have time to come", "[front]") {
  const Run run;
  Turn turn(run.directory(), way(10));
  CHECK(turn.time_for_others() == at_once);
  turn.take_place(std::chrono::hours(1));
  CHECK(turn.time_for_others() > std::chrono::minutes(50));
  Turn other(run.directory(), way(11));
  other.take_place(at_once);
  CHECK(other.time_for_others() == at_once);
}

TEST_CASE("processes that have ended do not count, nor does what is no place", "[front]") {
  const Run run;
  run.dir.file("run/waiting/0-1-2147483646", "");  // the longest of all ways
  run.dir.file("run/waiting/0-0", "");
  run.dir.file("run/waiting/hello", "");
  // One that has ended and that nobody has waited for.
  std::array<int, 2> until_looked_at{};
  REQUIRE(::pipe(until_looked_at.data()) == 0);
  const int ended = ::fork();
  if (ended == 0) {
    ::close(until_looked_at[1]);
    char nothing = 0;
    ::_exit(::read(until_looked_at[0], &nothing, 1) == 0 ? 0 : 1);
  }
  const auto start = process::start_of(ended).value_or(0);
  CHECK(start != 0);
  ::close(until_looked_at[0]);
  ::close(until_looked_at[1]);
  siginfo_t information{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(ended), &information, WEXITED | WNOWAIT) == 0);
  run.dir.file("run/waiting/0-" + std::to_string(start) + "-" + std::to_string(ended), "");
  Turn turn(run.directory(), way(10));
  turn.take_place(at_once);
  CHECK(turn.others_before() == 0);
  ::waitpid(ended, nullptr, 0);
}

TEST_CASE("where no place can be had, nobody waits", "[front]") {
  const Run run;
  run.dir.file("run/waiting", "a file");
  Turn turn(run.directory(), way(10));
  turn.take_place(std::chrono::hours(1));
  CHECK(turn.others_before() == 0);
  CHECK(turn.time_for_others() == at_once);
}

TEST_CASE("a call waits for its turn, whatever tokens there are, and leaves its place", "[front]") {
  const Run run;
  const auto jobserver = run.jobserver();
  const BuilderFiles files(std::filesystem::path(), run.cargo);
  auto longer = std::make_unique<Turn>(run.directory(), way(100));
  longer->take_place(at_once);
  std::atomic<bool> went = false;
  std::thread shorter([&] {
    Turn turn(run.directory(), way(50));
    OwnToken token(jobserver.get());
    turn.take_place(at_once);
    token.give();
    take_token(&turn, token, files, run.cargo);
    went = token.is_held();
  });
  for (int i = 0; i < 200 && run.places().size() < 2; ++i) let_others_come();
  for (int i = 0; i < 5; ++i) let_others_come();
  CHECK_FALSE(went);
  longer.reset();
  shorter.join();
  CHECK(went);
  CHECK(run.take_tokens() == 0);
  CHECK(run.places().empty());
}

TEST_CASE("of two tokens, the second is for the second", "[front]") {
  const Run run;
  const auto jobserver = run.jobserver();
  const BuilderFiles files(std::filesystem::path(), run.cargo);
  Turn longer(run.directory(), way(100));
  longer.take_place(at_once);
  Turn turn(run.directory(), way(50));
  OwnToken token(jobserver.get());
  turn.take_place(at_once);
  token.give();
  run.give_tokens(1);
  REQUIRE(token.available() == 2);
  take_token(&turn, token, files, run.cargo);
  CHECK(run.take_tokens() == 1);
}

TEST_CASE("the token of a builder that was killed is for who waits", "[front]") {
  const Run run;
  const auto jobserver = run.jobserver();
  const BuilderFiles files(run.dir.path("run/key"), run.cargo);
  REQUIRE(files.are_there());
  CHECK(files.path() == run.dir.path("run/key"));
  CHECK_FALSE(files.inherit_any_token());
  REQUIRE(files.pass_token_on());
  {
    const auto lock = files.try_lock();  // it builds
    CHECK_FALSE(files.inherit_any_token());
  }
  auto other_run = run.cargo;
  ++other_run.start;
  CHECK_FALSE(BuilderFiles(run.dir.path("run/key"), other_run).inherit_any_token());
  // All tokens are gone: the call's own, which another has, and the builder's.
  OwnToken token(jobserver.get());
  token.give();
  CHECK(run.take_tokens() == 1);
  take_token(nullptr, token, files, run.cargo);
  CHECK(token.is_held());
  CHECK_FALSE(files.inherit_any_token());

  // Who holds a token, or is not first, passes it on.
  token.inherit();
  CHECK(token.is_held());
  CHECK(run.take_tokens() == 1);
}
