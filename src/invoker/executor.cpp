// SPDX-License-Identifier: MIT
#include "invoker/executor.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/command.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/planner/render.hpp"
#include "invoker/slots.hpp"
#include "invoker/wrapper.hpp"

namespace buildstd::invoker {

namespace {

using planner::Unit;
using planner::UnitKind;

constexpr int failure_status = 101;  // Cargo's

// The whole line is what `-v` shows and `buildstd plan --format commands` prints; here it would bury the reason.
std::string short_command(const Unit& unit, const std::vector<Unit>& units) {
  if (unit.kind == UnitKind::run_build_script) return units[unit.dependencies.back().unit].outputs().front().string();
  return fmt::format("{} --crate-name {} …", unit.call().compiler.string(), unit.crate_name);
}

// Whether a compiler that says it has succeeded has left all that it should.
Result<void> check_outputs(const Unit& unit, std::string_view messages) {
  const auto outputs = unit.outputs();
  const auto missing = std::ranges::find_if_not(outputs, fs::is_file);
  if (missing == outputs.end()) return {};
  return fail(Error(fmt::format("the compiler reported success for `{}`, but did not write `{}`", unit.full_name(),
                                missing->string()))
                  .output(std::string(messages))
                  .help("check what RUSTC and RUSTC_WRAPPER name"));
}

}  // namespace

Result<StartRequest> UnitExecutor::process_for(std::size_t index) const {
  const auto& unit = units_[index];
  planner::ScriptResults scripts;
  if (unit.kind == UnitKind::run_build_script) {
    for (const auto& dependency : unit.dependencies) {
      const auto* const script = results_.script(dependency.unit);
      const auto& links = units_[dependency.unit].links;
      if (script != nullptr && links) script->add_metadata(*links, scripts);
    }
    scripts.environment.insert_or_assign("NUM_JOBS", std::to_string(jobs_));
    StartRequest request{planner::render(unit, units_, scripts).command, thread_demand(unit)};
    // Scripts that call the compiler do so as Cargo's would (custom_build.rs).
    request.command.environment.insert_or_assign("RUSTC_WRAPPER", wrapper_);
    return request;
  }
  if (const auto run = unit.script_run(units_)) scripts = results_.script(*run)->results_for(unit);
  StartRequest request{{}, thread_demand(unit), unit.call().preload.has_value()};
  if (wrapper_ && unit.kind != UnitKind::documentation) {
    BUILDSTD_TRY(request.command, wrapped_command(*wrapper_, unit, units_, scripts));
  } else {
    request.command = planner::render(unit, units_, scripts).command;
  }
  return request;
}

Result<void> UnitExecutor::finish(std::size_t index, const UnitOutcome& outcome, std::string_view shown) {
  const auto& unit = units_[index];
  if (!outcome.success) return fail(failure(unit, outcome, shown));
  if (unit.kind == UnitKind::run_build_script) return results_.script_finished(index, outcome.standard_output);
  BUILDSTD_CHECK(check_outputs(unit, outcome.standard_error));
  return results_.crate_observed(index);
}

Result<void> UnitExecutor::report_script(std::size_t index, Diagnostics& diagnostics) const {
  const auto* const script = results_.script(index);
  if (script == nullptr) return {};
  const auto package = units_[index].full_name();
  for (const auto& warning : script->warnings) diagnostics.warn(fmt::format("{}: {}", package, warning));
  if (script->errors.empty()) return {};
  auto error = Error(fmt::format("build script of `{}` reported errors", package));
  for (const auto& line : script->errors) error = std::move(error).caused_by(line);
  return fail(std::move(error));
}

Error UnitExecutor::failure(const Unit& unit, const UnitOutcome& outcome, std::string_view shown) const {
  const auto cause = failed_process(short_command(unit, units_), outcome.status);
  if (unit.kind == UnitKind::run_build_script) {
    auto error = Error(fmt::format("failed to run custom build command for `{}`", unit.full_name())).caused_by(cause);
    if (!outcome.standard_output.empty()) error = std::move(error).caused_by("--- stdout\n" + outcome.standard_output);
    if (!outcome.standard_error.empty()) error = std::move(error).caused_by("--- stderr\n" + outcome.standard_error);
    return std::move(error).exit_status(failure_status);
  }
  const bool is_doc = unit.kind == UnitKind::documentation;
  const auto* const part = unit.kind == UnitKind::library ? " (lib)" : is_doc ? "" : " (build script)";
  return Error(fmt::format("could not {} `{}`{}", is_doc ? "document" : "compile", unit.package_name, part))
      .output(std::string(shown))
      .caused_by(cause)
      .exit_status(failure_status);
}

Result<void> prepare_directories(const planner::Directories& directories, const std::filesystem::path& source_root) {
  const auto link = directories.sources_link();
  for (const auto& directory :
       {directories.dependencies(), directories.host(), link.parent_path(), directories.root / "done"}) {
    BUILDSTD_CHECK(fs::create_directories(directory));
  }
  if (fs::exists(link) && fs::canonical(link) == fs::canonical(source_root)) return {};
  BUILDSTD_CHECK(fs::remove_all(link));  // of a build that was interrupted
  const auto linked = fs::symlink(source_root, link);
  return fs::exists(link) ? Result<void>() : linked;
}

}  // namespace buildstd::invoker
