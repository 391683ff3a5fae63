// SPDX-License-Identifier: MIT
// A build with a store of finished units: what it asks for, what it keeps, and what a second workspace gets from it.
#include <algorithm>
#include <map>

#include "invoker/observation.hpp"
#include "unit/invoker/fake_runner.hpp"
#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::invoker;
using namespace buildstd::invoker::testing;
using buildstd::planner::testing::World;

namespace {

/// Keeps files' contents in memory.
class FakeStore final : public UnitStore {
 public:
  struct Kept {
    std::map<std::string, std::string> files;
    ObservedInputs observed;
  };
  std::map<std::string, Kept> kept;

  Answer fetch(const StoredUnit& unit, const Environment& environment) override {
    const auto found = kept.find(unit.key);
    if (found == kept.end()) return Missing{};
    if (auto change = found->second.observed.change(environment)) return Missing{*change};
    for (const auto& [name, place] : unit.files.files) {
      if (!found->second.files.contains(name)) continue;
      require_success(fs::create_directories(place.parent_path()));
      require_success(fs::write_atomically(place, found->second.files.at(name)));
    }
    const auto contents = contents_of(unit.files);
    return Found{value_of(contents), found->second.observed};
  }
  void keep(const StoredUnit& unit, const UnitResult& result) override {
    Kept entry{{}, result.observed};
    for (const auto& [name, place] : unit.files.files) {
      if (fs::is_file(place)) entry.files[name] = value_of(fs::read(place));
    }
    kept[unit.key] = std::move(entry);
  }
};

class MissObserver final : public BuildObserver {
 public:
  void started(const planner::Unit&, const Command&) override {}
  void finished(const planner::Unit&, bool) override {}
  void progress(std::size_t, std::size_t, const std::vector<const planner::Unit*>&) override {}
  void missed(const planner::Unit& unit, std::string_view reason) override {
    misses.push_back(unit.package_name + ": " + std::string(reason));
  }
  std::vector<std::string> misses;
};

/// A workspace of its own that shares a store.
struct Workspace {
  TempDir dir;
  planner::Plan plan;
  BuildOptions options;
  CollectedDiagnostics diagnostics;
  MissObserver observer;
  std::map<std::string, std::string> script_output;
  std::function<void(const planner::Unit&)> on_start;  ///< what a unit's process does besides

  explicit Workspace(FakeStore& store, const std::filesystem::path& library = "/rust/library") {
    auto world = World::small_std(library);
    world.build_root = dir.path("build");
    plan = world.plan();
    options.store = &store;
  }
  /// Builds; gives the runner, which knows what was started.
  FakeRunner build() {
    FakeRunner runner(plan);
    runner.script_output = script_output;
    if (on_start) runner.on_start = [this](std::size_t index) { on_start(plan.units[index]); };
    value_of(invoker::build(plan, options, runner, observer, diagnostics));
    return runner;
  }
};

}  // namespace

TEST_CASE("a second workspace compiles nothing", "[invoker][store]") {
  FakeStore store;
  Workspace first(store);
  CHECK(first.build().started.size() == first.plan.units.size());
  CHECK(store.kept.size() == first.plan.units.size());
  Workspace second(store);
  CHECK(second.build().started.empty());
  for (const auto& unit : second.plan.units) {
    // What build scripts have made is there: they are not needed.
    const bool is_needed = unit.kind != planner::UnitKind::build_script;
    for (const auto& output : unit.outputs()) CHECK(fs::is_file(output) == is_needed);
  }
  // And remembers that: an interrupted build goes on from there without the store.
  second.options.store = nullptr;
  CHECK(second.build().started.empty());
}

TEST_CASE("what a build script says of its OUT_DIR is true in another workspace", "[invoker][store]") {
  FakeStore store;
  Workspace first(store);
  const auto out_dir = [](const Workspace& workspace) {
    return planner::testing::unit(workspace.plan, "compiler_builtins", planner::UnitKind::run_build_script)
        .out_dir()
        .string();
  };
  first.script_output = {{"compiler_builtins", "cargo::rustc-link-search=native=" + out_dir(first) + "\n"}};
  first.build();
  Workspace second(store);
  REQUIRE(out_dir(first) != out_dir(second));
  CHECK(second.build().started.empty());
  // Only the crate itself is made again: it gets the path of now.
  std::erase_if(store.kept, [](const auto& entry) {
    return std::ranges::any_of(entry.second.files,
                               [](const auto& file) { return file.first.starts_with("libcompiler_builtins"); });
  });
  Workspace third(store);
  const auto runner = third.build();
  REQUIRE(runner.started.contains("compiler_builtins"));
  const auto& arguments = runner.started.at("compiler_builtins").arguments;
  CHECK(std::ranges::find(arguments, "native=" + out_dir(third)) != arguments.end());
}

TEST_CASE("what a build script has looked at decides, and is told", "[invoker][store]") {
  FakeStore store;
  Workspace first(store);
  first.script_output = {{"compiler_builtins", "cargo:rerun-if-env-changed=SETTING\n"}};
  first.build();
  Workspace second(store);
  second.script_output = first.script_output;
  second.options.environment.set("SETTING", "other");
  const auto runner = second.build();
  CHECK(runner.started.contains("compiler_builtins(run)"));
  CHECK(runner.started.contains("compiler_builtins"));
  CHECK_FALSE(runner.started.contains("core"));
  CHECK(second.observer.misses ==
        std::vector<std::string>{"compiler_builtins: the environment variable SETTING changed"});
}

TEST_CASE("a build script is there where its run is to be made again", "[invoker][store]") {
  FakeStore store;
  Workspace first(store);
  first.build();
  std::erase_if(store.kept, [](const auto& entry) { return entry.second.files.contains("output"); });
  Workspace second(store);
  const auto runner = second.build();
  CHECK(runner.started.contains("compiler_builtins(run)"));
  CHECK_FALSE(runner.started.contains("compiler_builtins(build)"));
  CHECK_FALSE(runner.started.contains("core"));
}

TEST_CASE("what a build script was compiled with decides about its run", "[invoker][store]") {
  FakeStore store;
  const auto with_variable = [](Workspace& workspace) {
    workspace.on_start = [](const planner::Unit& unit) {
      if (unit.kind != planner::UnitKind::build_script) return;
      require_success(fs::write_atomically(unit.dep_info(), "a: b\n# env-dep:SETTING\n"));
    };
    return workspace.build().started;
  };
  Workspace first(store);
  with_variable(first);
  Workspace same(store);
  CHECK(with_variable(same).empty());
  Workspace second(store);
  second.options.environment.set("SETTING", "other");
  const auto started = with_variable(second);
  CHECK(started.contains("compiler_builtins(build)"));
  CHECK(started.contains("compiler_builtins(run)"));
  CHECK_FALSE(started.contains("core"));
}

TEST_CASE("what names the sources is made again where they are elsewhere", "[invoker][store]") {
  FakeStore store;
  const auto with_place_written = [](Workspace& workspace) {
    workspace.on_start = [sources = workspace.plan.source_root.string()](const planner::Unit& unit) {
      if (unit.kind == planner::UnitKind::run_build_script)
        require_success(fs::write_atomically(unit.out_dir() / "at.rs", sources + "/at"));
      if (unit.crate_name == "alloc")
        require_success(fs::write_atomically(unit.dep_info(), "a: b\n# env-dep:CARGO_MANIFEST_DIR=" + sources + "\n"));
    };
    return workspace.build().started;
  };
  Workspace first(store);
  with_place_written(first);
  Workspace same(store);
  CHECK(with_place_written(same).empty());
  Workspace elsewhere(store, "/elsewhere/rust/library");
  const auto started = with_place_written(elsewhere);
  CHECK(started.contains("compiler_builtins(run)"));
  CHECK(started.contains("alloc"));
  CHECK_FALSE(started.contains("core"));
}

TEST_CASE("only whole paths of places are hidden, and what looks like a mark is none", "[invoker][store]") {
  FakeStore store;
  Workspace workspace(store);
  const auto& unit = planner::testing::unit(workspace.plan, "compiler_builtins", planner::UnitKind::run_build_script);
  const Places here(unit, "/rust");
  const Places there(unit, "/somewhere else");
  for (const auto* text : {"/rust-extra/a", "/opt/rust/a", "x/rust", "/rusty", "@BUILDSTD_SOURCES@",
                           "@BUILDSTD__SOURCES@/a", "@BUILDSTD_BUILD@"}) {
    CHECK(there.show(here.hide(text)) == text);
    CHECK(here.show(here.hide(text)) == text);
  }
  CHECK(there.show(here.hide("cargo:a=/rust/b\n/rust")) == "cargo:a=/somewhere else/b\n/somewhere else");
  CHECK(here.has_sources("at /rust/library"));
}

TEST_CASE("build scripts are another system's where the loader is another", "[invoker][store]") {
  FakeStore store;
  Workspace first(store);
  first.options.loader = "one";
  first.build();
  std::erase_if(store.kept, [](const auto& entry) { return entry.second.files.contains("output"); });
  Workspace second(store);
  second.options.loader = "other";
  const auto runner = second.build();
  CHECK(runner.started.contains("compiler_builtins(build)"));
  CHECK_FALSE(runner.started.contains("core"));
}

TEST_CASE("what may come from afar is waited for, while others run", "[invoker][store]") {
  FakeStore store;
  Workspace first(store);
  first.build();
  auto afar = std::exchange(store.kept, {});
  Workspace second(store);
  FakeRunner runner(second.plan);
  runner.distant = [&](std::size_t, const StoredUnit& unit) {
    const auto found = afar.find(unit.key);
    if (found != afar.end()) store.kept.insert(*found);
  };
  SECTION("all of it: nothing is started") {
    value_of(invoker::build(second.plan, second.options, runner, second.observer, second.diagnostics));
    CHECK(runner.started.empty());
    CHECK(std::ranges::count(runner.requested, "core") == 1);
    CHECK(std::ranges::count(runner.requested, "compiler_builtins(build)") == 0);
  }
  SECTION("none of it: each is asked for once, and made") {
    afar.clear();
    value_of(invoker::build(second.plan, second.options, runner, second.observer, second.diagnostics));
    CHECK(runner.started.size() == second.plan.units.size());
    CHECK(runner.requested.size() == second.plan.units.size());
  }
  SECTION("a part: the rest is made") {
    std::erase_if(afar, [](const auto& entry) { return !entry.second.files.contains("output"); });
    value_of(invoker::build(second.plan, second.options, runner, second.observer, second.diagnostics));
    CHECK(runner.started.contains("core"));
    CHECK_FALSE(runner.started.contains("compiler_builtins(build)"));
    CHECK_FALSE(runner.started.contains("compiler_builtins(run)"));
  }
}

TEST_CASE("a wrapper before the compiler makes other units", "[invoker][store]") {
  FakeStore store;
  Workspace first(store);
  first.build();
  Workspace second(store);
  second.options.wrapper = "/usr/bin/wrapper";
  CHECK(second.build().started.contains("core"));
}

TEST_CASE("a variable that the compiler has looked at makes its dependents other units", "[invoker][store]") {
  FakeStore store;
  const auto with_dependency = [](Workspace& workspace) {
    workspace.on_start = [](const planner::Unit& unit) {
      if (unit.crate_name != "core") return;
      require_success(fs::write_atomically(unit.dep_info(), "a: b\n# env-dep:SETTING\n"));
    };
    return workspace.build().started;
  };
  Workspace first(store);
  with_dependency(first);
  Workspace second(store);
  second.options.environment.set("SETTING", "other");
  const auto started = with_dependency(second);
  CHECK(started.contains("core"));
  CHECK(started.contains("alloc"));
}
