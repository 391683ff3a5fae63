// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <string>
#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/config/settings.hpp"
#include "check.hpp"
#include "lookup.hpp"

// Cargo: src/context/mod.rs `target_dir`.
namespace buildstd::config {

namespace {

using Directory = Sourced<std::filesystem::path>;

Error empty_directory(std::string_view which, const Source& source) {
  return at(Error(fmt::format("the {} directory is set to an empty string in {}", which, source.describe())), source);
}

/// Two folders' names that differ from workspace to workspace. Cargo's hash is its own affair and changes
/// with its versions; nothing looks for one tool's folder with the other.
std::string path_hash(const std::filesystem::path& manifest) {
  const auto hash = Fingerprint().field("workspace", fs::canonical(manifest).string()).short_hex();
  return hash.substr(0, 2) + "/" + hash.substr(2);
}

}  // namespace

Result<std::optional<Directory>> target_dir(const Config& config) {
  const auto& data = config.data();
  if (const auto variable = data.environment.get("CARGO_TARGET_DIR")) {
    const auto source = Source::variable("CARGO_TARGET_DIR");
    if (variable->empty()) return fail(empty_directory("target", source));
    return Directory{data.cwd / *variable, source.origin()};
  }
  BUILDSTD_CHECK(check_build_table(data));
  BUILDSTD_TRY(const auto found, find_string(data, Key::parse("build.target-dir")));
  if (!found) return std::nullopt;
  if (found->value.empty()) return fail(empty_directory("target", found->source));
  return Directory{resolve_path(data, *found), found->source.origin()};
}

// Cargo: src/cargo/core/workspace.rs, `default_target_dir`.
std::optional<std::filesystem::path> script_target_dir(const Config& config, const std::filesystem::path& script) {
  const auto& home = config.data().cargo_home;
  if (!home) return std::nullopt;
  return *home / "build" / path_hash(script) / "target";
}

std::optional<std::filesystem::path> cargo_home(const Config& config) { return config.data().cargo_home; }

}  // namespace buildstd::config
