// SPDX-License-Identifier: MIT
#include "verify/isolation.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <new>
#include <numeric>

#include "support/results.hpp"
#include "verify/wire.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::verify;
using Catch::Matchers::Contains;

namespace {

Task task(std::function<Result<std::string>()> run) { return {"`libcore.rlib`", std::move(run)}; }

std::string problem_of(const Result<std::string>& result) {
  REQUIRE_FALSE(result);
  return message_of(result);
}

}  // namespace

TEST_CASE("tasks return in their order, each from a process of its own", "[verify]") {
  int touched = 0;
  std::vector<Task> tasks;
  for (int i = 0; i < 40; ++i) {
    tasks.push_back(task([i, &touched]() -> Result<std::string> {
      ++touched;
      return std::string(static_cast<std::size_t>(i) * 10000, static_cast<char>('a' + i % 26));
    }));
  }
  const auto results = run_isolated(tasks);
  REQUIRE(results.size() == tasks.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    REQUIRE(results[i]);
    CHECK(results[i]->size() == i * 10000);
  }
  CHECK(touched == 0);
  CHECK(run_isolated({}).empty());
}

TEST_CASE("a task that crashes is an error that names its file, and leaves the others", "[verify]") {
  const auto results = run_isolated(
      {task([]() -> Result<std::string> { return "first"; }), task([]() -> Result<std::string> {
         (void)std::raise(SIGSEGV);
         return "not reached";
       }),
       task([]() -> Result<std::string> { std::abort(); }), task([]() -> Result<std::string> { std::_Exit(3); }),
       task([]() -> Result<std::string> { return "last"; })});
  CHECK(results[0] == "first");
  CHECK_THAT(problem_of(results[1]), Contains("error: could not read `libcore.rlib`"));
  CHECK_THAT(problem_of(results[1]), Contains("what reads it has crashed (SIGSEGV)") && Contains("help: the file is"));
  CHECK_THAT(problem_of(results[2]), Contains("what reads it has crashed (SIGABRT)"));
  CHECK_THAT(problem_of(results[3]), Contains("what reads it has crashed (status 3)"));
  CHECK(results[4] == "last");
}

TEST_CASE("an error that a task returns comes as it is", "[verify]") {
  const auto results = run_isolated(
      {task([]() -> Result<std::string> { return fail(Error("inner").context("outer").help("do something")); })});
  const auto message = problem_of(results[0]);
  CHECK_THAT(message, Contains("error: outer") && Contains("inner") && Contains("help: do something"));
  CHECK_THAT(message, !Contains("libcore"));
}

TEST_CASE("a task has bounds", "[verify]") {
  Limits limits;
  limits.seconds = 1;
  limits.result = 1000;
  const auto results = run_isolated({task([]() -> Result<std::string> {
                                       volatile bool forever = true;
                                       while (forever) continue;
                                       return "";
                                     }),
                                     task([]() -> Result<std::string> { return std::string(100000, 'x'); }),
                                     task([]() -> Result<std::string> { return std::string(999, 'x'); })},
                                    limits);
  CHECK_THAT(problem_of(results[0]), Contains("reading it takes more than 1 seconds"));
  CHECK_THAT(problem_of(results[1]), Contains("tells more than any std"));
  CHECK(results[2]);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
  limits.memory = 512ULL << 20;
  const auto starved =
      run_isolated({task([]() -> Result<std::string> { return std::string(std::size_t{1} << 30, 'x'); })}, limits);
  CHECK_THAT(problem_of(starved[0]), Contains("reading it takes more than 512 MiB of memory"));
#endif
}

TEST_CASE("what was received from a process that went astray is an error", "[verify]") {
  CHECK_THAT(message_of(facts_from_wire("")), Contains("has sent something else"));
  CHECK_THAT(message_of(report_from_wire("\xff garbage")), Contains("has sent something else"));
  CHECK_THAT(message_of(facts_from_wire(error_to_wire(Error("x")))), Contains("has sent something else"));
  const auto whole = error_to_wire(Error("message").caused_by("\xff\xfe"));
  CHECK(error_from_wire(whole).causes() == std::vector<std::string>{"\xff\xfe"});
  for (std::size_t length = 0; length < whole.size(); ++length)
    CHECK_THAT(error_from_wire(std::string_view(whole).substr(0, length)).message(), Contains("something else"));
}
