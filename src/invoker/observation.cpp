// SPDX-License-Identifier: MIT
#include "invoker/observation.hpp"

#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::invoker {

using planner::Unit;

namespace {

// Stands for a build directory in what is kept of it.
constexpr const char* build_directory = "@BUILDSTD_BUILD@";

/// The files of a line of rustc's dep-info, in which spaces have backslashes before them.
void take_dep_info_line(std::string_view line, const std::filesystem::path& directory, std::set<std::string>& inputs) {
  std::string name;
  const auto take = [&] {
    if (name.starts_with(build_directory)) name.clear();
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

Result<std::string> read_script_stdout(const Unit& run) {
  BUILDSTD_TRY(const auto text, fs::read(run.script_output()));
  return text::replace_all(text, build_directory, run.directories.root.string());
}

Result<void> write_script_stdout(const Unit& run, const std::string& text) {
  return fs::write_atomically(run.script_output(), without_place(run, text));
}

std::string without_place(const Unit& unit, const std::string& text) {
  return text::replace_all(text, unit.directories.root.string(), build_directory);
}

Result<void> keep_dep_info(const Unit& crate) {
  const auto text = fs::read(crate.dep_info());
  if (!text) return {};  // a wrapped compiler may not have written it
  const auto escaped = text::replace_all(crate.directories.root.string(), " ", "\\ ");
  return fs::write_atomically(crate.dep_info(),
                              without_place(crate, text::replace_all(*text, escaped, build_directory)));
}

namespace {

bool is_below(const std::filesystem::path& file, const std::filesystem::path& folder) {
  const auto relative = file.lexically_normal().lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

std::set<std::string> looked_at(const Unit& run, const ScriptOutput& output) {
  std::set<std::string> files;
  for (const auto& file : output.rerun_if_changed) files.insert(fs::absolute(file, run.run().directory).string());
  return files;
}

// Sources count by their content, which is in the key: their times differ from machine to machine.
ObservedInputs observe(const Unit& run, const ScriptOutput& output, const Environment& environment,
                       const std::filesystem::path& library) {
  ObservedInputs inputs;
  for (const auto& name : output.rerun_if_env_changed) {
    if (!run.sets_variable(name)) inputs.environment[name] = environment.get(name);
  }
  for (const auto& file : looked_at(run, output)) {
    if (!is_below(file, library)) inputs.add_file(file);
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
