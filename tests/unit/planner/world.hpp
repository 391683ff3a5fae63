// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "buildstd/planner/plan.hpp"
#include "buildstd/planner/render.hpp"
#include "support/results.hpp"

namespace buildstd::planner::testing {

/// A small workspace in memory, and a compiler and a target to plan it for. Nothing of it is on disk: the
/// planner would not look.
struct World {
  toolchain::Toolchain toolchain;
  toolchain::Target target;
  CfgSet host_cfgs{{"unix", std::nullopt}, {"target_os", "linux"}};
  workspace::Workspace workspace;
  StdCrates crates = StdCrates::std;
  std::optional<PanicStrategy> panic;
  std::vector<std::string> std_features;
  std::vector<std::string> rustflags;
  FlagInputs flag_inputs;
  std::map<std::string, std::string> environment;
  Output output = Output::artifacts;
  std::filesystem::path build_root = "/target/build";
  std::string source_digest = "digest";

  explicit World(const std::filesystem::path& library = "/rust/library") {
    toolchain.rustc = "/toolchain/bin/rustc";
    toolchain.version = {"1.96.0", "abc", "x86_64-unknown-linux-gnu",
                         "rustc 1.96.0\nrelease: 1.96.0\nhost: x86_64-unknown-linux-gnu\n"};
    toolchain.sysroot = "/toolchain";
    toolchain.fingerprint = "fingerprint";
    target.name = target.argument = "aarch64-unknown-linux-gnu";
    target.cfgs = {{"unix", std::nullopt}, {"target_os", "linux"}, {"target_env", "gnu"}};
    target.has_std = true;
    workspace.root = library;
    workspace.lock.file = library / "Cargo.lock";
    workspace.lock.version = 4;
    workspace.profiles["release"].settings.opt_level = "3";
    auto& dist = workspace.profiles["dist"] = workspace.profiles["release"];
    dist.settings.codegen_units = 1;
    dist.settings.debug = "1";
    dist.settings.rustflags = std::vector<std::string>{"-Cembed-bitcode=yes"};
    dist.build_override.opt_level = "0";
    dist.packages["panic_abort"].rustflags = std::vector<std::string>{"-Cpanic=abort", "-Cembed-bitcode=yes"};
    dist.packages["compiler_builtins"].codegen_units = 10000;
  }

  /// Adds a package; members are below the root, others in `vendor`.
  workspace::Package& add(const std::string& name, const std::string& version = "0.0.0", bool is_member = true) {
    workspace::LockedPackage locked;
    locked.name = name;
    locked.version = buildstd::testing::value_of(workspace::Version::parse(version));
    if (!is_member) locked.source = "registry+https://example.invalid/index";
    workspace::Package package;
    package.name = name;
    package.version = locked.version;
    package.edition = "2024";
    const auto folder = is_member ? workspace.root / name : workspace.root / "vendor" / (name + "-" + version);
    package.manifest = folder / "Cargo.toml";
    package.is_member = is_member;
    std::string crate_name = name;
    for (auto& c : crate_name) c = c == '-' ? '_' : c;
    package.library = workspace::Library{crate_name, folder / "src/lib.rs", {"lib"}};
    workspace.lock.packages.push_back(std::move(locked));
    workspace.members.push_back({std::move(package), std::nullopt, {}});
    return *workspace.members.back().package;
  }

  [[nodiscard]] std::size_t index(std::string_view name, std::string_view version = "") const {
    for (std::size_t i = 0; i < workspace.lock.packages.size(); ++i) {
      const auto& locked = workspace.lock.packages[i];
      if (locked.name == name && (version.empty() || locked.version.str() == version)) return i;
    }
    FAIL("no package " << name);
    return 0;
  }
  workspace::Package& package(std::string_view name, std::string_view version = "") {
    return *workspace.members[index(name, version)].package;
  }

  /// Lets `owner` depend on `name`; the entry may be changed further.
  workspace::Dependency& depend(std::string_view owner, const std::string& name, const std::string& requirement = "",
                                const std::string& version = "") {
    const auto from = index(owner);
    const auto to = index(name, version);
    workspace.lock.packages[from].dependencies.push_back(to);
    workspace::Dependency dependency;
    dependency.name = dependency.package = name;
    if (!requirement.empty())
      dependency.requirement = buildstd::testing::value_of(workspace::VersionRequirement::parse(requirement));
    return workspace.members[from].package->dependencies.emplace_back(std::move(dependency));
  }

  /// core, compiler_builtins with a build script, alloc, std with panic runtimes, proc_macro, test, sysroot.
  static World small_std(const std::filesystem::path& library = "/rust/library") {
    World world(library);
    for (const auto* name : {"core", "compiler_builtins", "alloc", "panic_abort", "panic_unwind", "std", "sysroot"})
      world.add(name);
    auto& builtins = world.package("compiler_builtins");
    builtins.build_script = builtins.root() / "build.rs";
    builtins.links = "compiler-rt";
    builtins.features = {{"mem", {}}, {"default", {}}};
    world.depend("compiler_builtins", "core");
    world.depend("alloc", "core");
    world.depend("alloc", "compiler_builtins");
    world.package("alloc").features["compiler-builtins-mem"] = {"compiler_builtins/mem"};
    world.depend("panic_abort", "core");
    world.depend("panic_unwind", "core");
    world.depend("std", "alloc");
    world.depend("std", "core");
    world.depend("std", "panic_abort");
    world.depend("std", "panic_unwind").optional = true;
    world.package("std").features = {{"panic-unwind", {"dep:panic_unwind"}},
                                     {"backtrace", {}},
                                     {"optimize_for_size", {}},
                                     {"compiler-builtins-mem", {"alloc/compiler-builtins-mem"}}};
    world.package("std").library->crate_types = {"dylib", "rlib"};
    world.depend("sysroot", "std");
    world.package("sysroot").features = {{"default", {"panic-unwind"}},
                                         {"panic-unwind", {"std/panic-unwind"}},
                                         {"backtrace", {"std/backtrace"}},
                                         {"optimize_for_size", {"std/optimize_for_size"}},
                                         {"compiler-builtins-mem", {"std/compiler-builtins-mem"}}};
    return world;
  }

  [[nodiscard]] Request request() const {
    return {.toolchain = toolchain,
            .target = target,
            .host_cfgs = host_cfgs,
            .workspace = workspace,
            .source_digest = source_digest,
            .crates = crates,
            .panic = panic,
            .std_features = std_features,
            .rustflags = rustflags,
            .flag_inputs = flag_inputs,
            .environment = environment,
            .linker = std::nullopt,
            .output = output,
            .build_root = build_root};
  }
  [[nodiscard]] Plan plan() const { return buildstd::testing::value_of(make_plan(request())); }
};

/// A unit of a plan with the command that makes it.
struct PlannedUnit : Unit {
  Command command;
  std::size_t script_arguments_at = 0;
};

inline PlannedUnit planned(const Unit& unit, const Plan& plan) {
  auto [command, place] = render(unit, plan.units);
  return {unit, std::move(command), place};
}

/// The unit of a plan; there must be one.
inline PlannedUnit unit(const Plan& plan, std::string_view package, UnitKind kind = UnitKind::library,
                        Platform platform = Platform::target) {
  for (const auto& candidate : plan.units) {
    if (candidate.package_name == package && candidate.kind == kind && candidate.platform == platform)
      return planned(candidate, plan);
  }
  FAIL("the plan has no unit for " << package);
  return {};
}

inline bool has_unit(const Plan& plan, std::string_view package) {
  for (const auto& candidate : plan.units) {
    if (candidate.package_name == package) return true;
  }
  return false;
}

inline bool has_argument(const PlannedUnit& unit, std::string_view argument) {
  for (const auto& candidate : unit.command.arguments) {
    if (candidate == argument) return true;
  }
  return false;
}

/// Whether `flag` is followed by `value`.
inline bool has_arguments(const PlannedUnit& unit, std::string_view flag, std::string_view value) {
  const auto& all = unit.command.arguments;
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    if (all[i] == flag && all[i + 1] == value) return true;
  }
  return false;
}

}  // namespace buildstd::planner::testing
