// SPDX-License-Identifier: MIT
#include "invoker/observation.hpp"

#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::invoker {

using planner::Unit;

namespace {

/// The files of a line of rustc's dep-info, in which spaces have backslashes before them.
void take_dep_info_line(std::string_view line, const std::filesystem::path& directory, std::set<std::string>& inputs) {
  std::string name;
  const auto take = [&] {
    if (!name.empty()) inputs.insert(fs::absolute(std::exchange(name, {}), directory).string());
  };
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\\' && at + 1 < line.size()) {
      name += line[++at];
    } else if (line[at] == ' ') {
      take();
    } else {
      name += line[at];
    }
  }
  take();
}

}  // namespace

// rustc writes `target: inputs` for each kind of output, then each input alone, then comments
// (compiler/rustc_interface/src/passes.rs, `write_out_deps`). The first line says it all.
Result<std::set<std::string>> read_dep_info(const std::filesystem::path& file, const std::filesystem::path& directory) {
  std::set<std::string> inputs;
  BUILDSTD_TRY(const auto text, fs::read(file));
  for (const auto line : text::lines(text)) {
    const auto colon = line.find(": ");
    if (line.starts_with('#') || colon == std::string_view::npos) continue;
    take_dep_info_line(line.substr(colon + 2), directory, inputs);
    break;
  }
  return inputs;
}

std::filesystem::path root_output(const Unit& run) { return run.directory() / "root-output"; }

Result<std::string> read_script_stdout(const Unit& run) {
  BUILDSTD_TRY(auto text, fs::read(run.script_output()));
  const auto place = fs::read(root_output(run)).value_or("");
  const auto now = run.out_dir().string();
  return place.empty() || place == now ? text : text::replace_all(text, place, now);
}

Result<void> write_script_stdout(const Unit& run, const std::string& text) {
  BUILDSTD_CHECK(fs::write_atomically(root_output(run), run.out_dir().string()));
  return fs::write_atomically(run.script_output(), text);
}

std::string without_place(const Unit& run, const std::string& text) {
  return text::replace_all(text, run.out_dir().string(), "$OUT_DIR");
}

ObservedInputs observe(const Unit& run, const ScriptOutput& output, const Environment& environment) {
  ObservedInputs inputs;
  for (const auto& name : output.rerun_if_env_changed) {
    if (!run.sets_variable(name)) inputs.environment[name] = environment.get(name);
  }
  for (const auto& file : output.rerun_if_changed) {
    inputs.add_file(fs::absolute(file, run.run().directory));
  }
  return inputs;
}

ObservedInputs observe_dep_info(const Unit& crate, const ScriptOutput* script, const Environment& environment) {
  ObservedInputs inputs;
  const auto text = fs::read(crate.dep_info());
  if (!text) return inputs;
  constexpr std::string_view prefix = "# env-dep:";
  for (const auto line : text::lines(*text)) {
    if (!line.starts_with(prefix)) continue;
    const auto entry = line.substr(prefix.size());
    const std::string variable(entry.substr(0, entry.find('=')));
    const bool own = crate.sets_variable(variable) || (script != nullptr && script->environment.contains(variable));
    if (!own) inputs.environment[variable] = environment.get(variable);
  }
  return inputs;
}

}  // namespace buildstd::invoker
