// SPDX-License-Identifier: MIT
#include "buildstd/invoker/process_runner.hpp"

#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::invoker;

namespace {

constexpr std::uint64_t gibibyte = 1ULL << 30;

ProcessRunnerOptions options(const TempDir& dir) {
  ProcessRunnerOptions options;
  options.environment = Environment(Environment::Map{{"PATH", "/usr/bin:/bin"}});
  options.jobs = 2;
  options.scratch = dir.path();
  return options;
}

/// What stands for a compiler: a line of shell, with our library in it.
StartRequest compiler(const std::string& line, unsigned codegen_units) {
  return {{"/bin/sh", {"-c", line}, {}, {}}, {0, codegen_units - 1}, true, false};
}

Finished finished(ProcessRunner& runner) {
  for (;;) {
    auto event = runner.wait();
    if (auto* const end = std::get_if<Finished>(&event)) return std::move(*end);
  }
}

}  // namespace

TEST_CASE("compilers are suspended that have one thread", "[invoker][process_runner]") {
  const TempDir dir;
  auto runner = value_of(ProcessRunner::create(options(dir)));
  require_success(runner.start(0, compiler("sleep 1", 1)));
  require_success(runner.start(1, compiler("sleep 0.1", 16)));
  CHECK(runner.suspend(0));
  CHECK_FALSE(runner.suspend(1));
  CHECK_FALSE(runner.suspend(2));
  CHECK(finished(runner).unit == 1);
  runner.resume(0);
  const auto last = finished(runner);
  CHECK(last.unit == 0);
  CHECK(last.success);
}

TEST_CASE("what is suspended ends when all is stopped", "[invoker][process_runner]") {
  const TempDir dir;
  auto runner = value_of(ProcessRunner::create(options(dir)));
  require_success(runner.start(0, compiler("sleep 60", 1)));
  REQUIRE(runner.suspend(0));
  runner.stop();
  CHECK_FALSE(finished(runner).success);
}

TEST_CASE("nothing is suspended where one runs at a time", "[invoker][process_runner]") {
  const TempDir dir;
  auto one = options(dir);
  one.jobs = 1;
  auto runner = value_of(ProcessRunner::create(std::move(one)));
  require_success(runner.start(0, compiler("true", 1)));
  CHECK_FALSE(runner.suspend(0));
  CHECK(finished(runner).success);
}

TEST_CASE("a jobserver is for compilers with threads", "[invoker][process_runner]") {
  const TempDir dir;
  auto runner = value_of(ProcessRunner::create(options(dir)));
  const auto* const line = "echo \"$CARGO_MAKEFLAGS\"";
  require_success(runner.start(0, compiler(line, 1)));
  CHECK(finished(runner).standard_output == "\n");
  require_success(runner.start(0, compiler(line, 16)));
  CHECK(finished(runner).standard_output.starts_with("-j2 --jobserver-auth=fifo:"));
}

TEST_CASE("the heap of what runs alone is populated where there are slots for it", "[invoker][process_runner]") {
  const TempDir dir;
  auto some = options(dir);
  const auto populates = [&](bool alone) {
    auto runner = value_of(ProcessRunner::create(some));
    auto request = compiler("echo \"$BUILDSTD_POPULATE\"", 1);
    request.alone = alone;
    require_success(runner.start(0, request));
    return finished(runner).standard_output == "1\n";
  };
  CHECK(populates(true));
  CHECK_FALSE(populates(false));
  some.jobs = 1;
  CHECK_FALSE(populates(true));
  some.jobs = 2;
  const auto make = process::Jobserver::create("/tmp", 2, 1);
  REQUIRE(make);
  some.parent =
      value_of(process::ParentJobserver::open(Environment(Environment::Map{{"MAKEFLAGS", make->makeflags()}})));
  REQUIRE(some.parent);
  CHECK_FALSE(populates(true));
}

TEST_CASE("memory bounds how many compilers there are", "[invoker][process_runner]") {
  const TempDir dir;
  std::optional<std::uint64_t> available = 64 * gibibyte;
  auto some = options(dir);
  some.available_memory = [&] { return available; };
  auto runner = value_of(ProcessRunner::create(std::move(some)));
  CHECK(runner.has_room());
  available = gibibyte;
  CHECK_FALSE(runner.has_room());
  available = std::nullopt;
  CHECK(runner.has_room());
  // One that runs may still need what a compiler needs; one that is suspended has what it has.
  available = 2 * gibibyte;
  CHECK(runner.has_room());
  require_success(runner.start(0, compiler("sleep 60", 1)));
  CHECK_FALSE(runner.has_room());
  REQUIRE(runner.suspend(0));
  CHECK(runner.has_room());
  runner.stop();
}

TEST_CASE("memory that is bound from the start on is not given out twice", "[invoker][process_runner]") {
  const TempDir dir;
  auto some = options(dir);
  some.available_memory = [] { return 2 * gibibyte; };  // a bound, whoever has how much of it
  auto runner = value_of(ProcessRunner::create(std::move(some)));
  require_success(runner.start(0, compiler("sleep 60", 1)));
  CHECK_FALSE(runner.has_room());
  runner.stop();
}
