// SPDX-License-Identifier: MIT
#include "buildstd/process/event_loop.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>

#include "buildstd/base/text.hpp"
#include "buildstd/process/startup.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::process;
using Catch::Matchers::Contains;
using Strings = std::vector<std::string>;

namespace {

const Environment plain(Environment::Map{{"PATH", "/usr/bin:/bin"}});

Command shell(std::string script) { return {"/bin/sh", {"-c", std::move(script)}, {}, {}}; }

/// A line of a file whose size the system does not tell, as all in /proc.
std::string first_line(const std::string& file) {
  std::string line;
  std::getline(std::ifstream(file), line);
  return line;
}

/// Whether a process of this number is there and has not ended. proc(5): the state is behind the name.
bool lives(long pid) {
  const auto stat = first_line("/proc/" + std::to_string(pid) + "/stat");
  return !stat.empty() && stat.find(") Z ") == std::string::npos && stat.find(") X ") == std::string::npos;
}

bool ends_soon(long pid) {
  for (int i = 0; i < 100 && lives(pid); ++i) ::usleep(20'000);
  return !lives(pid);
}

/// The numbers of this process's children that have this name.
std::vector<int> children_called(const std::string& name) {
  const auto self = std::to_string(::getpid());
  std::vector<int> found;
  for (const auto& pid : text::words(first_line("/proc/" + self + "/task/" + self + "/children"))) {
    if (first_line("/proc/" + pid + "/comm") == name) found.push_back(std::stoi(pid));
  }
  return found;
}

struct Watched {
  Strings standard_output;
  Strings standard_error;
  std::optional<ExitStatus> status;

  ProcessEvents events() {
    return {[this](std::string_view line) { standard_output.emplace_back(line); },
            [this](std::string_view line) { standard_error.emplace_back(line); },
            [this](ExitStatus ended) {
              CHECK_FALSE(status);
              status = ended;
            }};
  }
};

}  // namespace

TEST_CASE("exit codes and signals are told apart", "[process]") {
  CHECK(value_of(run(shell("exit 0"), plain)).status.success());
  const auto failed = value_of(run(shell("exit 101"), plain)).status;
  CHECK(failed.code == 101);
  CHECK_FALSE(failed.success());
  CHECK(failed.describe() == "exit status: 101");
  const auto killed = value_of(run(shell("kill -SEGV $$"), plain)).status;
  CHECK(killed.signal == SIGSEGV);
  CHECK_FALSE(killed.success());
  CHECK_THAT(killed.describe(), Contains("signal: 11") && Contains("fault"));
}

TEST_CASE("standard output and error are kept apart and whole", "[process]") {
  const auto output = value_of(run(shell("echo out; echo err >&2; printf last"), plain));
  CHECK(output.standard_output == "out\nlast\n");
  CHECK(output.standard_error == "err\n");
}

TEST_CASE("lines come as they were written, whatever the pieces", "[process]") {
  Watched watched;
  auto loop = value_of(EventLoop::create());
  require_success(loop.start(shell("printf 'a'; sleep 0.05; printf 'b\\r\\n\\n\\nc\\rd'"), plain, watched.events()));
  while (!watched.status) loop.run_once();
  CHECK(watched.standard_output == Strings{"ab", "", "", "c\rd"});
}

TEST_CASE("big outputs on both streams do not block", "[process]") {
  const auto output = value_of(
      run(shell("head -c 3000000 /dev/zero | tr '\\0' 'x'; head -c 3000000 /dev/zero | tr '\\0' '\\n' >&2"), plain));
  CHECK(output.standard_output.size() == 3'000'001);
  CHECK(output.standard_error.size() == 3'000'000);
}

TEST_CASE("standard input is empty, not ours", "[process]") {
  CHECK(value_of(run(shell("cat; echo done"), plain)).standard_output == "done\n");
}

TEST_CASE("arguments, environment and directory arrive as they are", "[process]") {
  const TempDir dir;
  Command command{"/bin/sh",
                  {"-c", "printf '%s|' \"$@\" \"$VAR\" \"${GONE-unset}\"; pwd", "sh", "a b", "", "$x'\""},
                  {{"VAR", " v "}, {"GONE", std::nullopt}},
                  dir.path()};
  const auto output = value_of(run(command, Environment({{"GONE", "1"}, {"VAR", "0"}})));
  CHECK(output.standard_output == "a b||$x'\"| v |unset|" + dir.path().string() + "\n");
}

TEST_CASE("a program that is not there is an error, and no event follows", "[process]") {
  Watched watched;
  auto loop = value_of(EventLoop::create());
  const auto message = message_of(loop.start({"/nonexistent/rustc", {"-vV"}, {}, {}}, plain, watched.events()));
  CHECK_THAT(message, Contains("could not execute process `/nonexistent/rustc -vV`"));
  CHECK_THAT(message, Contains("no such file or directory"));
  const TempDir dir;
  CHECK_THAT(message_of(loop.start({dir.file("data", "x"), {}, {}, {}}, plain, watched.events())),
             Contains("permission denied"));
  Watched other;  // the loop still works
  require_success(loop.start(shell("echo on"), plain, other.events()));
  while (!other.status) loop.run_once();
  CHECK(other.standard_output == Strings{"on"});
  CHECK_FALSE(watched.status);
}

TEST_CASE("a working directory that is not there is named", "[process]") {
  auto command = shell("true");
  command.cwd = "/nonexistent/place";
  CHECK_THAT(message_of(run(command, plain)), Contains("its directory `/nonexistent/place` does not exist"));
}

TEST_CASE("a daemon that keeps a child's pipe does not hold the child up", "[process]") {
  const auto start = std::chrono::steady_clock::now();
  const auto output = value_of(run(shell("sleep 30 & echo $!"), plain));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
  CHECK(output.status.success());
  ::kill(std::stoi(output.standard_output), SIGKILL);
}

TEST_CASE("many processes run at once", "[process]") {
  auto loop = value_of(EventLoop::create());
  std::vector<Watched> all(20);
  for (std::size_t i = 0; i < all.size(); ++i)
    require_success(
        loop.start(shell("echo " + std::to_string(i) + "; exit " + std::to_string(i)), plain, all[i].events()));
  for (;;) {
    bool done = true;
    for (const auto& each : all) done = done && each.status.has_value();
    if (done) break;
    loop.run_once();
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(all[i].status->code == static_cast<std::int64_t>(i));
    CHECK(all[i].standard_output == Strings{std::to_string(i)});
  }
}

TEST_CASE("stopping ends processes and what they have started", "[process]") {
  Watched watched;
  auto loop = value_of(EventLoop::create());
  require_success(loop.start(shell("sleep 60 & echo $!; wait"), plain, watched.events()));
  while (watched.standard_output.empty()) loop.run_once();
  const auto grandchild = std::stol(watched.standard_output.front());
  CHECK(lives(grandchild));
  loop.stop_all();
  while (!watched.status) loop.run_once();
  CHECK(watched.status->signal == SIGTERM);
  CHECK(ends_soon(grandchild));
}

TEST_CASE("stopping ends also those that do not listen", "[process]") {
  Watched watched;
  auto loop = value_of(EventLoop::create());
  require_success(loop.start(shell("trap '' TERM; echo on; while :; do sleep 0.05; done"), plain, watched.events()));
  while (watched.standard_output.empty()) loop.run_once();
  loop.stop_all();
  loop.stop_all();
  while (!watched.status) loop.run_once();
  CHECK(watched.status->signal == SIGKILL);
}

TEST_CASE("stopping ends a grandchild that does not listen while its parent does", "[process]") {
  Watched watched;
  auto loop = value_of(EventLoop::create());
  require_success(loop.start(shell("(trap '' TERM; exec sleep 60) & echo $!; wait"), plain, watched.events()));
  while (watched.standard_output.empty()) loop.run_once();
  const auto grandchild = std::stol(watched.standard_output.front());
  ::usleep(50'000);  // until it ignores the signal
  loop.stop_all();
  while (!watched.status) loop.run_once();
  CHECK(ends_soon(grandchild));
}

TEST_CASE("a loop that goes away takes its processes along", "[process]") {
  long pid = 0;
  {
    Watched watched;
    auto loop = value_of(EventLoop::create());
    require_success(loop.start(shell("echo $$; exec sleep 60"), plain, watched.events()));
    while (watched.standard_output.empty()) loop.run_once();
    pid = std::stol(watched.standard_output.front());
  }
  CHECK(ends_soon(pid));
}

TEST_CASE("signals reach a callback instead of ending the process", "[process]") {
  auto loop = value_of(EventLoop::create());
  std::vector<int> seen;
  loop.on_interrupt([&](int signal) { seen.push_back(signal); });
  Watched watched;
  require_success(loop.start(shell("sleep 0.3"), plain, watched.events()));
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    REQUIRE(::raise(signal) == 0);
    while (seen.empty() || seen.back() != signal) loop.run_once();
  }
  while (!watched.status) loop.run_once();
  CHECK(seen == std::vector<int>{SIGTERM, SIGINT, SIGHUP});
  CHECK(watched.status->success());  // it is in a group of its own
}

TEST_CASE("what is ignored on entry stays ignored, for children too", "[process]") {
  const auto before = ::signal(SIGHUP, SIG_IGN);
  {
    auto loop = value_of(EventLoop::create());
    bool called = false;
    loop.on_interrupt([&](int) { called = true; });
    Watched watched;
    require_success(loop.start(shell("kill -HUP $$; kill -HUP $PPID; sleep 0.1; echo on"), plain, watched.events()));
    while (!watched.status) loop.run_once();
    CHECK(watched.standard_output == Strings{"on"});
    CHECK_FALSE(called);
  }
  CHECK(::signal(SIGHUP, before) == SIG_IGN);
}

TEST_CASE("children get the usual answer to signals that this process has its own for", "[process]") {
  survive_failing_writes();
  const auto output = value_of(run({"/bin/sh", {"-c", "kill -PIPE $$; echo on"}, {}, {}}, plain));
  CHECK(output.status.signal == SIGPIPE);
  const auto ignored = value_of(run(shell("grep -E '^Sig(Ign|Blk)' /proc/self/status"), plain));
  if (ignored.status.success())
    CHECK(ignored.standard_output == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST_CASE("signals that are blocked on entry", "[process]") {
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  REQUIRE(::pthread_sigmask(SIG_BLOCK, &children, nullptr) == 0);
  CHECK(value_of(run(shell("exit 3"), plain)).status.code == 3);
  ::pthread_sigmask(SIG_UNBLOCK, &children, nullptr);
}

TEST_CASE("a script without a line that names its interpreter is the shell's", "[process]") {
  const TempDir dir;
  require_success(fs::write_program(dir.path("script"), "echo \"$0 $1\"\n"));
  const Environment with_path(Environment::Map{{"PATH", "/nonexistent:" + dir.path().string()}});
  const auto said = dir.path("script").string() + " x y\n";
  CHECK(value_of(run({dir.path("script"), {"x y"}, {}, {}}, plain)).standard_output == said);
  CHECK(value_of(run({"script", {"x y"}, {}, {}}, with_path)).standard_output == said);
  CHECK_THAT(message_of(run({"no-such-script", {}, {}, {}}, with_path)), Contains("no such file"));
}

TEST_CASE("a process and all of its group are suspended until they are resumed", "[process]") {
  const auto is_suspended = [](long pid) {
    const auto stat = first_line("/proc/" + std::to_string(pid) + "/stat");
    return stat.substr(stat.rfind(')') + 2, 1) == "T";  // proc(5): the state is behind the name
  };
  auto loop = value_of(EventLoop::create());
  Watched watched;
  int pid = 0;
  auto events = watched.events();
  events.on_start = [&](int number) { pid = number; };
  require_success(loop.start(shell("sleep 0.3 & echo $!; wait"), plain, std::move(events)));
  while (watched.standard_output.empty()) loop.run_once();
  const auto grandchild = std::stol(watched.standard_output.front());
  REQUIRE(loop.suspend(pid));
  while (!is_suspended(pid) || !is_suspended(grandchild)) ::usleep(1000);
  loop.resume(pid);
  while (is_suspended(pid) || is_suspended(grandchild)) ::usleep(1000);
  while (!watched.status) loop.run_once();
  CHECK(watched.status->success());
  CHECK_FALSE(loop.suspend(pid));
}

TEST_CASE("nothing is suspended that nobody would end", "[process]") {
  auto loop = value_of(EventLoop::create());
  Watched watched;
  int pid = 0;
  auto events = watched.events();
  events.on_start = [&](int number) { pid = number; };
  require_success(loop.start(shell("echo on; exec sleep 60"), plain, std::move(events)));
  while (watched.standard_output.empty()) loop.run_once();
  std::vector<int> guards;
  while (guards.empty()) guards = children_called("build-guard");
  REQUIRE(::kill(guards.front(), SIGKILL) == 0);
  bool suspended = true;
  for (int tries = 0; suspended && tries < 1000; ++tries) {
    suspended = loop.suspend(pid);
    loop.resume(pid);
    ::usleep(1000);  // until it has ended
  }
  CHECK_FALSE(suspended);
  loop.stop_all();
  while (!watched.status) loop.run_once();
  CHECK(watched.status->signal == SIGTERM);
}

TEST_CASE("a timer ticks while something runs", "[process]") {
  auto loop = value_of(EventLoop::create());
  int ticks = 0;
  loop.every(std::chrono::milliseconds(10), [&] { ++ticks; });
  Watched watched;
  require_success(loop.start(shell("sleep 0.2"), plain, watched.events()));
  while (!watched.status) loop.run_once();
  CHECK(ticks >= 3);
}

TEST_CASE("a descriptor that becomes readable is told once each time it is asked for", "[process]") {
  auto loop = value_of(EventLoop::create());
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  int told = 0;
  for (int round = 0; round < 2; ++round) {
    loop.when_readable(ends[0], [&] { ++told; });
    REQUIRE(::write(ends[1], "x", 1) == 1);
    while (told <= round) loop.run_once();
    char byte = 0;
    REQUIRE(::read(ends[0], &byte, 1) == 1);
  }
  CHECK(told == 2);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("replacing a process that cannot be started returns", "[process]") {
  CHECK_THAT(message_of(replace_process({"/nonexistent/tool", {}, {}, {}}, plain)),
             Contains("could not execute process `/nonexistent/tool`"));
}

TEST_CASE("a process reads what it is written, and then the end", "[process]") {
  auto loop = value_of(EventLoop::create());
  Strings lines;
  std::optional<ExitStatus> status;
  int pid = 0;
  ProcessEvents events;
  events.on_stdout = [&](std::string_view line) { lines.emplace_back(line); };
  events.on_exit = [&](ExitStatus ended) { status = ended; };
  events.on_start = [&](int number) { pid = number; };
  require_success(loop.start(shell("while read -r line; do echo \"read $line\"; done; echo end; exit 3"), plain,
                             std::move(events), StandardInput::pipe));
  const std::string large(1U << 20, 'x');  // more than a pipe holds
  loop.write(pid, "one\n");
  while (lines.empty()) loop.run_once();
  CHECK(lines == Strings{"read one"});
  loop.write(pid, large + "\n");
  loop.end_input(pid);
  loop.write(pid, "too late\n");
  while (!status) loop.run_once();
  CHECK(status->code == 3);
  CHECK(lines == Strings{"read one", "read " + large, "end"});
}

TEST_CASE("a process that ends unread, or is never ended, holds nobody up", "[process]") {
  survive_failing_writes();
  auto loop = value_of(EventLoop::create());
  std::optional<ExitStatus> status;
  int pid = 0;
  ProcessEvents events;
  events.on_exit = [&](ExitStatus ended) { status = ended; };
  events.on_start = [&](int number) { pid = number; };
  require_success(loop.start(shell("exec true"), plain, std::move(events), StandardInput::pipe));
  loop.write(pid, std::string(1U << 20, 'x'));
  while (!status) loop.run_once();
  CHECK(status->success());
  loop.write(pid, "nobody");
  loop.end_input(pid);
  ProcessEvents none;
  none.on_start = [&](int number) { pid = number; };
  require_success(loop.start(shell("exec cat"), plain, std::move(none), StandardInput::pipe));
  loop.write(pid, std::string(1U << 20, 'x'));
}
