// SPDX-License-Identifier: MIT
#include "invoker/observation.hpp"

#include <algorithm>
#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/std_layout.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::invoker {

using planner::Unit;

namespace {

// Stand for the places in what is kept.
constexpr const char* build_mark = "@BUILDSTD_BUILD@";
constexpr const char* sources_mark = "@BUILDSTD_SOURCES@";

/// The files of a line of rustc's dep-info, in which spaces have backslashes before them.
void take_dep_info_line(std::string_view line, const std::filesystem::path& directory, const Places& places,
                        std::set<std::string>& inputs) {
  std::string name;
  const auto take = [&] {
    const auto file = places.file_of(std::exchange(name, {}));
    if (!file.empty()) inputs.insert(fs::absolute(file, directory).string());
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
Result<std::set<std::string>> read_dep_info(const Unit& crate, const std::filesystem::path& directory,
                                            const Places& places) {
  std::set<std::string> inputs;
  BUILDSTD_TRY(const auto text, fs::read(crate.dep_info()));
  for (const auto line : text::lines(text)) {
    const auto colon = line.find(": ");
    if (line.starts_with('#') || colon == std::string_view::npos) continue;
    take_dep_info_line(line.substr(colon + 2), directory, places, inputs);
    break;
  }
  return inputs;
}

namespace {

std::string replaced(const std::string& text, const std::string& from, const std::string& to) {
  return from.empty() ? text : text::replace_all(text, from, to);
}

bool is_below(const std::filesystem::path& file, const std::filesystem::path& folder) {
  const auto relative = file.lexically_normal().lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

// What names the sources is another result where they are elsewhere: then this file is not there, or not the same.
void depend_on_place(const std::filesystem::path& sources, ObservedInputs& inputs) {
  inputs.add_file(std_layout::library(sources) / "Cargo.lock");
}

bool is_named_in(const std::filesystem::path& folder, const Places& places) {
  const auto files = fs::list_recursively(folder);
  return files && std::ranges::any_of(*files, [&](const auto& file) {
           const auto content = fs::read(folder / file);
           return content && places.has_sources(*content);
         });
}

}  // namespace

std::string Places::hide(const std::string& text) const {
  return replaced(replaced(text, build_, build_mark), sources_, sources_mark);
}

std::string Places::show(const std::string& text) const {
  return replaced(replaced(text, sources_mark, sources_), build_mark, build_);
}

std::string Places::hide_in_dep_info(const std::string& text) const {
  const auto escaped = [](const std::string& path) { return text::replace_all(path, " ", "\\ "); };
  return hide(replaced(replaced(text, escaped(build_), build_mark), escaped(sources_), sources_mark));
}

std::string Places::file_of(const std::string& name) const {
  return name.starts_with(build_mark) ? std::string() : show(name);
}

bool Places::has_sources(std::string_view text) const {
  return text.find(sources_mark) != std::string_view::npos ||
         (!sources_.empty() && text.find(sources_) != std::string_view::npos);
}

Result<std::string> read_script_stdout(const Unit& run, const Places& places) {
  BUILDSTD_TRY(const auto text, fs::read(run.script_output()));
  return places.show(text);
}

Result<void> write_script_stdout(const Unit& run, const std::string& text, const Places& places) {
  return fs::write_atomically(run.script_output(), places.hide(text));
}

Result<void> keep_dep_info(const Unit& crate, const Places& places) {
  const auto text = fs::read(crate.dep_info());
  if (!text) return {};  // a wrapped compiler may not have written it
  return fs::write_atomically(crate.dep_info(), places.hide_in_dep_info(*text));
}

std::set<std::string> looked_at(const Unit& run, const ScriptOutput& output) {
  std::set<std::string> files;
  for (const auto& file : output.rerun_if_changed) files.insert(fs::absolute(file, run.run().directory).string());
  return files;
}

// Sources count by their content, which is in the key: their times differ from machine to machine.
ObservedInputs observe(const Unit& run, const ScriptOutput& output, const Environment& environment,
                       const std::filesystem::path& sources) {
  ObservedInputs inputs;
  const auto library = std_layout::library(sources);
  for (const auto& name : output.rerun_if_env_changed) {
    if (!run.sets_variable(name)) inputs.environment[name] = environment.get(name);
  }
  for (const auto& file : looked_at(run, output)) {
    if (!is_below(file, library)) inputs.add_file(file);
  }
  if (is_named_in(run.out_dir(), Places(run, sources))) depend_on_place(sources, inputs);
  return inputs;
}

ObservedInputs observe_dep_info(const Unit& crate, const ScriptOutput* script, const Environment& environment,
                                const std::filesystem::path& sources) {
  ObservedInputs inputs;
  const Places places(crate, sources);
  const auto text = fs::read(crate.dep_info());
  if (!text) return inputs;
  constexpr std::string_view prefix = "# env-dep:";
  for (const auto line : text::lines(*text)) {
    if (!line.starts_with(prefix)) continue;
    const auto entry = line.substr(prefix.size());
    const std::string variable(entry.substr(0, entry.find('=')));
    const bool own = crate.sets_variable(variable) || (script != nullptr && script->environment.contains(variable));
    if (!own) inputs.environment[variable] = environment.get(variable);
    if (own && places.has_sources(entry)) depend_on_place(sources, inputs);
  }
  return inputs;
}

}  // namespace buildstd::invoker
