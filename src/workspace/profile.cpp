// SPDX-License-Identifier: MIT
#include "workspace/profile.hpp"

#include <fmt/format.h>

#include <set>

namespace buildstd::workspace {

namespace {

template <class T>
void replace(std::optional<T>& mine, const std::optional<T>& other) {
  if (other) mine = other;
}

// `opt-level` and `debug` are numbers, strings or booleans in a manifest, and words on the command line.
std::optional<std::string> word(const toml::node* node) {
  if (node == nullptr) return std::nullopt;
  if (const auto* flag = node->as_boolean()) return flag->get() ? "2" : "0";
  if (const auto* number = node->as_integer()) return std::to_string(number->get());
  auto text = node->value_exact<std::string>();
  if (text == "none") return "0";  // Cargo's names for the numbers (TomlDebugInfo)
  if (text == "limited") return "1";
  if (text == "full") return "2";
  return text;
}

ProfileSettings read_settings(const toml::table& table) {
  ProfileSettings settings;
  settings.opt_level = word(table.get("opt-level"));
  settings.debug = word(table.get("debug"));
  settings.codegen_units = table["codegen-units"].value_exact<std::int64_t>();
  settings.debug_assertions = table["debug-assertions"].value_exact<bool>();
  settings.overflow_checks = table["overflow-checks"].value_exact<bool>();
  settings.panic = table["panic"].value_exact<std::string>();
  if (const auto* flags = table["rustflags"].as_array()) {
    settings.rustflags.emplace();
    for (const auto& flag : *flags) settings.rustflags->push_back(flag.value_or(std::string()));
  }
  return settings;
}

// The defaults of Cargo's two root profiles (profiles.rs: `Profile::default_dev`, `default_release`).
Profile builtin(std::string_view name) {
  Profile profile;
  const bool release = name == "release";
  profile.settings.opt_level = release ? "3" : "0";
  profile.settings.debug = release ? "0" : "2";
  profile.settings.debug_assertions = !release;
  profile.settings.overflow_checks = !release;
  profile.build_override.opt_level = "0";
  return profile;
}

class ProfileReader {
 public:
  explicit ProfileReader(const TomlDocument& document)
      : document_(document), tables_(document.root["profile"].as_table()) {}

  Result<Profiles> read() {
    for (const auto* name : {"dev", "release"}) BUILDSTD_CHECK(resolve(name));
    if (tables_ == nullptr) return std::move(profiles_);
    for (const auto& [name, table] : *tables_) BUILDSTD_CHECK(resolve(std::string(name.str())));
    return std::move(profiles_);
  }

 private:
  Result<void> resolve(const std::string& name) {
    if (profiles_.contains(name)) return {};
    const auto* table = tables_ == nullptr ? nullptr : (*tables_)[name].as_table();
    const bool root = name == "dev" || name == "release";
    if (!root && (table == nullptr || !in_progress_.insert(name).second)) {
      return fail(Error(fmt::format("profile `{}` is inherited but is not defined, or inherits itself", name))
                      .at({document_.file, 0, 0, 1, {}}));
    }
    auto profile = builtin(name);
    if (!root) {
      const auto parent = (*table)["inherits"].value_or(std::string("dev"));
      BUILDSTD_CHECK(resolve(parent));
      profile = profiles_.at(parent);
    }
    if (table != nullptr) merge(*table, profile);
    profiles_.emplace(name, std::move(profile));
    return {};
  }

  static void merge(const toml::table& table, Profile& profile) {
    profile.settings.override_with(read_settings(table));
    if (const auto* build = table["build-override"].as_table())
      profile.build_override.override_with(read_settings(*build));
    const auto* packages = table["package"].as_table();
    if (packages == nullptr) return;
    for (const auto& [spec, settings] : *packages) {
      if (settings.is_table())
        profile.packages[std::string(spec.str())].override_with(read_settings(*settings.as_table()));
    }
  }

  const TomlDocument& document_;
  const toml::table* tables_;
  Profiles profiles_;
  std::set<std::string> in_progress_;
};

}  // namespace

void ProfileSettings::override_with(const ProfileSettings& other) {
  replace(opt_level, other.opt_level);
  replace(debug, other.debug);
  replace(codegen_units, other.codegen_units);
  replace(debug_assertions, other.debug_assertions);
  replace(overflow_checks, other.overflow_checks);
  replace(panic, other.panic);
  replace(rustflags, other.rustflags);
}

Result<Profiles> read_profiles(const TomlDocument& document) { return ProfileReader(document).read(); }

}  // namespace buildstd::workspace
