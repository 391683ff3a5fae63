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

/// Reads and merges; remembers which files it has looked for.
class Discovery {
 public:
  Discovery(const LoadRequest& request, const std::optional<Path>& home, Diagnostics& diagnostics)
      : request_(request), home_(home), diagnostics_(diagnostics) {}

  Result<Value> load_files();
  Result<Value> load_options();
  std::vector<Path> looked_for;

 private:
  std::vector<Path> discover();
  std::optional<Path> config_file(const Path& folder);
  void remember(const Loader& loader) {
    looked_for.insert(looked_for.end(), loader.looked_for().begin(), loader.looked_for().end());
  }

  const LoadRequest& request_;
  const std::optional<Path>& home_;
  Diagnostics& diagnostics_;
};

/// The configuration file of a folder. The name without an extension is the older one and wins.
std::optional<Path> Discovery::config_file(const Path& folder) {
  const auto old_name = folder / "config";
  const auto new_name = folder / "config.toml";
  looked_for.insert(looked_for.end(), {old_name, new_name});
  if (!fs::exists(old_name)) return fs::exists(new_name) ? std::optional(new_name) : std::nullopt;
  if (!fs::exists(new_name)) {
    diagnostics_.report({Diagnostic::Severity::warning,
                         fmt::format("`{}` is deprecated in favor of `config.toml`", old_name.string()),
                         {},
                         {"if you need to support cargo 1.38 or earlier, you can symlink `config` to `config.toml`"}});
  } else if (!are_same_file(old_name, new_name)) {
    diagnostics_.warn(
        fmt::format("both `{}` and `{}` exist. Using `{}`", old_name.string(), new_name.string(), old_name.string()));
  }
  return old_name;
}

/// The files that apply, nearest first: upward from the working directory, then Cargo's home unless it was
/// met on the way. Cargo: src/context/mod.rs `walk_tree`.
std::vector<Path> Discovery::discover() {
  std::vector<Path> files;
  std::set<Path> seen;
  for (auto folder = request_.cwd;; folder = parent_of(folder)) {
    const auto candidate = folder / ".cargo";
    if (auto file = config_file(candidate)) files.push_back(*std::move(file));
    seen.insert(fs::canonical(candidate));
    if (folder == folder.root_path() || folder.empty()) break;
  }
  if (home_ && !seen.contains(fs::canonical(*home_)) && !seen.contains(*home_)) {
    if (auto file = config_file(*home_)) files.push_back(*std::move(file));
  }
  return files;
}

Result<Value> Discovery::load_files() {
  Value root{Value::Table(), {}};
  for (const auto& file : discover()) {
    Loader loader(Origin::Kind::file, request_.cwd);
    BUILDSTD_TRY(auto value, loader.load(file));
    remember(loader);
    BUILDSTD_CHECK(merge(root, std::move(value), Precedence::present));
  }
  return root;
}

/// All arguments of `--config`, later ones on top. Cargo: src/context/mod.rs `cli_args_as_table`.
Result<Value> Discovery::load_options() {
  Value root{Value::Table(), Source::option({})};
  Loader files(Origin::Kind::option, request_.cwd);
  for (const auto& argument : request_.options) {
    const auto path = request_.cwd / argument;
    const bool is_file = !argument.empty() && fs::exists(path);
    looked_for.push_back(path);
    auto value = is_file ? files.load(path) : read_option(argument);
    if (!value && is_file) {
      return fail(std::move(value).error().context(fmt::format("failed to load config from `{}`", path.string())));
    }
    if (!value) return value;
    Loader includes(Origin::Kind::option, request_.cwd);
    auto whole = includes.with_includes(*std::move(value));
    if (!whole) return fail(std::move(whole).error().context("failed to load --config include"));
    remember(includes);
    auto merged = merge(root, *std::move(whole), Precedence::incoming);
    if (!merged) {
      return fail(std::move(merged).error().context(fmt::format("failed to merge --config argument `{}`", argument)));
    }
  }
  remember(files);
  return root;
}

}  // namespace

Result<Config> load(const LoadRequest& request, Diagnostics& diagnostics) {
  Config::Data data{{}, request.environment, request.cwd, cargo_home(request), {}};
  Discovery discovery(request, data.cargo_home, diagnostics);
  auto root = discovery.load_files();
  if (!root) return fail(std::move(root).error().context("could not load Cargo configuration"));
  BUILDSTD_TRY(auto options, discovery.load_options());
  BUILDSTD_CHECK(merge(*root, std::move(options), Precedence::incoming));
  data.root = *std::move(root);
  data.looked_for = std::move(discovery.looked_for);
  warn_about_keys(data, diagnostics);
  return Config(std::make_shared<const Config::Data>(std::move(data)));
}

const std::vector<std::filesystem::path>& looked_for(const Config& config) { return config.data().looked_for; }

}  // namespace buildstd::config
