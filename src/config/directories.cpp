// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/config/settings.hpp"
#include "check.hpp"
#include "lookup.hpp"

// Cargo: src/context/mod.rs `target_dir`, `custom_build_dir`; src/context/path.rs `resolve_templated_path`.
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

Error unexpected(std::string_view what, const Found<std::string>& found) {
  return at(Error(fmt::format("unexpected {} in build.build-dir path `{}`", what, text::printable(found.value))),
            found.source);
}

/// Refuses what looks like a variable and is none.
Result<void> check_braces(const std::string& text, const Found<std::string>& found, std::vector<std::string> known) {
  const auto open = text.find('{');
  const auto close = text.rfind('}');
  if (open != text.npos && close != text.npos && open < close) {
    const auto name = text.substr(open + 1, close - open - 1);
    const auto near = text::nearest(name, known, 1);
    for (auto& variable : known) variable = fmt::format("`{{{}}}`", variable);
    return fail(unexpected(fmt::format("variable `{}`", text::printable(name)), found)
                    .help(near.empty()
                              ? fmt::format("available template variables are {}", text::join(known, ", "))
                              : fmt::format("a template variable with a similar name exists: `{}`", near.front())));
  }
  if (open != text.npos) return fail(unexpected("opening bracket `{`", found));
  if (close != text.npos) return fail(unexpected("closing bracket `}`", found));
  return {};
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

Result<std::optional<Directory>> build_dir(const Config& config, const std::filesystem::path& manifest) {
  const auto& data = config.data();
  BUILDSTD_CHECK(check_build_table(data));
  BUILDSTD_TRY(const auto found, find_string(data, Key::parse("build.build-dir")));
  if (!found) return std::nullopt;
  if (found->value.empty()) return fail(empty_directory("build", found->source));
  const std::array<std::pair<std::string, std::string>, 3> variables = {{
      {"workspace-root", manifest.parent_path().string()},
      {"cargo-cache-home", data.cargo_home.value_or(std::filesystem::path()).string()},
      {"workspace-path-hash", path_hash(manifest)},
  }};
  auto text = found->value;
  std::vector<std::string> names;
  for (const auto& [name, value] : variables) {
    text = text::replace_all(std::move(text), "{" + name + "}", value);
    names.push_back(name);
  }
  BUILDSTD_CHECK(check_braces(text, *found, std::move(names)));
  return Directory{resolve_path(data, {text, found->source}), found->source.origin()};
}

// Cargo: src/cargo/core/workspace.rs, `default_target_dir`, `default_build_dir`.
std::optional<std::filesystem::path> script_target_dir(const Config& config, const std::filesystem::path& script) {
  const auto& home = config.data().cargo_home;
  if (!home) return std::nullopt;
  return *home / "build" / path_hash(script) / "target";
}

std::optional<std::filesystem::path> cargo_home(const Config& config) { return config.data().cargo_home; }

}  // namespace buildstd::config
