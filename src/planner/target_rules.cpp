// SPDX-License-Identifier: MIT
#include "buildstd/planner/target_rules.hpp"

namespace buildstd::planner {

namespace {

using toolchain::Target;
using Kind = TargetRule::Kind;

bool has_os(const Target& target, std::string_view os) { return target.has_cfg("target_os", os); }
// Custom specifications have no metadata, and say that there is no system by their `os`.
bool is_bare(const Target& target) { return target.has_std == false || has_os(target, "none"); }
bool is_zkvm(const Target& target) { return has_os(target, "zkvm"); }
bool brings_llvm_libunwind(const Target& target) {
  const bool hexagon = target.has_cfg("target_arch", "hexagon") && target.has_cfg("target_env", "musl");
  return has_os(target, "fuchsia") || hexagon;
}
bool is_windows_gnu(const Target& target) {
  return target.has_cfg("target_env", "gnu") && has_os(target, "windows") && !target.has_cfg("target_abi", "llvm");
}
bool is_static(const Target& target) { return target.has_cfg("target_feature", "crt-static"); }
bool is_static_musl(const Target& target) {
  return has_os(target, "linux") && target.has_cfg("target_env", "musl") && is_static(target);
}
bool unwinds_with_llvm(const Target& target) {
  return is_static_musl(target) && !target.has_cfg("target_arch", "s390x") && !target.has_cfg("target_arch", "wasm32");
}
bool is_wasi(const Target& target) { return has_os(target, "wasi"); }
bool is_sgx(const Target& target) { return target.has_cfg("target_env", "sgx"); }
bool is_macos(const Target& target) { return has_os(target, "macos"); }
bool is_ios(const Target& target) { return has_os(target, "ios"); }
bool is_tvos(const Target& target) { return has_os(target, "tvos"); }
bool is_watchos(const Target& target) { return has_os(target, "watchos"); }
bool is_visionos(const Target& target) { return has_os(target, "visionos"); }

constexpr std::string_view apple_source = "rustc_target spec/base/apple/mod.rs: `deployment_target_env_var`";

}  // namespace

// Files of rustc's bootstrap are those of 1.96, below src/bootstrap/src/core.
const std::vector<TargetRule>& target_rules() {
  static const std::vector<TargetRule> rules = {
      {Kind::std_feature, "compiler-builtins-mem", "without an operating system", is_bare,
       "build_steps/compile.rs, `std_cargo`: nobody else supplies memcpy; build_helper/src/targets.rs"},
      {Kind::std_feature, "compiler-builtins-mem", "zkVM", is_zkvm, "bootstrap lib.rs, `std_features`"},
      {Kind::std_feature, "llvm-libunwind", "Fuchsia, Hexagon with musl", brings_llvm_libunwind,
       "config/config.rs, `llvm_libunwind_default`; without it nothing names an unwinder (library/unwind/src/lib.rs)"},
      {Kind::startup_object, "rsbegin", "*-windows-gnu", is_windows_gnu,
       "build_steps/compile.rs, `StartupObjects`: registers unwind tables; only i686 links it"},
      {Kind::startup_object, "rsend", "*-windows-gnu", is_windows_gnu, "likewise"},
      {Kind::link_library, "libc.a", "musl, linked statically", is_static_musl,
       "build_steps/compile.rs, `copy_self_contained_objects`"},
      {Kind::link_library, "libunwind.a", "musl, linked statically", unwinds_with_llvm,
       "build_steps/compile.rs, `copy_self_contained_objects`; library/unwind/src/lib.rs"},
      {Kind::link_library, "libc.a", "WASI", is_wasi, "build_steps/compile.rs, `copy_self_contained_objects`"},
      {Kind::link_library, "libunwind.a", "SGX", is_sgx, "build_steps/compile.rs, `copy_third_party_objects`"},
      {Kind::environment, "MACOSX_DEPLOYMENT_TARGET", "macOS", is_macos, apple_source},
      {Kind::environment, "IPHONEOS_DEPLOYMENT_TARGET", "iOS", is_ios, apple_source},
      {Kind::environment, "TVOS_DEPLOYMENT_TARGET", "tvOS", is_tvos, apple_source},
      {Kind::environment, "WATCHOS_DEPLOYMENT_TARGET", "watchOS", is_watchos, apple_source},
      {Kind::environment, "XROS_DEPLOYMENT_TARGET", "visionOS", is_visionos, apple_source},
  };
  return rules;
}

std::vector<std::string> rule_values(TargetRule::Kind kind, const Target& target) {
  std::vector<std::string> values;
  for (const auto& rule : target_rules()) {
    if (rule.kind == kind && rule.applies(target)) values.emplace_back(rule.value);
  }
  return values;
}

std::set<std::string> self_contained_files(const Target& target) {
  auto files = target.self_contained_objects;
  files.merge([&] {
    const auto libraries = rule_values(Kind::link_library, target);
    return std::set<std::string>(libraries.begin(), libraries.end());
  }());
  return files;
}

}  // namespace buildstd::planner
