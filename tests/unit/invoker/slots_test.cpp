// SPDX-License-Identifier: MIT
#include "invoker/slots.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using invoker::Slots;
using invoker::thread_demand;
using process::Jobserver;
using process::ParentJobserver;

namespace {

/// A make with tokens, and us under it.
struct Under {
  std::array<int, 2> ends{};
  std::shared_ptr<ParentJobserver> parent;
  explicit Under(std::string_view tokens) {
    REQUIRE(::pipe2(ends.data(), O_NONBLOCK) == 0);
    REQUIRE(::write(ends[1], tokens.data(), tokens.size()) == static_cast<ssize_t>(tokens.size()));
    parent = value_of(ParentJobserver::open(Environment(Environment::Map{
        {"MAKEFLAGS", "--jobserver-auth=" + std::to_string(ends[0]) + "," + std::to_string(ends[1])}})));
    REQUIRE(parent);
  }
  ~Under() {
    parent.reset();
    ::close(ends[0]);
    ::close(ends[1]);
  }
  Under(const Under&) = delete;
  Under& operator=(const Under&) = delete;

  [[nodiscard]] Slots slots(const std::filesystem::path& scratch = "/nonexistent") const {
    return {8, parent, scratch, "/tmp"};
  }
  /// How many tokens are there for others.
  [[nodiscard]] int free() const {
    std::array<char, 64> all{};
    const auto count = ::read(ends[0], all.data(), all.size());
    if (count > 0) REQUIRE(::write(ends[1], all.data(), static_cast<std::size_t>(count)) == count);
    return count < 0 ? 0 : static_cast<int>(count);
  }
};

/// What a compiler does with its jobserver, through the flags it gets.
struct Reader {
  int pipe;
  explicit Reader(const Slots& slots) {
    const auto flags = slots.makeflags().value();
    pipe = ::open(flags.substr(flags.find("fifo:") + 5).c_str(), O_RDWR | O_NONBLOCK);
    REQUIRE(pipe >= 0);
  }
  ~Reader() { ::close(pipe); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  [[nodiscard]] int take_all() const {
    std::array<char, 64> all{};
    const auto count = ::read(pipe, all.data(), all.size());
    return count < 0 ? 0 : static_cast<int>(count);
  }
  void give(int count) const {
    for (; count > 0; --count) REQUIRE(::write(pipe, "|", 1) == 1);
  }
};

planner::Unit unit_with(planner::Emit emit, unsigned codegen_units, unsigned frontend_threads = 1) {
  planner::Unit unit;
  unit.kind = emit == planner::Emit::linked ? planner::UnitKind::build_script : planner::UnitKind::library;
  unit.call().emit = emit;
  unit.call().codegen_units = codegen_units;
  unit.call().frontend_threads = frontend_threads;
  return unit;
}

}  // namespace

TEST_CASE("under a make each process but the first costs a token", "[invoker][slots]") {
  const Under make("ab");
  auto slots = make.slots();
  CHECK(slots.has_parent());
  CHECK(slots.acquire(0));
  CHECK(make.free() == 2);
  CHECK(slots.acquire(1));
  CHECK(slots.acquire(2));
  CHECK_FALSE(slots.acquire(3));
  CHECK(make.free() == 0);
  slots.release(2);
  CHECK(make.free() == 1);
  slots.release(1);
  slots.release(0);
  CHECK(make.free() == 2);
}

TEST_CASE("compilers get no more threads than tokens were lent for", "[invoker][slots]") {
  const Under make("abc");
  auto slots = make.slots();
  const Reader compiler(slots);
  CHECK(slots.acquire(0));
  CHECK(compiler.take_all() == 0);
  CHECK_FALSE(slots.lend(2));
  CHECK(make.free() == 1);
  CHECK(compiler.take_all() == 2);
  CHECK(slots.lend(9));
  CHECK(make.free() == 0);
  CHECK(compiler.take_all() == 1);
  compiler.give(3);
  CHECK_FALSE(slots.lend(0));
  CHECK(make.free() == 3);
  CHECK(compiler.take_all() == 0);
}

TEST_CASE("a process comes before what was lent and is not used", "[invoker][slots]") {
  const Under make("a");
  auto slots = make.slots();
  const Reader compiler(slots);
  CHECK(slots.acquire(0));
  CHECK_FALSE(slots.lend(1));
  CHECK(slots.acquire(1));
  CHECK(compiler.take_all() == 0);
  slots.release(1);
  CHECK(make.free() == 1);
}

TEST_CASE("what a killed compiler had goes back to make", "[invoker][slots]") {
  const Under make("abcd");
  {
    auto slots = make.slots();
    const Reader compiler(slots);
    CHECK(slots.acquire(0));
    CHECK(slots.acquire(1));
    CHECK_FALSE(slots.lend(3));
    CHECK(compiler.take_all() == 3);
    CHECK(make.free() == 0);
    SECTION("once nothing runs") {
      slots.release(1);
      slots.release(0);
      CHECK(make.free() == 4);
    }
    SECTION("when the build is given up") {}
  }
  CHECK(make.free() == 4);
}

TEST_CASE("without a make, compilers share what -j says", "[invoker][slots]") {
  const TempDir with_space;
  Slots slots(3, nullptr, with_space.path(), "/tmp");
  const Reader compiler(slots);
  CHECK_FALSE(slots.has_parent());
  CHECK(slots.acquire(0));
  CHECK(slots.acquire(1));
  CHECK_FALSE(slots.lend(5));
  CHECK(compiler.take_all() == 1);
  CHECK_FALSE(slots.acquire(2));
}

TEST_CASE("without a jobserver, processes are counted", "[invoker][slots]") {
  Slots slots(2, nullptr, "/nonexistent", "/nonexistent");
  CHECK_FALSE(slots.makeflags());
  CHECK(slots.acquire(0));
  CHECK(slots.acquire(1));
  CHECK_FALSE(slots.acquire(2));
}

TEST_CASE("how many threads a unit's process has use for", "[invoker][slots]") {
  using planner::Emit;
  const auto one_unit = thread_demand(unit_with(Emit::metadata_and_code, 1));
  CHECK(one_unit.from_start == 0);
  CHECK(one_unit.past_metadata == 0);
  const auto many = thread_demand(unit_with(Emit::metadata_and_code, 10000));
  CHECK(many.from_start == 0);
  CHECK(many.past_metadata == 255);
  CHECK(thread_demand(unit_with(Emit::linked, 16)).from_start == 15);
  const auto checked = thread_demand(unit_with(Emit::metadata, 16, 4));
  CHECK(checked.from_start == 3);
  CHECK(checked.past_metadata == 0);
  planner::Unit run;
  run.kind = planner::UnitKind::run_build_script;
  run.work = planner::ScriptRun();
  CHECK(thread_demand(run).from_start == 255);
  auto documentation = unit_with(Emit::metadata, 16);
  documentation.kind = planner::UnitKind::documentation;
  CHECK(thread_demand(documentation).from_start == 0);
}
