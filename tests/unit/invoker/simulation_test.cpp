// SPDX-License-Identifier: MIT
// The scheduler on recorded builds, against what no schedule can go below (docs/performance.md).
#include "unit/invoker/simulated_runner.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::invoker;
using namespace buildstd::invoker::testing;

namespace {

class Silent final : public BuildObserver {
 public:
  void started(const planner::Unit&, const Command&) override {}
  void finished(const planner::Unit&, bool) override {}
  void progress(std::size_t, std::size_t, const std::vector<const planner::Unit*>&) override {}
};

struct Outcome {
  double seconds;
  double bound;
  std::size_t most_running;
  std::size_t most_alive;
  [[nodiscard]] double ratio() const { return seconds / bound; }
};

// What the scheduler knows.
enum class Knows { durations, nothing };

Outcome simulate(const std::string& name, unsigned processors, bool suspends, Knows knows) {
  const TempDir dir;
  const auto recording = Recording::load(std::string(TEST_DATA) + "/timings/" + name + ".json", dir.path());
  SimulatedRunner runner(recording, processors);
  runner.suspends = suspends;
  BuildOptions options;
  if (knows == Knows::durations) options.expected = recording.durations;
  options.jobs = processors;
  Silent observer;
  CollectedDiagnostics diagnostics;
  value_of(build(recording.plan, options, runner, observer, diagnostics));
  const auto bound = lower_bound(recording.plan.units, recording.durations, recording.durations, processors);
  return {runner.now(), bound.seconds, runner.most_running, runner.most_alive};
}

}  // namespace

TEST_CASE("recorded builds come close to their lower bound", "[invoker][simulation]") {
  const auto* const name = GENERATE("std-x86_64-unknown-linux-gnu", "alloc-x86_64-unknown-linux-gnu");
  const auto processors = GENERATE(1U, 2U, 4U, 8U);
  const auto knows = GENERATE(Knows::durations, Knows::nothing);
  const auto outcome = simulate(name, processors, processors > 1, knows);
  CAPTURE(name, processors, outcome.seconds, outcome.bound);
  CHECK(outcome.seconds >= outcome.bound * 0.999);
  CHECK(outcome.ratio() <= 1.03);
  CHECK(outcome.most_running <= processors);
}

TEST_CASE("suspending codegen shortens a build of std on few processors", "[invoker][simulation]") {
  const auto with = simulate("std-x86_64-unknown-linux-gnu", 2, true, Knows::durations);
  const auto without = simulate("std-x86_64-unknown-linux-gnu", 2, false, Knows::durations);
  CAPTURE(with.seconds, without.seconds, with.bound);
  CHECK(with.seconds <= 0.95 * without.seconds);
  CHECK(without.most_alive == 2);
  CHECK(with.most_alive > 2);
}
