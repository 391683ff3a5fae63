// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/planner/compiler_options.hpp"
#include "buildstd/planner/plan.hpp"
#include "planner/distribution.hpp"

namespace buildstd::planner {

/// The settings that std crates are compiled with and that no manifest says: which profile, the distributor's
/// choices, and the flags that rustc's bootstrap adds. Every fixed flag of the project stands in recipe_flags.cpp, with
/// its source.
class Recipe {
 public:
  explicit Recipe(const Request& request);

  /// The workspace's settings for a package, panic included.
  [[nodiscard]] workspace::ProfileSettings settings(const workspace::Package& package) const;
  [[nodiscard]] workspace::ProfileSettings build_script_settings() const;
  /// RUSTFLAGS as Cargo hashes them: bootstrap's, then the user's. Those that only link are not in a library's call.
  [[nodiscard]] const std::vector<std::string>& rustflags() const { return rustflags_; }
  /// Adds the flags of a target library's call, but for those of its profile and its manifest.
  void add_flags(const workspace::Package& package, Product product, FlagGroups& flags) const;
  /// What the user's flags mean beyond their text.
  [[nodiscard]] std::map<std::string, std::string> flag_inputs(Product product) const;
  /// Changes of names in what is compiled: the recipe's, then the user's.
  [[nodiscard]] const std::vector<PathRemap>& remaps() const { return remaps_; }
  /// What Cargo's build directory is called in what is compiled; empty: as it is.
  [[nodiscard]] const std::string& build_name() const { return distribution_.build_name; }
  /// The variable `__CARGO_DEFAULT_LIB_METADATA`, a seed of Cargo's hashes (bootstrap cargo.rs: channel, "std", and
  /// since 1.87 the version without the channel).
  [[nodiscard]] std::string default_lib_metadata() const;
  /// Whether rlibs hold a stub in place of their metadata, which is then in the rmeta file only.
  [[nodiscard]] bool splits_metadata() const { return distribution_.split_metadata; }
  /// The features of the `sysroot` package.
  [[nodiscard]] std::set<std::string> features(const workspace::Package& sysroot) const;
  /// Whether lints of a package's code are silenced.
  [[nodiscard]] bool caps_lints(const workspace::Package& package) const;
  /// What std crates' compilers find in their environment, and what is loaded into them.
  [[nodiscard]] std::map<std::string, std::string> compiler_environment() const;
  [[nodiscard]] std::optional<Preload> preload() const;
  /// Cfgs of build scripts that are dropped.
  [[nodiscard]] static std::vector<std::string> ignored_script_cfgs();
  [[nodiscard]] const workspace::Profile& profile() const { return profile_; }
  [[nodiscard]] const std::string& profile_name() const { return profile_name_; }
  /// For `plan -v`.
  [[nodiscard]] const std::vector<Choice>& choices() const { return choices_; }
  /// The folder that members are compiled from, so that their paths are `library/…` (bootstrap: `-Zroot-dir`).
  [[nodiscard]] std::filesystem::path source_root() const { return request_.workspace.root.parent_path(); }

 private:
  void choose_profile();
  void choose_release();
  void choose_link_settings();
  void add_rustflags();
  void add_user_flags();
  void add_shim_flags();
  void add_remaps();
  void add_user_remaps();

  const Request& request_;
  UserFlags user_;
  Distribution distribution_;
  workspace::Profile profile_;
  std::string profile_name_;
  std::vector<std::string> rustflags_;
  FlagGroups flags_;
  std::vector<PathRemap> remaps_;
  std::vector<Choice> choices_;
};

}  // namespace buildstd::planner
