// SPDX-License-Identifier: MIT
#include "planner/key.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "buildstd/base/hash.hpp"
#include "buildstd/planner/plan.hpp"

namespace buildstd::planner {

namespace {

/// Feeds values to a digest: who finds two units with one key could have others use the wrong one of them. Optional
/// values that are not there differ from empty ones.
class KeyWriter {
 public:
  KeyWriter(const Request& request, bool hides_sources)
      : request_(request), sources_(request.workspace.root.parent_path()), hides_sources_(hides_sources) {}

  KeyWriter& text(std::string_view label, std::string_view value) {
    hash_.field(label, value);
    return *this;
  }
  KeyWriter& flag(std::string_view label, bool value) { return text(label, value ? "yes" : "no"); }
  KeyWriter& optional(std::string_view label, const std::optional<std::string>& value) {
    return text(label, value ? "=" + *value : "unset");
  }
  KeyWriter& list(std::string_view label, const std::vector<std::string>& values) {
    hash_.field(label, values.size());
    for (const auto& value : values) hash_.field(label, value);
    return *this;
  }
  KeyWriter& variables(const std::map<std::string, std::optional<std::string>>& values) {
    hash_.field("variables", values.size());
    for (const auto& [name, value] : values) {
      const bool is_path = value && (name == "CARGO_MANIFEST_DIR" || name == "CARGO_MANIFEST_PATH");
      optional(name, is_path ? place(*value) : value);
    }
    return *this;
  }
  KeyWriter& path(std::string_view label, const std::filesystem::path& value) { return text(label, place(value)); }

  [[nodiscard]] std::string hex() const { return hash_.hex(); }

 private:
  // Where buildstd's own files have been put says nothing of what comes out: each gets a name instead. So do sources
  // that have other names in all that comes out.
  [[nodiscard]] std::string place(const std::filesystem::path& path) const {
    for (const auto& member : request_.workspace.members) {
      if (!member.package || !member.package->is_stand_in) continue;
      const auto below = path.lexically_relative(member.package->root());
      if (!below.empty() && *below.begin() != "..")
        return fmt::format("stand-in {}: {}", member.package->name, below.generic_string());
    }
    if (hides_sources_) {
      const auto below = path.lexically_relative(sources_);
      if (!below.empty() && *below.begin() != "..") return fmt::format("sources: {}", below.generic_string());
    }
    return path.string();
  }

  const Request& request_;
  std::filesystem::path sources_;  ///< the folder above `library`
  bool hides_sources_;
  Digest hash_;
};

void write(KeyWriter& key, const workspace::ProfileSettings& settings) {
  const auto as_text = [](const auto& value) {
    return value ? std::optional(fmt::format("{}", *value)) : std::nullopt;
  };
  key.optional("opt-level", settings.opt_level)
      .optional("debug", settings.debug)
      .optional("codegen-units", as_text(settings.codegen_units))
      .optional("debug-assertions", as_text(settings.debug_assertions))
      .optional("overflow-checks", as_text(settings.overflow_checks))
      .optional("panic", settings.panic)
      .flag("has profile flags", settings.rustflags.has_value())
      .list("profile flags", settings.rustflags.value_or(std::vector<std::string>()));
}

// The compiler's path is not among them: its content counts, wherever it is installed.
void write(KeyWriter& key, const CompileCall& call) {
  key.path("directory", call.directory)
      .path("source", call.source)
      .text("emit", fmt::format("{}", static_cast<int>(call.emit)))
      .flag("splits metadata", call.splits_metadata);
  write(key, call.settings);
  key.list("declared features", call.declared_features)
      .optional("target", call.target)
      .optional("linker", call.linker)
      .flag("has private dependencies", call.has_private_dependencies)
      .flag("caps lints", call.caps_lints)
      .list("lints", call.flags.lints)
      .list("bootstrap's flags", call.flags.bootstrap)
      .list("user's flags", call.flags.user)
      .list("Cargo's flags", call.flags.cargo)
      .list("shim's flags", call.flags.shim);
  for (const auto& [from, to] : call.remaps) key.path("remap from", from).text("remap to", to);
  if (!call.build_name.empty()) key.text("name of the build directory", call.build_name);
  for (const auto& [name, content] : call.flag_inputs) key.text("named by a flag", name).text("content", content);
  key.flag("own sysroot", call.sysroot == SysrootRole::empty)
      .list("ignored cfgs", call.ignored_script_cfgs)
      .variables(call.environment)
      .optional("hidden sources", call.preload ? call.preload->hidden_sources : std::nullopt)
      .list("output files", call.output_files);
}

void write(KeyWriter& key, const ScriptRun& run) { key.path("directory", run.directory).variables(run.environment); }

// Of build scripts only what they say and make counts, which is looked at when it is there (invoker/observation.hpp).
bool hides_sources(const Request& request, const Unit& unit) {
  if (unit.kind == UnitKind::build_script || unit.kind == UnitKind::run_build_script) return true;
  const auto sources = request.workspace.root.parent_path().string();
  if (unit.kind != UnitKind::library || unit.platform != Platform::target) return false;
  // Where names are not replaced everywhere (`--remap-path-scope`), some stay as they are.
  const auto limits_remaps = [](const std::string& word) { return word.find("remap") != std::string::npos; };
  if (std::ranges::any_of(unit.call().flags.user, limits_remaps)) return false;
  const auto remaps = std::views::reverse(unit.call().remaps);  // the last that fits wins
  const auto fits = [&](const PathRemap& remap) { return sources.starts_with(remap.from); };
  const auto first = std::ranges::find_if(remaps, fits);
  return first != remaps.end() && first->from == sources;
}

std::string unit_key(const Request& request, const Unit& unit, const std::vector<Unit>& units) {
  KeyWriter key(request, hides_sources(request, unit));
  key.text("format", key_format)
      .text("compiler", request.toolchain.fingerprint)
      .text("sources", request.source_digest)
      .text("kind", name_of(unit.kind))
      .text("crate", unit.crate_name)
      .text("edition", unit.edition)
      .list("crate types", unit.crate_types)
      .list("features", unit.features)
      .text("metadata", unit.metadata)
      .text("extra filename", unit.extra_filename);
  std::visit([&](const auto& work) { write(key, work); }, unit.work);
  for (const auto& dependency : unit.dependencies) {
    key.text("dependency", units[dependency.unit].key)
        .text("as", dependency.extern_name)
        .flag("public", dependency.is_public);
  }
  return key.hex();
}

}  // namespace

void assign_keys(const Request& request, std::vector<Unit>& units) {
  // Dependencies come before their dependents.
  for (auto& unit : units) unit.key = unit_key(request, unit, units);
}

std::string plan_key(const std::vector<Unit>& units, const std::vector<StartupObject>& startup_objects,
                     const std::filesystem::path& sources) {
  Fingerprint key;
  key.field("sources", sources.string());
  for (const auto& unit : units) key.field("unit", unit.key);
  for (const auto& object : startup_objects) key.field("startup object", object.source.string());
  return key.short_hex();
}

}  // namespace buildstd::planner
