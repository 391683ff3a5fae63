// SPDX-License-Identifier: MIT
#include "planner/distribution.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/std_layout.hpp"
#include "planner/recipe_flags.hpp"

namespace buildstd::planner {

namespace {

using toolchain::DebugInfo;
using toolchain::PrebuiltCrate;

// bootstrap lib.rs, `debuginfo_map_to`: the commit, or the version where the sources have none.
std::string upstream_sources(const Request& request) {
  const auto& version = request.toolchain.version;
  const bool known = !version.commit_hash.empty() && version.commit_hash != "unknown";
  return "/rustc/" + (known ? version.commit_hash : version.release);
}

// Below the sources, where bootstrap builds if nobody says otherwise (config.rs: `build`; lib.rs: `stage_out`; Cargo's
// profile), so that `rust.remap-debuginfo` names it, too.
std::string usual_build_name(const Request& request, const std::string& sources) {
  return fmt::format("{}/build/{}/stage1-std/{}/release", sources, request.toolchain.version.host, request.target.name);
}

// A release that is newer than the tables gets what the newest known one has.
unsigned followed_release(const toolchain::CompilerVersion& version) {
  const auto own = minor_release(version);
  return own == 0 ? newest_known_release : std::min(own, newest_known_release);
}

Distribution upstream(const Request& request) {
  Distribution result;
  result.release = followed_release(request.toolchain.version);
  if (!request.workspace.profiles.contains("dist")) {
    // What upstream gave by configuration before the workspace had a profile for it (rust-lang/rust#149514).
    result.debuginfo = "1";      // src/ci/run.sh
    result.codegen_units = 1;    // likewise
    result.mangling = "legacy";  // 1.85 bootstrap cargo.rs: always said, legacy unless configured
  }
  result.sources_name = upstream_sources(request);
  result.build_name = usual_build_name(request, *result.sources_name);
  result.c_builtins = request.runtimes.builtins;
  result.split_metadata = request.toolchain.knows_option("embed-metadata");
  result.choices = {{"recipe", "dist", "the values of upstream's own distribution"},
                    {"sources are named", *result.sources_name, "bootstrap cargo.rs: rust.remap-debuginfo"},
                    {"vendored crates are named", result.vendored_name, "bootstrap cargo.rs: likewise"}};
  return result;
}

std::string_view level(DebugInfo debuginfo) {
  switch (debuginfo) {
    case DebugInfo::none: return "0";
    case DebugInfo::line_tables_only: return "line-tables-only";
    case DebugInfo::limited: return "1";
    case DebugInfo::full: return "2";
  }
  return "0";
}

/// Reads the choices off `core`, which every prebuilt standard library has and which depends on nothing.
class Reading {
 public:
  Reading(const Request& request, const PrebuiltCrate& core)
      : request_(request), core_(core), result_(upstream(request)) {
    result_.recipe = RecipeKind::prebuilt;
    result_.choices.clear();
  }

  Distribution read() {
    say("recipe", "prebuilt", fmt::format("the toolchain has {}", core_.rlib));
    result_.debuginfo = level(core_.debuginfo);
    say("debuginfo", *result_.debuginfo, fmt::format("entries of .debug_info in {}", core_.rlib));
    read_code();
    read_names();
    result_.split_metadata = core_.has_rmeta && result_.split_metadata;
    say("metadata", result_.split_metadata ? "beside the rlib" : "in the rlib",
        core_.has_rmeta ? "an .rmeta file lies beside each rlib" : "no .rmeta file lies beside the rlibs");
    read_runtimes();
    return std::move(result_);
  }

 private:
  void say(std::string name, std::string value, std::string evidence) {
    result_.choices.push_back({std::move(name), std::move(value), std::move(evidence)});
  }

  void read_code() {
    if (core_.codegen_units > 0) {
      result_.codegen_units = static_cast<std::int64_t>(core_.codegen_units);
      say("codegen units", std::to_string(core_.codegen_units), fmt::format("objects in {}", core_.rlib));
    }
    result_.embed_bitcode = core_.has_bitcode;
    if (core_.has_bitcode)
      say("bitcode", *core_.has_bitcode ? "embedded" : "none", fmt::format(".llvmbc sections in {}", core_.rlib));
    result_.always_frame_pointers = core_.frame_pointers == "always";
    result_.non_leaf_frame_pointers = core_.frame_pointers == "non-leaf";
    say("frame pointers", core_.frame_pointers, fmt::format("function prologues in {}", core_.rlib));
    result_.mangling = core_.mangling == "legacy" ? std::optional(core_.mangling) : std::nullopt;
    say("symbol mangling", core_.mangling, fmt::format("symbols of {}", core_.rlib));
  }

  void read_names() {
    const auto named =
        std::ranges::find_if(core_.compile_units, [](const auto& unit) { return !unit.directory.empty(); });
    if (named == core_.compile_units.end()) return;
    result_.sources_name = named->directory;
    result_.rename_library = named->name.starts_with('/');
    read_build_name();
    say("sources are named", named->directory, fmt::format("DW_AT_comp_dir of {}", core_.rlib));
    for (const auto& crate : request_.prebuilt->crates) {
      for (const auto& unit : crate.compile_units) {
        if (unit.directory.empty() || unit.directory == named->directory) continue;
        result_.vendored_name = std::filesystem::path(unit.directory).parent_path().string();
        say("vendored crates are named", result_.vendored_name, fmt::format("DW_AT_comp_dir of {}", crate.rlib));
        return;
      }
    }
  }

  void read_build_name() {
    result_.build_name = usual_build_name(request_, *result_.sources_name);
    const auto& crates = request_.prebuilt->crates;
    const auto named = std::ranges::find_if(crates, [](const auto& one) { return !one.build_directory.empty(); });
    if (named == crates.end()) return;
    result_.build_name = named->build_directory;
    say("what build scripts make is named", result_.build_name, fmt::format("names of sources in {}", named->rlib));
  }

  // What was built in needs C code from elsewhere.
  void read_runtimes() {
    const auto* const builtins = request_.prebuilt->find(std_layout::compiler_builtins);
    const bool c = builtins != nullptr && !builtins->foreign_objects.empty();
    result_.c_builtins = c && request_.runtimes.builtins;
    if (c)
      say("C builtins", result_.c_builtins ? "built in" : "left out",
          !result_.c_builtins ? "the prebuilt has them; LLVM_COMPILER_RT_LIB would name their archive" : where("them"));
    if (request_.prebuilt->find(std_layout::profiler_builtins) == nullptr) return;
    result_.profiler = request_.runtimes.profiler;
    say("profiler", result_.profiler ? "built" : "left out",
        !result_.profiler ? "the prebuilt has it; LLVM_PROFILER_RT_LIB would name its archive" : where("it"));
  }

  [[nodiscard]] std::string where(std::string_view what) const {
    return fmt::format("the prebuilt has {}, {}", what,
                       request_.runtimes.from_prebuilt ? "and its C objects are taken from it: they are not verified"
                                                       : "and LLVM's sources or archives are named");
  }

  const Request& request_;
  const PrebuiltCrate& core_;
  Distribution result_;
};

}  // namespace

Distribution distribution(const Request& request) {
  const auto* const core = request.prebuilt == nullptr ? nullptr : request.prebuilt->find(std_layout::core);
  const bool shows_something = core != nullptr && core->codegen_units > 0;
  return shows_something ? Reading(request, *core).read() : upstream(request);
}

}  // namespace buildstd::planner
