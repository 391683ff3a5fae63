// SPDX-License-Identifier: MIT
#include "invoker/observation.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/std_layout.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::invoker {

using planner::Unit;

namespace {

// Stand for the places in what is kept.
constexpr const char* build_mark = "@BUILDSTD_BUILD@";
constexpr const char* sources_mark = "@BUILDSTD_SOURCES@";
// Whoever says what looks like one of them is understood all the same.
constexpr const char* mark_start = "@BUILDSTD_";
constexpr const char* escaped_mark_start = "@BUILDSTD__";

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

bool is_in_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("_-.+@/\\").find(c) != std::string_view::npos;
}

// Whole paths only: `/rust` is neither in `/rusty` nor in `/opt/rust`.
std::string replaced(const std::string& text, const std::string& path, const std::string& mark) {
  if (path.empty()) return text;
  std::string result;
  std::size_t done = 0;
  for (auto at = text.find(path); at != std::string::npos; at = text.find(path, at + path.size())) {
    const auto end = at + path.size();
    const bool begins = at == 0 || !is_in_name(text[at - 1]);
    const bool ends = end == text.size() || text[end] == '/' || !is_in_name(text[end]);
    if (!begins || !ends) continue;
    result.append(text, done, at - done).append(mark);
    done = end;
  }
  return result.append(text, done);
}

bool is_below(const std::filesystem::path& file, const std::filesystem::path& folder) {
  const auto relative = file.lexically_normal().lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

// What names the sources, or has looked at more than is in keys, is another result where they are elsewhere.
void depend_on_place(const std::filesystem::path& sources, ObservedInputs& inputs) {
  inputs.environment[std::string(place_variable)] = place_value(sources);
}

bool is_named_in(const std::filesystem::path& folder, const Places& places) {
  const auto files = fs::list_recursively(folder);
  return files && std::ranges::any_of(*files, [&](const auto& file) {
           const auto content = fs::read(folder / file);
           return content && places.has_sources(*content);
         });
}

}  // namespace

std::string place_value(const std::filesystem::path& sources) {
  return Digest().field("sources", sources.string()).hex();
}

std::string Places::hide(const std::string& text) const {
  const auto marks_escaped = text::replace_all(text, mark_start, escaped_mark_start);
  return replaced(replaced(marks_escaped, build_, build_mark), sources_, sources_mark);
}

std::string Places::show(const std::string& text) const {
  auto shown = text::replace_all(text::replace_all(text, sources_mark, sources_), build_mark, build_);
  return text::replace_all(std::move(shown), escaped_mark_start, mark_start);
}

std::string Places::hide_in_dep_info(const std::string& text) const {
  const auto escaped = [](const std::string& path) { return text::replace_all(path, " ", "\\ "); };
  auto hidden = text::replace_all(text, mark_start, escaped_mark_start);
  for (const auto& build : {escaped(build_), build_}) hidden = replaced(hidden, build, build_mark);
  for (const auto& sources : {escaped(sources_), sources_}) hidden = replaced(hidden, sources, sources_mark);
  return hidden;
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
    if (is_below(file, library)) continue;
    inputs.add_file(file);
    if (is_below(file, sources)) depend_on_place(sources, inputs);
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
