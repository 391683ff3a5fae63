// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "unit/invoker/fake_runner.hpp"
#include "unit/planner/world.hpp"

namespace buildstd::invoker::testing {

using Strings = std::vector<std::string>;

/// A plan in a directory of its own, and what is needed to build it.
struct Site {
  buildstd::testing::TempDir dir;
  planner::Plan plan;
  BuildOptions options;
  CollectedDiagnostics diagnostics;
  RecordingObserver observer;

  explicit Site(planner::testing::World world = planner::testing::World::small_std()) {
    world.build_root = dir.path("build");
    plan = world.plan();
  }
  Result<BuildResult> build(FakeRunner& runner) {
    observer = {};
    return invoker::build(plan, options, runner, observer, diagnostics);
  }
  /// Builds as a next run would; what it started.
  Strings started_by_next_run(const std::map<std::string, std::string>& script_output = {}) {
    FakeRunner runner(plan);
    runner.script_output = script_output;
    if (auto built = build(runner); !built) FAIL(render(built.error(), Color::never));
    Strings names;
    for (const auto& line : runner.log) {
      if (line.starts_with("start ")) names.push_back(line.substr(6));
    }
    return names;
  }
};

inline std::size_t position(const Strings& log, const std::string& line) {
  const auto found = std::ranges::find(log, line);
  INFO(line);
  REQUIRE(found != log.end());
  return static_cast<std::size_t>(found - log.begin());
}

inline bool contains(const Strings& log, const std::string& line) { return std::ranges::find(log, line) != log.end(); }

}  // namespace buildstd::invoker::testing
