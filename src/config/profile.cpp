// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "../base/toml.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/config/settings.hpp"
#include "check.hpp"
#include "lookup.hpp"

// Cargo: src/workspace/profiles.rs (`merge_config_profiles`, `process_chain`), src/util/toml (`validate_profile`).
namespace buildstd::config {

namespace {

using ProfileSetting = std::optional<Sourced<std::string>>;

/// What the manifest and the configuration together say of one profile.
struct Profile {
  bool is_defined = false;
  ProfileSetting panic;
  ProfileSetting inherits;
};

bool is_root(std::string_view profile) { return profile == "dev" || profile == "release"; }

/// Profiles that are there without anybody's defining them, and what they inherit.
std::optional<std::string> predefined_parent(std::string_view profile) {
  if (profile == "bench") return "release";
  if (profile == "test" || profile == "doc") return "dev";
  return std::nullopt;
}

/// Reads profiles and follows their inheritance.
class Profiles {
 public:
  Profiles(const Config::Data& data, const TomlDocument* manifest) : data_(data), manifest_(manifest) {}

  Result<ProfileSetting> panic_of(std::string_view requested) {
    auto name = std::string(requested);
    std::set<std::string> seen = {name};
    ProfileSetting panic;
    for (;;) {
      BUILDSTD_TRY(auto profile, read(name));
      if (!panic) panic = std::move(profile.panic);
      if (is_root(name)) {
        if (profile.inherits)
          return fail(
              error(fmt::format("`inherits` must not be specified in root profile `{}`", name), *profile.inherits));
        return panic;
      }
      BUILDSTD_TRY(const auto parent, parent_of_profile(name, profile));
      if (!is_root(parent.value) && !seen.insert(parent.value).second) {
        return fail(error(
            fmt::format("profile inheritance loop detected with profile `{}` inheriting `{}`", name, parent.value),
            parent));
      }
      BUILDSTD_TRY(const auto defined, is_defined(parent.value));
      if (!defined) {
        return fail(
            error(fmt::format("profile `{}` inherits from `{}`, but that profile is not defined", name, parent.value),
                  parent));
      }
      name = parent.value;
    }
  }

  /// Every profile that Cargo loads from the configuration to build `requested`: those of the manifest, it, and what
  /// these inherit from (`merge_config_profiles`).
  Result<std::set<std::string>> loaded_for(std::string_view requested) {
    auto pending = manifest_profiles();
    for (const std::string_view name : {requested, std::string_view("test"), std::string_view("bench")})
      pending.emplace_back(name);
    std::set<std::string> loaded;
    while (!pending.empty()) {
      const auto name = std::move(pending.back());
      pending.pop_back();
      if (!loaded.insert(name).second) continue;
      BUILDSTD_TRY(auto profile, read(name));
      if (profile.inherits) pending.push_back(std::move(profile.inherits->value));
    }
    return loaded;
  }

 private:
  [[nodiscard]] std::vector<std::string> manifest_profiles() const {
    std::vector<std::string> names;
    const auto* const profiles = manifest_ != nullptr ? manifest_->root["profile"].as_table() : nullptr;
    if (profiles == nullptr) return names;
    for (const auto& [name, profile] : *profiles) names.emplace_back(name.str());
    return names;
  }

  static Error error(std::string message, const Sourced<std::string>& value) {
    auto result = Error(std::move(message));
    return value.origin.place ? std::move(result).at(*value.origin.place) : result;
  }

  Result<Sourced<std::string>> parent_of_profile(const std::string& name, const Profile& profile) {
    if (profile.inherits) {
      if (profile.inherits->value != "debug") return *profile.inherits;
      return fail(error(fmt::format("profile.{0}.inherits=\"debug\" should be profile.{0}.inherits=\"dev\"", name),
                        *profile.inherits));
    }
    if (auto parent = predefined_parent(name)) return Sourced<std::string>{*std::move(parent), {}};
    if (!profile.is_defined) return fail(fmt::format("profile `{}` is not defined", name));
    return fail(
        fmt::format("profile `{}` is missing an `inherits` directive (`inherits` is required for all profiles "
                    "except `dev` or `release`)",
                    name));
  }

  Result<bool> is_defined(const std::string& name) {
    if (is_root(name) || predefined_parent(name)) return true;
    BUILDSTD_TRY(const auto profile, read(name));
    return profile.is_defined;
  }

  /// The configuration's values on top of the manifest's.
  Result<Profile> read(const std::string& name) {
    const auto key = Key::parse("profile." + name);
    BUILDSTD_TRY(auto profile, from_manifest(name));
    BUILDSTD_TRY(const auto* const table, find_table(data_, key));
    profile.is_defined = profile.is_defined || table != nullptr || has_variables(key);
    BUILDSTD_TRY(const auto panic, find_string(data_, key.child("panic")));
    BUILDSTD_TRY(const auto inherits, find_string(data_, key.child("inherits")));
    if (panic) profile.panic = panic->sourced();
    if (inherits) profile.inherits = inherits->sourced();
    return profile;
  }

  [[nodiscard]] bool has_variables(const Key& key) const {
    const auto prefix = key.variable() + "_";
    const auto& variables = data_.environment.all();
    const auto first = variables.lower_bound(prefix);
    return first != variables.end() && first->first.starts_with(prefix);
  }

  Result<Profile> from_manifest(const std::string& name) {
    Profile profile;
    if (manifest_ == nullptr) return profile;
    const auto* const table = manifest_->root["profile"][name].as_table();
    if (table == nullptr) return profile;
    profile.is_defined = true;
    BUILDSTD_TRY(profile.panic, string_in(*table, "panic"));
    BUILDSTD_TRY(profile.inherits, string_in(*table, "inherits"));
    return profile;
  }

  Result<ProfileSetting> string_in(const toml::table& table, std::string_view name) {
    const auto* const node = table.get(name);
    if (node == nullptr) return std::nullopt;
    auto place = manifest_->place(*node);
    if (const auto* string = node->as_string()) {
      return Sourced<std::string>{string->get(), {Origin::Kind::file, std::move(place), {}}};
    }
    return fail(Error(fmt::format("`{}` of a profile must be a string", name)).at(std::move(place)));
  }

  const Config::Data& data_;
  const TomlDocument* manifest_;
};

// The manifest in the head of a single-file package (RFC 3503, RFC 3424): lines between two of dashes, after blank
// lines and one that starts with `#!`. What stands around it becomes blank lines, so that places are right. Whether it
// is well formed, Cargo says (util/frontmatter.rs).
std::string frontmatter(std::string_view script) {
  std::string manifest;
  std::string_view fence;
  for (const auto line : text::lines(script)) {
    const auto trimmed = text::trim(line);
    if (fence.empty()) {
      const auto dashes = std::min(line.find_first_not_of('-'), line.size());
      const bool is_shebang = manifest.empty() && line.starts_with("#!");
      if (dashes >= 3) {
        fence = line.substr(0, dashes);
      } else if (!trimmed.empty() && !is_shebang) {
        return {};
      }
    } else if (line.starts_with(fence)) {
      return manifest;
    } else {
      manifest += line;
    }
    manifest += '\n';
  }
  return {};
}

Result<TomlDocument> read_manifest(const std::filesystem::path& file) {
  if (file.extension() == ".toml") return read_toml(file);
  BUILDSTD_TRY(const auto script, read_toml_text(file));
  return parse_toml(frontmatter(script), file);
}

}  // namespace

Result<std::optional<Sourced<PanicStrategy>>> profile_panic(const Config& config,
                                                            const std::optional<std::filesystem::path>& manifest,
                                                            std::string_view profile, Diagnostics& diagnostics) {
  std::optional<TomlDocument> document;
  if (manifest) {
    BUILDSTD_TRY(document, read_manifest(*manifest));
  }
  Profiles profiles(config.data(), document ? &*document : nullptr);
  auto loaded = profiles.loaded_for(profile);
  if (loaded) warn_about_profiles(config.data(), *loaded, diagnostics);
  BUILDSTD_TRY(const auto panic, profiles.panic_of(profile));
  if (!loaded) return std::unexpected(std::move(loaded).error());  // after what the profile itself has wrong
  if (!panic) return std::nullopt;
  const auto strategy = parse_panic_strategy(panic->value);
  if (strategy) return Sourced<PanicStrategy>{*strategy, panic->origin};
  auto error =
      Error(fmt::format("`panic` setting of `{}` in {} is not a valid setting, must be `unwind`, `abort`, or "
                        "`immediate-abort`.",
                        text::printable(panic->value), panic->origin.describe()));
  return fail(panic->origin.place ? std::move(error).at(*panic->origin.place) : std::move(error));
}

}  // namespace buildstd::config
