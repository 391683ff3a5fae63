// SPDX-License-Identifier: MIT
#include "ops/install.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/planner/render.hpp"
#include "buildstd/process/event_loop.hpp"
#include "buildstd/sysroot/sysroot.hpp"
#include "ops/record.hpp"

namespace buildstd::ops {

namespace {

std::string record_name(const planner::Plan& plan, const LinkInputs& inputs) {
  const auto supplied = fingerprint(inputs.supplied);
  return fmt::format("{}{}{}", plan.key, supplied.empty() ? "" : "-", supplied);
}

std::optional<BuildRecord> read_record(const Storage& storage, const planner::Plan& plan, const LinkInputs& inputs) {
  const fs::KeptFile file{storage.state_directory->open("records"), record_name(plan, inputs) + ".json"};
  const auto text = file.read();
  return text ? parse_record(*text) : std::nullopt;
}

// What was hashed when it was made need not be again, where it is still the same file.
Result<std::string> fingerprint_of(const std::filesystem::path& file, const fs::FileState& state,
                                   const std::map<std::string, invoker::MadeFile>& made) {
  const auto known = made.find(file.filename().string());
  if (known != made.end() && known->second.state == state) return known->second.fingerprint;
  BUILDSTD_TRY(auto fingerprint, fingerprint_of_file(file));
  if (known == made.end() || known->second.fingerprint == fingerprint) return fingerprint;
  return fail(Error(fmt::format("`{}` is not what was made for it", file.string()))
                  .note("it was changed while the sysroot was put together")
                  .help("run the same command again"));
}

Result<std::vector<InstalledFile>> installed_files(const std::filesystem::path& sysroot,
                                                   const invoker::BuildResult& result) {
  std::map<std::string, invoker::MadeFile> made;
  for (const auto& [path, file] : result.made) made.emplace(path.filename().string(), file);
  std::vector<InstalledFile> files;
  BUILDSTD_TRY(const auto names, fs::list_recursively(sysroot));
  for (const auto& name : names) {
    const auto state = fs::file_state(sysroot / name).value_or(fs::FileState()).of_own_file();
    BUILDSTD_TRY(auto fingerprint, fingerprint_of(sysroot / name, state, made));
    files.push_back({name.string(), state, std::move(fingerprint)});
  }
  BUILDSTD_TRY(const auto links, fs::list_links(sysroot));
  for (const auto& name : links) files.push_back({name.string(), {}, {}, fs::link_target(sysroot / name)});
  return files;
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

Result<void> install_to(const std::filesystem::path& path, const Session& session, const planner::Plan& plan,
                        const LinkInputs& inputs, sysroot::Content content) {
  const auto& toolchain = session.compiler.toolchain;
  BUILDSTD_CHECK(fs::create_directories(path.parent_path()));
  return sysroot::install({plan, toolchain.sysroot, path, description(toolchain, plan), inputs.supplied, content});
}

}  // namespace

Installed find_installed(const Storage& storage, const Environment& environment, const planner::Plan& plan,
                         const LinkInputs& inputs) {
  if (!storage.state_directory->directory()) return {};
  const auto record = read_record(storage, plan, inputs);
  if (!record || !record->observed.unchanged(environment)) return {};
  auto path = storage.sysroots() / record->sysroot;
  if (auto damage = find_damage(path, record->files)) return {std::nullopt, std::move(damage)};
  return {std::move(path), std::nullopt};
}

Result<std::filesystem::path> install(const Session& session, const planner::Plan& plan, const LinkInputs& inputs,
                                      const invoker::BuildResult& result,
                                      const std::optional<std::filesystem::path>& metadata) {
  const auto& storage = session.storage;
  BUILDSTD_CHECK(make_startup_objects(session.settings.environment, plan));
  BuildRecord record{sysroot_name(plan, inputs, result.observed), result.observed, {}};
  auto path = storage.sysroots() / record.sysroot;
  const auto content = metadata == path ? sysroot::Content::rest : sysroot::Content::all;
  BUILDSTD_CHECK(install_to(path, session, plan, inputs, content));
  BUILDSTD_TRY(record.files, installed_files(path, result));
  BUILDSTD_CHECK(fs::create_directories(storage.records()));
  BUILDSTD_CHECK(fs::write_atomically(storage.records() / (record_name(plan, inputs) + ".json"), to_text(record)));
  return path;
}

Result<std::filesystem::path> install_metadata(const Session& session, const planner::Plan& plan,
                                               const LinkInputs& inputs, const ObservedInputs& observed) {
  auto path = session.storage.sysroots() / sysroot_name(plan, inputs, observed);
  BUILDSTD_CHECK(install_to(path, session, plan, inputs, sysroot::Content::metadata));
  return path;
}

Result<void> check_content(const Storage& storage, const planner::Plan& plan, const LinkInputs& inputs) {
  const auto record = read_record(storage, plan, inputs);
  if (!record) return fail(Error(fmt::format("there is no record of the sysroot for `{}`", plan.target)));
  for (const auto& file : record->files) {
    if (file.link_target) continue;
    const auto path = storage.sysroots() / record->sysroot / file.name;
    BUILDSTD_TRY(const auto now, fingerprint_of_file(path));
    if (now == file.fingerprint) continue;
    return fail(Error(fmt::format("`{}` is not what was built", path.string()))
                    .note("it was changed after it had been installed, its size and time were not")
                    .help("build it again: `buildstd clean` removes what is there"));
  }
  return {};
}

std::filesystem::path list_of_inputs(const Storage& storage, const planner::Plan& plan, const LinkInputs& inputs) {
  return storage.records() / (record_name(plan, inputs) + ".inputs");
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
