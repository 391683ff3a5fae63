// SPDX-License-Identifier: MIT
#include "buildstd/front/init.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/ops/compiler_choice.hpp"
#include "buildstd/ops/session.hpp"
#include "buildstd/process/event_loop.hpp"
#include "front/config_lines.hpp"
#include "front/launcher.hpp"
#include "front/rustc_info.hpp"

namespace buildstd::front {

namespace {

using fs::Path;

constexpr auto tools = {"rustc", "rustdoc"};

/// Where things are.
struct Places {
  Path config;
  Path launchers;
  std::string prefix;  ///< of the launchers' names in the file: relative to the folder above the file's own
};

/// A file's text, with and without what `init` has written before.
struct ConfigText {
  std::string all;
  std::string rest;
};

Result<Path> cargo_folder(const ops::Invocation& invocation, InitScope scope) {
  const auto home = config::cargo_home(invocation.config);
  if (scope == InitScope::user) {
    if (home) return *home;
    return fail(Error("Cargo's home is not known").help("set CARGO_HOME, or HOME"));
  }
  const auto& cwd = invocation.process_context.cwd;
  BUILDSTD_TRY(const auto manifest, config::workspace_manifest(cwd, home));
  if (manifest) return manifest->parent_path() / ".cargo";
  return fail(Error(fmt::format("could not find `Cargo.toml` in `{}` or any parent directory", cwd.string()))
                  .help("call it in a package, or write the lines for all packages with `--global`"));
}

// Cargo takes the name without an extension where both are there (context/mod.rs, `get_file_path`).
Result<Places> find_places(const ops::Invocation& invocation, InitScope scope) {
  BUILDSTD_TRY(const auto folder, cargo_folder(invocation, scope));
  const auto old_name = folder / "config";
  Places places{fs::is_file(old_name) ? old_name : folder / "config.toml", folder / "buildstd", {}};
  places.prefix = fmt::format("{}/buildstd/", folder.filename().string());
  return places;
}

Result<std::string> read_config(const Path& file) {
  if (!fs::exists(file)) return std::string();
  return fs::read(file);
}

Error another_tool(std::string_view key, const config::Sourced<std::string>& tool) {
  auto error =
      Error(fmt::format("`{}` is `{}` already, in {}", key, text::printable(tool.value), tool.origin.describe()))
          .help(
              "remove it, and name that compiler with the environment variable BUILDSTD_RUSTC (or "
              "BUILDSTD_RUSTDOC): buildstd calls it");
  return tool.origin.place ? std::move(error).at(*tool.origin.place) : error;
}

// A variable names it, and another program than the front.
bool comes_from(std::string_view variable, const config::Sourced<std::string>& tool) {
  return tool.origin.describe().find(variable) != std::string::npos && !ops::is_front(tool.value);
}

// One that a variable names is for this shell: there Cargo does not look at what is written here.
Result<void> check_tool(std::string_view key, std::string_view variable, const config::Sourced<std::string>& tool,
                        Diagnostics& diagnostics) {
  const bool is_configured = tool.origin.place.has_value();
  if (comes_from(variable, tool)) {
    diagnostics.report({Diagnostic::Severity::warning,
                        fmt::format("{} is set: Cargo takes it before what its configuration says", variable),
                        {},
                        {fmt::format("unset it; BUILDSTD_{} names the program for buildstd", variable)}});
    return {};
  }
  if (is_configured && !ops::is_front(tool.value)) return fail(another_tool(key, tool));
  return {};
}

// `host-tuple` is known since Cargo 1.91 (core/compiler/compile_kind.rs); before, only the name itself says it.
Result<std::string> host_target(const ops::Invocation& invocation, Diagnostics& diagnostics) {
  constexpr unsigned first_minor = 91;
  BUILDSTD_TRY(const auto session, ops::open_compiler(invocation, diagnostics));
  const auto& environment = session.settings.environment;
  const Command ask{environment.get_nonempty("CARGO").value_or("cargo"), {"-V"}, {}, invocation.process_context.cwd};
  const auto answer = process::run(ask, environment);
  const auto words = answer ? text::words(answer->standard_output) : std::vector<std::string>();
  unsigned minor = first_minor;
  if (words.size() > 1) {
    const auto& version = words[1];
    const auto dot = std::min(version.find('.') + 1, version.size());
    std::from_chars(version.data() + dot, version.data() + version.size(), minor);
  }
  return minor < first_minor ? session.compiler.toolchain.version.host : "host-tuple";
}

// A line for a key that nobody has. What `init` has written before stays as it is now: somebody may have changed it
// since.
Result<void> add_missing(std::vector<ConfigLine>& lines, const ConfigText& text, const Places& places,
                         const std::string& key, bool is_elsewhere,
                         const std::function<Result<std::string>()>& default_value) {
  BUILDSTD_TRY(const auto others, build_key(text.rest, places.config, key));
  if (others) return {};
  BUILDSTD_TRY(auto ours, build_key(text.all, places.config, key));
  if (!ours && is_elsewhere) return {};
  if (!ours || ours->empty()) {
    BUILDSTD_TRY(ours, default_value());
  }
  lines.push_back({key, *std::move(ours)});
  return {};
}

Diagnostic wrapper_stays(const std::string& wrapper, bool rustc_is_overridden) {
  const auto name = text::printable(wrapper);
  if (rustc_is_overridden)
    return {
        Diagnostic::Severity::warning,
        fmt::format("the wrapper `{}` stays, and calls what RUSTC names, so that no standard library is built", name),
        {},
        {"unset RUSTC"}};
  return {Diagnostic::Severity::note,
          fmt::format("the wrapper `{}` stays: what it calls as the compiler is the front", name),
          {},
          {"`cargo clippy` has the prebuilt std then, and the one that is built with `RUSTC_WRAPPER= "
           "buildstd exec -- cargo clippy`"}};
}

Result<std::vector<ConfigLine>> lines_for(const ops::Invocation& invocation, const Places& places,
                                          const ConfigText& text, Diagnostics& diagnostics) {
  BUILDSTD_TRY(const auto programs, config::tools(invocation.config));
  BUILDSTD_CHECK(check_tool("build.rustc", "RUSTC", programs.rustc, diagnostics));
  BUILDSTD_CHECK(check_tool("build.rustdoc", "RUSTDOC", programs.rustdoc, diagnostics));
  const bool rustc_is_overridden = comes_from("RUSTC", programs.rustc);
  const auto launcher = [&](std::string_view tool) { return text::quote_toml(places.prefix + std::string(tool)); };
  std::vector<ConfigLine> lines = {{"rustc", launcher("rustc")}, {"rustdoc", launcher("rustdoc")}};
  if (!programs.rustc_wrapper || ops::is_front(programs.rustc_wrapper->value)) {
    lines.push_back({"rustc-wrapper", launcher("rustc")});
  } else {
    diagnostics.report(wrapper_stays(programs.rustc_wrapper->value, rustc_is_overridden));
  }
  BUILDSTD_TRY(const auto configured, config::build_targets(invocation.config));
  const auto target = [&]() -> Result<std::string> {
    BUILDSTD_TRY(const auto name, host_target(invocation, diagnostics));
    return text::quote_toml(name);
  };
  // What a variable says, or an option of this call, is not said for Cargo's next one.
  const bool is_elsewhere =
      std::ranges::any_of(configured, [](const auto& one) { return one.origin.place.has_value(); });
  BUILDSTD_CHECK(add_missing(lines, text, places, "target", is_elsewhere, target));
  const auto always = [] { return Result<std::string>("\"always\""); };
  BUILDSTD_CHECK(
      add_missing(lines, text, places, "build-std.when", config::wants_build_std(invocation.config), always));
  return lines;
}

Result<bool> write_if_changed(const Path& file, const std::string& content, bool is_program) {
  if (fs::is_file(file) && fs::read(file).value_or("") == content) return false;
  BUILDSTD_CHECK(fs::create_directories(file.parent_path()));
  BUILDSTD_CHECK(is_program ? fs::write_program(file, content) : fs::replace_content(file, content));
  return true;
}

Result<void> check_launcher(const Path& file) {
  if (!fs::exists(file) || is_launcher(fs::read(file).value_or(""))) return {};
  return fail(Error(fmt::format("`{}` is there, and is not of buildstd's making", file.string()))
                  .help("move it away, and call `buildstd init` again"));
}

// @return whether there were any
Result<bool> remove_launchers(const fs::Path& folder) {
  bool found = false;
  for (const auto* const tool : tools) {
    const auto file = folder / tool;
    if (!fs::is_file(file) || !is_launcher(fs::read(file).value_or(""))) continue;
    found = true;
    BUILDSTD_CHECK(fs::remove_all(file));
  }
  return found;
}

}  // namespace

Result<Initialised> init(const ops::Invocation& invocation, InitScope scope, Diagnostics& diagnostics) {
  BUILDSTD_TRY(const auto places, find_places(invocation, scope));
  for (const auto* const tool : tools) BUILDSTD_CHECK(check_launcher(places.launchers / tool));
  BUILDSTD_TRY(const auto before, read_config(places.config));
  const auto rest = remove_config_lines(before);
  BUILDSTD_TRY(const auto lines, lines_for(invocation, places, {before, rest}, diagnostics));
  BUILDSTD_TRY(const auto after, add_config_lines(rest, places.config, lines));
  Initialised done{places.config, {}, places.launchers, false};
  for (const auto& line : lines) done.lines.push_back(fmt::format("{} = {}", line.key, line.value));
  // The launchers first: Cargo must not find a compiler named that is not there.
  for (const auto* const tool : tools) {
    BUILDSTD_TRY(const bool changed, write_if_changed(places.launchers / tool, launcher_script(tool), true));
    done.changed = done.changed || changed;
  }
  BUILDSTD_TRY(const bool changed, write_if_changed(places.config, after, false));
  done.changed = done.changed || changed;
  return done;
}

Result<Initialised> undo_init(const ops::Invocation& invocation, InitScope scope) {
  BUILDSTD_TRY(const auto places, find_places(invocation, scope));
  Initialised done{places.config, {}, places.launchers, false};
  BUILDSTD_TRY(const auto before, read_config(places.config));
  const auto rest = remove_config_lines(before);
  if (rest != before) {
    done.changed = true;
    BUILDSTD_CHECK(rest.empty() ? fs::remove_all(places.config) : fs::replace_content(places.config, rest));
  }
  BUILDSTD_TRY(const bool had_launchers, remove_launchers(places.launchers));
  done.changed = done.changed || had_launchers;
  // Those that hold something else stay.
  for (const auto& folder : {places.launchers, places.config.parent_path()}) {
    if (scope == InitScope::user && folder != places.launchers) continue;
    if (fs::list(folder).value_or(std::vector<std::string>{"unreadable"}).empty())
      BUILDSTD_CHECK(fs::remove_empty_directory(folder));
  }
  if (const auto state = ops::state_directory(invocation); scope == InitScope::workspace && state)
    BUILDSTD_CHECK(let_version_be_kept(state->parent_path()));
  return done;
}

}  // namespace buildstd::front
