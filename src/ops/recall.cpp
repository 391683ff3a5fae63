// SPDX-License-Identifier: MIT
#include "buildstd/ops/recall.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/rustlib.hpp"
#include "buildstd/base/snapshot.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/cache/cache.hpp"

namespace buildstd::ops {

namespace {

using fs::Path;

constexpr int format = 1;

// Other in every call, and without a meaning for the result: shells' and make's.
constexpr std::array<std::string_view, 8> passing = {"_",         "OLDPWD", "PWD",       "SHLVL",
                                                     "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "CARGO_MAKEFLAGS"};

Path answer_file(const cache::Cache& cache, const Words& words, const Environment& environment) {
  Fingerprint request;
  request.field("cwd", words.cwd.string()).field("terminal", words.for_terminal ? "yes" : "no");
  for (const auto& argument : words.arguments) request.field("argument", argument);
  for (const auto& [name, value] : environment.all()) {
    if (std::ranges::find(passing, name) == passing.end()) request.field(name, value);
  }
  return cache.answers() / fmt::format("request-{}", request.hex());
}

std::optional<cache::Cache> trusted_cache(const Surroundings& surroundings) {
  const auto location = cache::locate(surroundings.environment, surroundings.cwd);
  if (!location || !fs::is_directory(location->directory)) return std::nullopt;
  auto opened = cache::Cache::open(location->directory);
  return opened ? std::optional(*std::move(opened)) : std::nullopt;
}

// Its first line is the outcome, the rest the snapshot.
std::optional<Outcome> parse(std::string_view line) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object() || json.value("format", nlohmann::json()) != format) return std::nullopt;
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

std::string write(const Outcome& outcome) {
  nlohmann::json json = {{"format", format},
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
  snapshot.add_own(rustlib::libraries(sysroot.path, sysroot.target));
  snapshot.add_own(sysroot.path / "buildstd.json");
  return true;
}

}  // namespace

std::optional<Outcome> recall(const Words& words, const Surroundings& surroundings) {
  const auto cache = trusted_cache(surroundings);
  if (!cache) return std::nullopt;
  const auto file = answer_file(*cache, words, surroundings.environment);
  if (!fs::is_own(file)) return std::nullopt;
  const auto text = fs::read(file);
  if (!text) return std::nullopt;
  const auto end = text->find('\n');
  if (end == std::string::npos || !Snapshot::holds(std::string_view(*text).substr(end + 1))) return std::nullopt;
  return parse(std::string_view(*text).substr(0, end));
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
  const auto file = answer_file(*session.cache, words, session.surroundings.environment);
  // Without it the next run is slower, nothing else.
  if (fs::write_atomically(file, write(outcome) + "\n" + *taken)) [[maybe_unused]]
    const auto sealed = fs::make_read_only(file);
}

}  // namespace buildstd::ops
