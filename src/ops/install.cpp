// SPDX-License-Identifier: MIT
#include "ops/install.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/planner/render.hpp"
#include "buildstd/process/event_loop.hpp"
#include "buildstd/sysroot/sysroot.hpp"
#include "ops/record.hpp"

namespace buildstd::ops {

namespace {

std::filesystem::path record_file(const Storage& storage, const planner::Plan& plan, const LinkInputs& inputs) {
  const auto supplied = fingerprint(inputs.supplied);
  return storage.records() / fmt::format("{}{}{}.json", plan.key, supplied.empty() ? "" : "-", supplied);
}

// A path that changes when the content does: Cargo notices by it.
std::string sysroot_name(const planner::Plan& plan, const LinkInputs& inputs, const ObservedInputs& observed) {
  Fingerprint hash;
  hash.field("plan", plan.key);
  if (!inputs.supplied.empty()) hash.field("supplied", fingerprint(inputs.supplied));
  hash.field("observed", observed.digest());
  return fmt::format("{}-{}", plan.target, hash.short_hex());
}

// A moment's work each, and nothing waits for them.
Result<void> make_startup_objects(const Environment& environment, const planner::Plan& plan) {
  if (plan.startup_objects.empty()) return {};
  BUILDSTD_CHECK(fs::create_directories(plan.directories.objects()));
  for (const auto& object : plan.startup_objects) {
    const auto command = planner::render(object, plan.directories);
    BUILDSTD_TRY(const auto output, process::run(command, environment));
    if (!output.status.success())
      return fail(Error(fmt::format("could not compile `{}`", object.name))
                      .output(output.standard_error)
                      .caused_by(failed_process(command.shell_line(), output.status.describe())));
  }
  return {};
}

std::string description(const toolchain::Toolchain& toolchain, const planner::Plan& plan) {
  nlohmann::json crates = nlohmann::json::array();
  for (const auto& unit : plan.units) {
    if (!unit.is_target_library()) continue;
    crates.push_back({{"name", unit.crate_name},
                      {"package", unit.package_name},
                      {"version", unit.package_version},
                      {"features", unit.features},
                      {"file", fmt::format("lib{}-{}", unit.crate_name, unit.extra_filename)}});
  }
  const nlohmann::json json = {
      {"format", 1},      {"target", plan.target}, {"compiler", toolchain.version.verbose}, {"profile", plan.profile},
      {"plan", plan.key}, {"crates", crates}};
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

std::optional<std::filesystem::path> find_installed(const Storage& storage, const Environment& environment,
                                                    const planner::Plan& plan, const LinkInputs& inputs) {
  const auto record = read_record(record_file(storage, plan, inputs));
  if (!record || !record->observed.unchanged(environment)) return std::nullopt;
  auto path = storage.sysroots() / record->sysroot;
  if (!sysroot::is_installed(path)) return std::nullopt;
  return path;
}

Result<std::filesystem::path> install(const Session& session, const planner::Plan& plan, const LinkInputs& inputs,
                                      const ObservedInputs& observed) {
  const auto& storage = session.storage;
  const auto& toolchain = session.compiler.toolchain;
  BUILDSTD_CHECK(make_startup_objects(session.settings.environment, plan));
  const BuildRecord record{sysroot_name(plan, inputs, observed), observed};
  auto path = storage.sysroots() / record.sysroot;
  BUILDSTD_CHECK(fs::create_directories(storage.sysroots()));
  BUILDSTD_CHECK(sysroot::install({plan, toolchain.sysroot, path, description(toolchain, plan), inputs.supplied}));
  BUILDSTD_CHECK(write_record(record_file(storage, plan, inputs), record));
  return path;
}

std::filesystem::path list_of_inputs(const Storage& storage, const planner::Plan& plan, const LinkInputs& inputs) {
  return record_file(storage, plan, inputs).replace_extension("inputs");
}

Result<void> write_list_of_inputs(const Storage& storage, const planner::Plan& plan, const LinkInputs& inputs,
                                  const invoker::BuildResult& result) {
  auto paths = result.sources;
  for (const auto& manifest : plan.manifests) paths.insert(manifest.string());
  for (const auto& [path, state] : result.observed.files) paths.insert(path);
  // Without what the build itself has made, and is gone.
  const auto own = plan.directories.root.string() + "/";
  std::string text;
  for (const auto& path : paths) {
    if (!path.starts_with(own)) text += path + "\n";
  }
  return fs::write_atomically(list_of_inputs(storage, plan, inputs), text);
}

}  // namespace buildstd::ops
