// SPDX-License-Identifier: MIT
#include "buildstd/process/resources.hpp"

#include <unistd.h>

#include <fstream>

#include "buildstd/process/event_loop.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::process;

namespace {

constexpr int nobody = 0x7ffffff0;  // above what a system gives

/// Runs a line of shell to its end; `meanwhile` gets its number.
ExitStatus run_shell(const std::string& line, const std::function<void(int pid)>& meanwhile) {
  auto loop = value_of(EventLoop::create());
  std::optional<ExitStatus> status;
  int pid = 0;
  ProcessEvents events;
  events.on_stdout = [&](std::string_view) { meanwhile(pid); };
  events.on_exit = [&](ExitStatus ended) { status = ended; };
  events.on_start = [&](int number) { pid = number; };
  require_success(loop.start({"/bin/sh", {"-c", line}, {}, {}},
                             Environment(Environment::Map{{"PATH", "/usr/bin:/bin"}}), std::move(events)));
  while (!status) loop.run_once();
  return *status;
}

}  // namespace

TEST_CASE("a process's processor time is told while it runs and when it has ended", "[process][resources]") {
  std::optional<double> running;
  const auto status = run_shell("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo now; sleep 0.3",
                                [&](int pid) { running = processor_seconds(pid); });
  REQUIRE(running);
  CHECK(*running > 0);
  REQUIRE(status.processor_seconds);
  CHECK(*status.processor_seconds >= *running - 0.02);  // the first is in hundredths
  CHECK(*status.processor_seconds < 60);
  CHECK_FALSE(processor_seconds(nobody));
}

TEST_CASE("the machine's processors and memory", "[process][resources]") {
  const auto use = processor_use();
  REQUIRE(use);
  CHECK(use->total > 0);
  CHECK(use->busy <= use->total);
  CHECK(available_memory().value_or(0) > 1U << 20);
  CHECK(resident_memory(::getpid()).value_or(0) > 1U << 20);
  CHECK_FALSE(resident_memory(nobody));
}
