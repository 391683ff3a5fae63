// SPDX-License-Identifier: MIT
#include "planner/unit_hash.hpp"

#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::planner {

namespace {

void add_settings(Fingerprint& hash, const workspace::ProfileSettings& settings) {
  hash.field("opt-level", settings.opt_level.value_or(""));
  hash.field("debug", settings.debug.value_or(""));
  hash.field("codegen-units", settings.codegen_units ? std::to_string(*settings.codegen_units) : "");
  hash.field("debug-assertions", settings.debug_assertions.value_or(false) ? 1 : 0);
  hash.field("overflow-checks", settings.overflow_checks.value_or(false) ? 1 : 0);
  hash.field("panic", settings.panic.value_or(""));
  hash.field("rustflags", text::join(settings.rustflags.value_or(std::vector<std::string>()), "\x1f"));
}

}  // namespace

void assign_hashes(const Request& request, const Recipe& recipe, std::vector<Unit>& units) {
  for (auto& unit : units) {  // dependencies come first
    const auto& package = *request.workspace.members[unit.package].package;
    const bool for_target = unit.platform == Platform::target;
    Fingerprint hash;
    hash.field("package", unit.package_name).field("version", unit.package_version);
    hash.field("source", unit.is_member ? "std workspace" : "registry");
    hash.field("kind", static_cast<std::uint64_t>(unit.kind));
    hash.field("crate", unit.crate_name).field("types", text::join(unit.crate_types, ","));
    hash.field("features", text::join(unit.features, ","));
    hash.field("platform", for_target ? request.target.name : "host");
    hash.field("compiler", request.toolchain.version.verbose);
    add_settings(hash, for_target ? recipe.settings(package) : recipe.build_script_settings());
    for (const auto& dependency : unit.dependencies) {
      hash.field("as", dependency.extern_name).field("dependency", units[dependency.unit].metadata);
    }
    unit.metadata = hash.short_hex();
    if (for_target) hash.field("rustflags", text::join(recipe.rustflags(), "\x1f"));
    unit.extra_filename = hash.field("use", "file name").short_hex();
  }
}

}  // namespace buildstd::planner
