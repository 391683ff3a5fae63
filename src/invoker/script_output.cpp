// SPDX-License-Identifier: MIT
#include "buildstd/invoker/script_output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::invoker {

namespace {

std::unexpected<Error> invalid(std::string_view package, std::string_view line, std::string_view reason) {
  return fail(
      Error(fmt::format("invalid output in build script of `{}`: `{}`", package, text::printable(line.substr(0, 400))))
          .caused_by(std::string(reason)));
}

// `-l NAME` and `-L PATH`, with or without the space.
bool take_rustc_flags(std::string_view value, ScriptOutput& output) {
  const auto words = text::words(value);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool library = words[i].starts_with("-l");
    if (!library && !words[i].starts_with("-L")) return false;
    auto argument = words[i].substr(2);
    if (argument.empty() && ++i < words.size()) argument = words[i];
    if (argument.empty()) return false;
    (library ? output.library_links : output.library_paths).push_back(std::move(argument));
  }
  return true;
}

// What only matters when an executable or a dynamic library is linked: no std crate is one.
bool is_link_argument(std::string_view key) {
  return key.starts_with("rustc-link-arg") || key == "rustc-cdylib-link-arg";
}

class OutputReader {
 public:
  explicit OutputReader(std::string_view package) : package_(package) {}

  Result<void> take(std::string_view line) {
    const bool modern = line.starts_with("cargo::");
    if (!modern && !line.starts_with("cargo:")) return {};
    const auto directive = line.substr(modern ? 7 : 6);
    const auto equals = directive.find('=');
    if (equals == std::string_view::npos) {
      if (!modern) return {};  // Cargo takes `cargo:word` for output like any other
      return invalid(package_, line, "expected a line with `cargo::KEY=VALUE`");
    }
    const auto key = directive.substr(0, equals);
    const auto value = text::trim(directive.substr(equals + 1));
    if (take_known(key, value)) return {};
    if (failure_) return invalid(package_, line, *failure_);
    if (modern && key != "metadata") return invalid(package_, line, fmt::format("unknown key `{}`", key));
    return take_metadata(modern ? value : directive, line);
  }

  ScriptOutput output;

 private:
  bool take_known(std::string_view key, std::string_view value) {
    const std::pair<std::string_view, std::vector<std::string>*> lists[] = {
        {"rustc-cfg", &output.cfgs},
        {"rustc-check-cfg", &output.check_cfgs},
        {"rustc-link-search", &output.library_paths},
        {"rustc-link-lib", &output.library_links},
        {"rerun-if-changed", &output.rerun_if_changed},
        {"rerun-if-env-changed", &output.rerun_if_env_changed},
        {"warning", &output.warnings},
        {"error", &output.errors},
    };
    for (const auto& [name, list] : lists) {
      if (key != name) continue;
      list->emplace_back(value);
      return true;
    }
    if (key == "rustc-flags") {
      if (!take_rustc_flags(value, output)) failure_ = "only `-l` and `-L` flags are allowed in `rustc-flags`";
      return !failure_;
    }
    if (key == "rustc-env") return take_environment(value);
    return is_link_argument(key);
  }

  bool take_environment(std::string_view value) {
    const auto equals = value.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      failure_ = "expected `rustc-env=VARIABLE=VALUE`";
      return false;
    }
    const auto name = value.substr(0, equals);
    // Whether unstable features are open is not a build script's to say (Cargo: custom_build.rs).
    if (name == "RUSTC_BOOTSTRAP") return true;
    output.environment.insert_or_assign(std::string(name), std::string(value.substr(equals + 1)));
    return true;
  }

  Result<void> take_metadata(std::string_view pair, std::string_view line) {
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) return invalid(package_, line, "expected `cargo::metadata=KEY=VALUE`");
    output.metadata.insert_or_assign(std::string(pair.substr(0, equals)),
                                     std::string(text::trim(pair.substr(equals + 1))));
    return {};
  }

  std::string_view package_;
  std::optional<std::string> failure_;
};

}  // namespace

planner::ScriptResults ScriptOutput::results_for(const planner::Unit& crate) const {
  planner::ScriptResults results{{}, environment};
  const auto add = [&](const char* flag, const std::vector<std::string>& values) {
    for (const auto& value : values) results.arguments.insert(results.arguments.end(), {flag, value});
  };
  add("-L", library_paths);
  if (crate.kind != planner::UnitKind::documentation) add("-l", library_links);
  auto kept = cfgs;
  const auto& ignored = crate.call().ignored_script_cfgs;
  std::erase_if(kept, [&](const auto& cfg) { return std::ranges::find(ignored, cfg) != ignored.end(); });
  add("--cfg", kept);
  add("--check-cfg", check_cfgs);
  return results;
}

void ScriptOutput::add_metadata(std::string_view links, planner::ScriptResults& dependent) const {
  for (const auto& [key, value] : metadata) {
    const auto name = fmt::format("DEP_{}_{}", text::upper(links), text::upper(key));
    dependent.environment.insert_or_assign(text::replace_all(name, "-", "_"), value);
  }
}

Result<ScriptOutput> parse_script_output(std::string_view text, std::string_view package) {
  OutputReader reader(package);
  for (const auto line : text::lines(text)) BUILDSTD_CHECK(reader.take(line));
  return std::move(reader.output);
}

}  // namespace buildstd::invoker
