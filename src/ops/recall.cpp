// SPDX-License-Identifier: MIT
#include "buildstd/ops/recall.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/kept_file.hpp"
#include "buildstd/base/rustlib.hpp"
#include "buildstd/base/snapshot.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/cache/cache.hpp"
#include "ops/link_inputs.hpp"

namespace buildstd::ops {

namespace {

constexpr int format = 2;

// Other in every call, and without a meaning for the result: shells' and make's.
constexpr std::array<std::string_view, 8> passing = {"_",         "OLDPWD", "PWD",       "SHLVL",
                                                     "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "CARGO_MAKEFLAGS"};

std::string answer_name(const Words& words, const Environment& environment) {
  Fingerprint request;
  request.field("cwd", words.cwd.string()).field("terminal", words.for_terminal ? "yes" : "no");
  for (const auto& argument : words.arguments) request.field("argument", argument);
  for (const auto& [name, value] : environment.all()) {
    if (std::ranges::find(passing, name) == passing.end()) request.field(name, value);
  }
  return fmt::format("request-{}", request.hex());
}

// Its first line is the outcome, the rest the snapshot.
std::optional<Outcome> parse(std::string_view line, const std::string& name) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object() || json.value("format", nlohmann::json()) != format) return std::nullopt;
  if (json_text(json, "request") != name) return std::nullopt;
  const auto sysroots = json.find("sysroots");
  if (sysroots == json.end() || !sysroots->is_array()) return std::nullopt;
  Outcome outcome;
  for (const auto& sysroot : *sysroots) {
    if (!sysroot.is_object()) return std::nullopt;
    const auto is_prebuilt = sysroot.find("prebuilt");
    if (is_prebuilt == sysroot.end() || !is_prebuilt->is_boolean()) return std::nullopt;
    outcome.sysroots.push_back(
        {json_text(sysroot, "target"), json_text(sysroot, "path"), {}, is_prebuilt->get<bool>(), 0});
  }
  const auto verbosity = json_text(json, "verbosity");
  outcome.verbosity = verbosity == "quiet"     ? Verbosity::quiet
                      : verbosity == "verbose" ? Verbosity::verbose
                                               : Verbosity::normal;
  outcome.colors = json_text(json, "colors") == "yes";
  return outcome;
}

std::string write(const Outcome& outcome, const std::string& name) {
  nlohmann::json json = {{"format", format},
                         {"request", name},
                         {"sysroots", nlohmann::json::array()},
                         {"verbosity", outcome.verbosity == Verbosity::quiet     ? "quiet"
                                       : outcome.verbosity == Verbosity::verbose ? "verbose"
                                                                                 : "normal"},
                         {"colors", outcome.colors ? "yes" : "no"}};
  for (const auto& sysroot : outcome.sysroots)
    json["sysroots"].push_back(
        {{"target", sysroot.target}, {"path", sysroot.path.string()}, {"prebuilt", sysroot.is_prebuilt}});
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void add_manifests(const Session& session, Snapshot& snapshot) {
  auto folder = session.surroundings.cwd;
  if (session.selection.manifest) folder = fs::absolute(*session.selection.manifest, folder).parent_path();
  for (;; folder = folder.parent_path()) {
    snapshot.add(folder / "Cargo.toml");
    if (folder == folder.parent_path()) break;
  }
  if (session.manifest) snapshot.add(*session.manifest);
  for (const auto& file : session.dependents) snapshot.add(file);
}

// The toolchain's own std, what is linked beside it, and folders that were named.
void add_toolchain(const Session& session, Snapshot& snapshot) {
  for (const auto& choice : session.targets) {
    const auto libraries = session.toolchain.target_libraries(choice.target.name);
    snapshot.add(libraries);
    snapshot.add(libraries / "self-contained");
    for (const auto& [name, stem] : toolchain::prebuilt_crates(session.toolchain, choice.target.name))
      snapshot.add(libraries / (stem + ".rlib"));
    if (choice.specification) snapshot.add(*choice.specification);
    for (const auto& file : find_link_inputs(session, choice).supplied) snapshot.add(file.from);
  }
  for (const auto& folder : session.selection.self_contained)
    snapshot.add(fs::absolute(folder, session.surroundings.cwd));
}

// False: it is not known what the sysroot was made from.
bool add_sysroot(const Sysroot& sysroot, Snapshot& snapshot) {
  if (sysroot.is_prebuilt) return true;
  const auto inputs = fs::read(sysroot.inputs);
  if (!inputs) return false;
  for (const auto line : text::lines(*inputs)) {
    if (!line.empty()) snapshot.add(line);
  }
  const auto files = fs::list_recursively(sysroot.path);
  if (!files) return false;
  for (const auto& file : *files) snapshot.add_own(sysroot.path / file);
  snapshot.add_own(rustlib::libraries(sysroot.path, sysroot.target));
  return true;
}

}  // namespace

std::optional<Outcome> recall(const Words& words, const Surroundings& surroundings) {
  const auto location = cache::locate(surroundings.environment, surroundings.cwd);
  const auto answers = location ? cache::Cache::open_answers(*location) : fail("no cache");
  if (!answers) return std::nullopt;
  const auto name = answer_name(words, surroundings.environment);
  const auto text = answers->read(name);
  if (!text) return std::nullopt;
  const auto end = text->find('\n');
  if (end == std::string::npos || !Snapshot::holds(std::string_view(*text).substr(end + 1))) return std::nullopt;
  return parse(std::string_view(*text).substr(0, end), name);
}

void remember(const Words& words, const Session& session, const Outcome& outcome) {
  if (!session.cache) return;
  Snapshot snapshot;
  for (const auto& file : config::looked_for(session.config)) snapshot.add(file);
  for (const auto& file : session.probe.looked_for()) snapshot.add(file);
  const auto& own = session.surroundings.companions;
  for (const auto& file : {own.program, own.verify, own.preload}) {
    if (!file.empty()) snapshot.add(file);
  }
  add_manifests(session, snapshot);
  add_toolchain(session, snapshot);
  for (const auto& sysroot : outcome.sysroots) {
    if (!add_sysroot(sysroot, snapshot)) return;
  }
  const auto taken = snapshot.take(session.surroundings.now_ns);
  if (!taken) return;
  const auto name = answer_name(words, session.surroundings.environment);
  const fs::KeptFile file(session.cache->answers(), name);
  file.write(write(outcome, name) + "\n" + *taken);
}

}  // namespace buildstd::ops
