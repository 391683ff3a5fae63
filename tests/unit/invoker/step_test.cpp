// SPDX-License-Identifier: MIT
#include "buildstd/invoker/step.hpp"

#include <chrono>
#include <filesystem>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "support/temp_dir.hpp"
#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::invoker;
using namespace buildstd::testing;
using Catch::Matchers::Contains;
using planner::Unchanged;
using planner::UnitKind;

namespace {

const Environment small_environment(Environment::Map{{"PATH", "/usr/bin:/bin"}});

// A compiler that copies `source` into its outputs, and writes dep-info as rustc does. The build script that it makes
// prints what `script` has.
constexpr const char* copying_compiler = R"(
cd "$TEST_DIR"
printf '%s|' "$*" "$MINE" >>calls
while [ $# != 0 ]; do
  case $1 in
  --out-dir) out=$2 ;;
  --crate-name) name=$2 ;;
  extra-filename=*) extra=${1#*=} ;;
  esac
  shift
done
if [ -e fail ]; then
  echo '{"$message_type":"diagnostic","rendered":"bad"}' >&2
  echo half >"$out/lib$name$extra.rlib"
  exit 1
fi
mkdir -p "$out"
if [ $name = build_script_build ]; then
  cp script "$out/$name$extra"
else
  for kind in rmeta rlib; do cat source >"$out/lib$name$extra.$kind"; done
fi
printf 'x: source with\\ space.rs\n\nsource:\n\n# env-dep:A\n' >"$out/$name$extra.d"
)";

std::string read(const std::filesystem::path& file) { return value_of(fs::read(file)); }

/// A plan on disk whose units can be made one by one.
struct StepSite {
  TempDir dir;
  planner::PlanFile file;
  CollectedDiagnostics diagnostics;

  StepSite() {
    auto world = planner::testing::World::small_std(dir.path("rust/library"));
    world.build_root = dir.path("build");
    world.toolchain.rustc = dir.program("rustc", copying_compiler);
    auto& linked = world.add("linked");
    linked.links = "linked";
    linked.build_script = linked.root() / "build.rs";
    world.depend("std", "linked");
    auto& std_package = world.package("std");
    std_package.build_script = std_package.root() / "build.rs";
    for (const auto& member : world.workspace.members) require_success(fs::create_directories(member.package->root()));
    file.plan = world.plan();
    file.environment = {{"TEST_DIR", dir.path().string()}};
    dir.file("source", "one");
    dir.program("script", "");
  }

  [[nodiscard]] std::size_t index(std::string_view package, UnitKind kind = UnitKind::library) const {
    for (std::size_t i = 0; i < file.plan.units.size(); ++i) {
      if (file.plan.units[i].package_name == package && file.plan.units[i].kind == kind) return i;
    }
    FAIL("no unit of " << package);
    return 0;
  }
  [[nodiscard]] const planner::Unit& unit(std::string_view package, UnitKind kind = UnitKind::library) const {
    return file.plan.units[index(package, kind)];
  }
  Result<void> run(std::string_view package, UnitKind kind = UnitKind::library,
                   Unchanged unchanged = Unchanged::keep_time) {
    return run_step(file, index(package, kind), unchanged, small_environment, diagnostics);
  }
  /// The build script of a package prints this.
  void run_script(std::string_view package, const std::string& text) {
    dir.program("script", text);
    require_success(run(package, UnitKind::build_script));
    require_success(run(package, UnitKind::run_build_script));
  }
  /// What the compiler was called with since the last time.
  std::string calls() const {
    auto text = read(dir.path("calls"));
    require_success(fs::remove_all(dir.path("calls")));
    return text;
  }
};

const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
bool is_old(const std::filesystem::path& file) {
  return std::filesystem::last_write_time(file) < old + std::chrono::minutes(1);
}

}  // namespace

TEST_CASE("a step passes the build script's output on to the compiler", "[invoker][step]") {
  StepSite site;
  site.run_script("compiler_builtins",
                  "echo cargo:rustc-cfg=a; echo cargo:rustc-cfg=restricted_std; echo cargo:rustc-env=MINE=set");
  site.calls();
  require_success(site.run("compiler_builtins"));
  const auto called = site.calls();
  CHECK_THAT(called, Contains(" --cfg a -W") && Contains("|set|") && !Contains("restricted_std"));
  CHECK(read(site.unit("compiler_builtins").outputs().back()) == "one");
}

TEST_CASE("a step's compiler is behind the wrapper of the plan's file", "[invoker][step]") {
  StepSite site;
  site.file.rustc_wrapper = site.dir.program("wrapper", "echo \"$1\" >wrapped; exec \"$@\"").string();
  require_success(site.run("core"));
  CHECK(read(site.unit("core").call().directory / "wrapped") == site.dir.path("rustc").string() + "\n");
}

TEST_CASE("a depfile has absolute names, and no comments", "[invoker][step]") {
  StepSite site;
  require_success(site.run("core"));
  const auto& core = site.unit("core");
  const auto quoted = [](const std::filesystem::path& path) { return text::replace_all(path.string(), " ", "\\ "); };
  const auto source = quoted(core.call().directory / "source");
  const auto other = quoted(core.call().directory) + "/with\\ space.rs";
  CHECK(read(planner::depfile(core)) == quoted(planner::main_output(core)) + ": \\\n  " + source + " \\\n  " + other +
                                            "\n\n" + source + ":\n\n" + other + ":\n");
}

TEST_CASE("a result that comes out the same keeps its time, where that is wanted", "[invoker][step]") {
  StepSite site;
  const auto output = site.unit("core").outputs().back();
  require_success(site.run("core"));
  std::filesystem::last_write_time(output, old);
  require_success(site.run("core"));
  CHECK(is_old(output));
  site.dir.file("source", "two");
  require_success(site.run("core"));
  CHECK_FALSE(is_old(output));
  CHECK(read(output) == "two");
  std::filesystem::last_write_time(output, old);
  require_success(site.run("core", UnitKind::library, Unchanged::renew_time));
  CHECK_FALSE(is_old(output));
}

TEST_CASE("a step never writes into a file that something else has a name for", "[invoker][step]") {
  StepSite site;
  const auto output = site.unit("core").outputs().back();
  const auto shared = site.dir.path("sysroot");
  for (const auto unchanged : {Unchanged::keep_time, Unchanged::renew_time}) {
    site.dir.file("source", "one");
    require_success(site.run("core", UnitKind::library, unchanged));
    require_success(fs::remove_all(shared));
    std::filesystem::create_hard_link(output, shared);
    site.dir.file("source", "two");
    require_success(site.run("core", UnitKind::library, unchanged));
    CHECK(read(shared) == "one");
  }
}

TEST_CASE("a step that fails has the compiler's message and leaves no result", "[invoker][step]") {
  StepSite site;
  require_success(site.run("core"));
  site.dir.file("fail", "");
  const auto failed = site.run("core");
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().output() == "bad");
  CHECK(failed.error().message() == "could not compile `core` (lib)");
  for (const auto& output : site.unit("core").outputs()) {
    CHECK_FALSE(fs::exists(output));
    CHECK_FALSE(fs::exists(output.string() + ".before"));
  }
}

TEST_CASE("a run of a build script: its output, its folder, metadata of linked packages", "[invoker][step]") {
  StepSite site;
  site.run_script("linked", "echo cargo:a-key=value");
  const auto& run = site.unit("std", UnitKind::run_build_script);
  site.dir.program("script",
                   "echo made >\"$OUT_DIR/file\"\necho \"cargo:rustc-cfg=$DEP_LINKED_A_KEY\"\n"
                   "echo cargo:rerun-if-changed=build.rs\necho cargo:rerun-if-changed=absent\n"
                   "echo cargo:warning=careful\n[ ! -e fail ] || { echo cargo::error=broken; }\n");
  require_success(site.run("std", UnitKind::build_script));
  const auto build_script = run.run().directory / "build.rs";
  require_success(fs::write_atomically(build_script, ""));
  require_success(fs::create_directories(run.out_dir()));
  require_success(fs::write_atomically(run.out_dir() / "left", "from before"));
  require_success(site.run("std", UnitKind::run_build_script));
  CHECK_THAT(read(run.script_output()), Contains("cargo:rustc-cfg=value\n"));
  CHECK_THAT(read(planner::depfile(run)), Contains("build.rs:\n") && !Contains("absent"));
  REQUIRE(site.diagnostics.all.size() == 1);
  CHECK(site.diagnostics.all.front().message == "std v0.0.0: careful");
  CHECK_FALSE(fs::exists(run.out_dir() / "left"));

  for (const auto& file : {run.script_output(), run.out_dir() / "file"}) std::filesystem::last_write_time(file, old);
  require_success(site.run("std", UnitKind::run_build_script));
  for (const auto& file : {run.script_output(), run.out_dir() / "file"}) CHECK(is_old(file));

  require_success(fs::write_atomically(run.run().directory / "fail", ""));
  const auto failed = site.run("std", UnitKind::run_build_script);
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().causes().front() == "broken");
  CHECK_FALSE(fs::exists(run.script_output()));
}

TEST_CASE("a unit that the plan does not have is an error", "[invoker][step]") {
  StepSite site;
  CHECK_THAT(message_of(run_step(site.file, 999, Unchanged::keep_time, small_environment, site.diagnostics)),
             Contains("the plan has no unit 999") && Contains("write the build file again"));
}
