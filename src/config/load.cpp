// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <set>
#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/config/settings.hpp"
#include "check.hpp"
#include "data.hpp"
#include "include.hpp"
#include "merge.hpp"
#include "read.hpp"

namespace buildstd::config {

namespace {

using fs::Path;

/// `$CARGO_HOME`, else `.cargo` in the user's home. Cargo: crates/home/src/env.rs.
std::optional<Path> cargo_home(const LoadRequest& request) {
  if (const auto home = request.environment.get_nonempty("CARGO_HOME")) return request.cwd / *home;
  if (const auto home = request.environment.get_nonempty("HOME")) return Path(*home) / ".cargo";
  return std::nullopt;
}

bool are_same_file(const Path& a, const Path& b) {
  std::error_code code;
  return std::filesystem::equivalent(a, b, code) && !code;
}

/// The configuration file of a folder. The name without an extension is the older one and wins.
std::optional<Path> config_file(const Path& folder, Diagnostics& diagnostics) {
  const auto old_name = folder / "config";
  const auto new_name = folder / "config.toml";
  if (!fs::exists(old_name)) return fs::exists(new_name) ? std::optional(new_name) : std::nullopt;
  if (!fs::exists(new_name)) {
    diagnostics.report({Diagnostic::Severity::warning,
                        fmt::format("`{}` is deprecated in favor of `config.toml`", old_name.string()),
                        {},
                        {"if you need to support cargo 1.38 or earlier, you can symlink `config` to `config.toml`"}});
  } else if (!are_same_file(old_name, new_name)) {
    diagnostics.warn(
        fmt::format("both `{}` and `{}` exist. Using `{}`", old_name.string(), new_name.string(), old_name.string()));
  }
  return old_name;
}

/// The files that apply, nearest first: upward from the working directory, then Cargo's home unless it was
/// met on the way. Cargo: src/context/mod.rs `walk_tree`.
std::vector<Path> discover(const LoadRequest& request, const std::optional<Path>& home, Diagnostics& diagnostics) {
  std::vector<Path> files;
  std::set<Path> seen;
  for (auto folder = request.rooted_at.value_or(request.cwd);; folder = parent_of(folder)) {
    const auto candidate = folder / ".cargo";
    if (auto file = config_file(candidate, diagnostics)) files.push_back(*std::move(file));
    seen.insert(fs::canonical(candidate));
    if (folder == folder.root_path() || folder.empty()) break;
  }
  if (home && !seen.contains(fs::canonical(*home)) && !seen.contains(*home)) {
    if (auto file = config_file(*home, diagnostics)) files.push_back(*std::move(file));
  }
  return files;
}

Result<Value> load_files(const LoadRequest& request, const std::optional<Path>& home, Diagnostics& diagnostics) {
  Value root{Value::Table(), {}};
  for (const auto& file : discover(request, home, diagnostics)) {
    BUILDSTD_TRY(auto value, Loader(Origin::Kind::file, request.cwd).load(file));
    BUILDSTD_CHECK(merge(root, std::move(value), Precedence::present));
  }
  return root;
}

/// All arguments of `--config`, later ones on top. Cargo: src/context/mod.rs `cli_args_as_table`.
Result<Value> load_options(const LoadRequest& request) {
  Value root{Value::Table(), Source::option({})};
  Loader files(Origin::Kind::option, request.cwd);
  for (const auto& argument : request.options) {
    const auto path = request.cwd / argument;
    const bool is_file = !argument.empty() && fs::exists(path);
    auto value = is_file ? files.load(path) : read_option(argument);
    if (!value && is_file) {
      return fail(std::move(value).error().context(fmt::format("failed to load config from `{}`", path.string())));
    }
    if (!value) return value;
    auto whole = Loader(Origin::Kind::option, request.cwd).with_includes(*std::move(value));
    if (!whole) return fail(std::move(whole).error().context("failed to load --config include"));
    auto merged = merge(root, *std::move(whole), Precedence::incoming);
    if (!merged) {
      return fail(std::move(merged).error().context(fmt::format("failed to merge --config argument `{}`", argument)));
    }
  }
  return root;
}

}  // namespace

Result<Config> load(const LoadRequest& request, Diagnostics& diagnostics) {
  Config::Data data{{}, request.environment, request.cwd, cargo_home(request)};
  auto root = load_files(request, data.cargo_home, diagnostics);
  if (!root) return fail(std::move(root).error().context("could not load Cargo configuration"));
  BUILDSTD_TRY(auto options, load_options(request));
  BUILDSTD_CHECK(merge(*root, std::move(options), Precedence::incoming));
  data.root = *std::move(root);
  warn_about_keys(data, diagnostics);
  return Config(std::make_shared<const Config::Data>(std::move(data)));
}

}  // namespace buildstd::config
