// SPDX-License-Identifier: MIT
#include "buildstd/planner/export_build.hpp"

#include "buildstd/base/text.hpp"
#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::planner;
using buildstd::planner::testing::World;
using buildstd::testing::value_of;
using Catch::Matchers::Contains;

namespace {

const BuildFileContext context{
    "/bin/build std", {"+mine", "-C", "/w", "--target=x"}, "/bin/wrapper", {{"MINE", "a\nb"}}, 3};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

/// The lines of the statement that makes what ends so.
std::string statement(const std::string& file, std::string_view target, std::string_view separator) {
  for (const auto& part : text::split(text::replace_all(file, "\n\n", "\x01"), '\x01')) {
    const auto first = part.substr(0, part.find(separator));
    if (first.find(target) != std::string::npos) return part;
  }
  return {};
}

}  // namespace

TEST_CASE("ninja: a statement for each unit and the sysroot, a pool, restat, depfiles", "[planner][export]") {
  const auto plan = World::small_std("/rust $x/lib:rary").plan();
  const auto file = value_of(as_ninja({plan}, context));
  CHECK(count(file, "\nbuild /") == plan.units.size() + 1);
  CHECK_THAT(file, Contains("pool rustc\n  depth = 3\n") && Contains("restat = 1") && Contains("deps = gcc") &&
                       Contains("default sysroots\n") && Contains("build sysroot-aarch64-unknown-linux-gnu: phony"));
  const auto core = statement(file, "libcore-", ": step");
  CHECK_THAT(core, Contains("rlib | /") && Contains(".rmeta: step") && Contains("desc = Compiling core v0.0.0") &&
                       Contains("'/bin/build std' step compile ") && Contains(" --restat ") &&
                       Contains("'--set=MINE=a\\nb'") && Contains("--set=RUSTC_BOOTSTRAP=1") &&
                       Contains(" --wrapped -- /bin/wrapper /toolchain/bin/rustc --crate-name core "));
  // Dollars are ninja's own everywhere.
  CHECK_THAT(core, Contains("/rust $$x"));
  CHECK(count(core, "$x") == count(core, "$$x"));
  const auto install = statement(file, "/installed", ": install");
  CHECK_THAT(install, Contains("'/bin/build std' +mine step install --key " + plan.key + " -C /w --target=x\n"));
}

TEST_CASE("what a build script says reaches its package's compiler and dependent scripts", "[planner][export]") {
  const auto plan = World::small_std().plan();
  const auto file = value_of(as_ninja({plan}, context));
  const auto library = statement(file, "libcompiler_builtins-", ": step");
  CHECK_THAT(library, Contains(" --script-output=/") && Contains(" --script-at="));
  CHECK(statement(file, "libcore-", ": step").find("--script") == std::string::npos);
  for (const auto& unit : plan.units) {
    if (unit.kind != UnitKind::run_build_script) continue;
    const auto run = statement(file, unit.invocation.out_dir.parent_path().string() + "/output", ": step");
    CHECK_THAT(run, Contains(" step run-script ") && Contains("--out-dir=" + unit.invocation.out_dir.string()) &&
                        Contains("--set=RUSTC_WRAPPER=/bin/wrapper") && Contains("build_script_build-"));
  }
}

TEST_CASE("make: a rule for each unit and the sysroot, with its names", "[planner][export]") {
  auto world = World::small_std();
  world.build_root = "/tar get/50%:#";
  const auto plan = world.plan();
  const auto file = value_of(as_make({plan}, context));
  CHECK(count(file, "\n\t+@") == plan.units.size() + 1);
  CHECK(count(file, "-include /tar\\ get/50\\%\\:\\#/") == plan.units.size());
  CHECK_THAT(file, Contains(".DELETE_ON_ERROR:") && Contains("sysroots: sysroot-aarch64-unknown-linux-gnu\n"));
  CHECK(file.find("--restat") == std::string::npos);
  for (const auto line : text::lines(file)) CHECK(line.find(" --set=PATH") == std::string_view::npos);
}

TEST_CASE("no plans are files that do nothing", "[planner][export]") {
  CHECK_THAT(value_of(as_ninja({}, context)), Contains("build sysroots: phony\n"));
  CHECK_THAT(value_of(as_make({}, context)), Contains("sysroots:\n"));
}

TEST_CASE("an argument of several lines is an error", "[planner][export]") {
  auto world = World::small_std();
  world.rustflags = {"--cfg", "a=\"\n\""};
  const auto file = as_ninja({world.plan()}, {"/bin/buildstd", {}, std::nullopt, {}, 1});
  REQUIRE_FALSE(file.has_value());
  CHECK_THAT(file.error().message(), Contains("an argument holds a line end"));
}

TEST_CASE("values in one line come back", "[planner][export]") {
  for (const std::string value : {"", "plain", "a\nb\r\n", "\\n", "\\\\n\n", "ends with \\"}) {
    CHECK(escape_line(value).find_first_of("\r\n") == std::string::npos);
    CHECK(unescape_line(escape_line(value)) == value);
  }
}
