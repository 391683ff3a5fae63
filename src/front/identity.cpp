// SPDX-License-Identifier: MIT
#include "front/identity.hpp"

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/std_layout.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/ops/found_recipes.hpp"
#include "buildstd/planner/plan.hpp"

namespace buildstd::front {

namespace {

// The prebuilt libraries that recipes are read from, by the names of their files, and the recipes that were searched
// for.
void add_prebuilt(const ops::Session& session, Fingerprint& identity) {
  const auto& toolchain = session.compiler.toolchain;
  const auto rustlib = toolchain.sysroot / "lib" / "rustlib";
  for (const auto& target : fs::list(rustlib).value_or(std::vector<std::string>())) {
    for (const auto& [name, stem] : toolchain::prebuilt_crates(toolchain, target)) {
      if (name != std_layout::core) continue;
      identity.field(target, stem);
      const auto found = ops::read_kept_search(session.storage, toolchain, target).recipe;
      if (!found) continue;
      identity.field("metadata", found->default_lib_metadata);
      for (const auto& flag : found->rustflags) identity.field("rustflag", flag);
    }
  }
}

// The walk through the sources takes longer than all else. Once a run of Cargo, which asks four times.
std::string digest_in_run(const ops::Session& session, const fs::Path& library, const std::string& run) {
  constexpr const char* separator = "\n";
  const auto kept = session.storage.answer("sources-of-run");
  const auto looked_at =
      text::join({run, library.string(), fs::to_text(fs::file_state(library))}, separator) + separator;
  if (const auto known = run.empty() ? std::nullopt : kept.read(); known && known->starts_with(looked_at))
    return known->substr(looked_at.size());
  InputStates unused;
  const auto digest = toolchain::digest_sources(library, session.storage.answer("sources-front.json"), unused, library);
  if (!digest) return "unreadable";
  if (!run.empty()) kept.write(looked_at + *digest);
  return *digest;
}

}  // namespace

std::optional<std::string> std_identity(const ops::Invocation& invocation, const ops::Session& session,
                                        const std::string& selection, const std::string& run) {
  if (selection.empty() && !config::wants_build_std(invocation.config)) return std::nullopt;
  Fingerprint identity;
  identity.field("buildstd", BUILDSTD_VERSION);
  identity.field("format", planner::key_format);
  identity.field("configured", config::build_std_text(invocation.config));
  identity.field("selection", selection);
  // What changes std without being in Cargo's sight (docs/prebuilt.md; cli: `preload`).
  for (const auto* const variable :
       {"BUILDSTD_PRELOAD", "LLVM_COMPILER_RT_LIB", "LLVM_PROFILER_RT_LIB", "RUST_COMPILER_RT_ROOT"})
    identity.field(variable, session.settings.environment.get(variable).value_or(""));
  identity.field("compiler", session.compiler.toolchain.fingerprint);
  add_prebuilt(session, identity);
  // Without sources there is nothing to be made; the call that needs them says so.
  if (const auto library = toolchain::library_sources(session.compiler.toolchain))
    identity.field("sources", digest_in_run(session, *library, run));
  return identity.short_hex();
}

}  // namespace buildstd::front
