// SPDX-License-Identifier: MIT
#include "invoker/observation.hpp"

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::invoker {

using planner::Unit;

std::filesystem::path root_output(const Unit& run) { return run.invocation.out_dir.parent_path() / "root-output"; }

Result<std::string> read_said(const Unit& run) {
  BUILDSTD_TRY(auto text, fs::read(run.invocation.script_output()));
  const auto place = fs::read(root_output(run)).value_or("");
  const auto now = run.invocation.out_dir.string();
  return place.empty() || place == now ? text : text::replace_all(text, place, now);
}

Result<void> write_said(const Unit& run, const std::string& text) {
  BUILDSTD_CHECK(fs::write_atomically(root_output(run), run.invocation.out_dir.string()));
  return fs::write_atomically(run.invocation.script_output(), text);
}

std::string without_place(const Unit& run, const std::string& text) {
  return text::replace_all(text, run.invocation.out_dir.string(), "$OUT_DIR");
}

ObservedInputs observe(const Unit& run, const ScriptOutput& output, const Environment& environment) {
  ObservedInputs inputs;
  for (const auto& name : output.rerun_if_env_changed) {
    if (!run.invocation.command.environment.contains(name)) inputs.environment[name] = environment.get(name);
  }
  for (const auto& file : output.rerun_if_changed) {
    const auto path = fs::absolute(file, run.invocation.command.cwd);
    inputs.files[path.string()] = file_state(path);
  }
  return inputs;
}

ObservedInputs observe_dep_info(const Unit& crate, const ScriptOutput* script, const Environment& environment) {
  ObservedInputs inputs;
  const auto text = fs::read(crate.invocation.dep_info);
  if (!text) return inputs;
  constexpr std::string_view prefix = "# env-dep:";
  for (const auto line : text::lines(*text)) {
    if (!line.starts_with(prefix)) continue;
    const auto entry = line.substr(prefix.size());
    const std::string variable(entry.substr(0, entry.find('=')));
    const bool own = crate.invocation.command.environment.contains(variable) ||
                     (script != nullptr && script->environment.contains(variable));
    if (!own) inputs.environment[variable] = environment.get(variable);
  }
  return inputs;
}

}  // namespace buildstd::invoker
