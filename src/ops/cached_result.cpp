// SPDX-License-Identifier: MIT
#include "buildstd/ops/cached_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/kept_file.hpp"
#include "buildstd/base/processor.hpp"
#include "buildstd/base/rustlib.hpp"
#include "buildstd/base/snapshot.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/base/utf8.hpp"
#include "buildstd/cache/cache.hpp"
#include "buildstd/ops/remote_cache.hpp"
#include "ops/link_inputs.hpp"

namespace buildstd::ops {

namespace {

constexpr int format = 4;

// Shells' and make's variables: they vary from call to call, and do not affect the result.
constexpr std::array<std::string_view, 8> ignored_variables = {"_",         "OLDPWD", "PWD",       "SHLVL",
                                                               "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "CARGO_MAKEFLAGS"};

std::string answer_name(const CommandLine& command_line) {
  Fingerprint request;
  request.field("program", command_line.program)
      .field("cwd", command_line.cwd.string())
      .field("terminal", command_line.for_terminal ? "yes" : "no");
  request.field("processor", processor_identity());  // which `native` is, in flags that nobody has read yet
  for (const auto& argument : command_line.arguments) request.field("argument", argument);
  for (const auto& [name, value] : command_line.environment.all()) {
    if (std::ranges::find(ignored_variables, name) == ignored_variables.end()) request.field(name, value);
  }
  return fmt::format("request-{}", request.hex());
}

std::optional<Successor> parse_successor(const nlohmann::json& json) {
  if (!json.is_object()) return std::nullopt;
  const auto words = json.find("words");
  const auto variables = json.find("variables");
  if (words == json.end() || variables == json.end() || !words->is_array() || !variables->is_object())
    return std::nullopt;
  Successor successor{{}, {}, json_text(json, "cwd")};
  for (const auto& word : *words) {
    if (!word.is_string()) return std::nullopt;
    successor.words.push_back(word.get<std::string>());
  }
  for (const auto& [name, value] : variables->items()) {
    if (!value.is_string()) return std::nullopt;
    successor.variables.emplace(name, value.get<std::string>());
  }
  return successor.words.empty() ? std::nullopt : std::optional(std::move(successor));
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
  outcome.directory = json_text(json, "directory");
  if (!outcome.directory.is_absolute() || !fs::is_directory(outcome.directory)) return std::nullopt;
  if (json.contains("output")) outcome.output = json_text(json, "output");
  if (const auto successor = json.find("successor"); successor != json.end()) {
    outcome.successor = parse_successor(*successor);
    if (!outcome.successor) return std::nullopt;
  }
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
  json["directory"] = outcome.directory.string();
  if (outcome.output) json["output"] = *outcome.output;
  if (outcome.successor)
    json["successor"] = {{"words", outcome.successor->words},
                         {"variables", outcome.successor->variables},
                         {"cwd", outcome.successor->cwd.string()}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void add_manifests(const Session& session, Snapshot& snapshot) {
  auto folder = session.process_context.cwd;
  if (session.selection.manifest) folder = fs::absolute(*session.selection.manifest, folder).parent_path();
  for (;; folder = folder.parent_path()) {
    snapshot.add(folder / "Cargo.toml");
    if (folder == folder.parent_path()) break;
  }
  if (session.settings.manifest) snapshot.add(*session.settings.manifest);
  for (const auto& file : session.targets.manifest_inputs) snapshot.add(file);
}

// The toolchain's own std, what is linked beside it, and folders that were named.
void add_toolchain(const Session& session, Snapshot& snapshot) {
  const auto folders = link_folders(session.selection, session.process_context.cwd).value_or(std::vector<fs::Path>());
  for (const auto& choice : session.targets.all) {
    const auto libraries = session.compiler.toolchain.target_libraries(choice.target.name);
    snapshot.add(libraries);
    snapshot.add(libraries / "self-contained");
    for (const auto& [name, stem] : toolchain::prebuilt_crates(session.compiler.toolchain, choice.target.name))
      snapshot.add(libraries / (stem + ".rlib"));
    if (choice.specification) snapshot.add(*choice.specification);
    for (const auto& file : find_link_inputs(session.compiler.toolchain, choice, folders).supplied)
      snapshot.add(file.from);
  }
  for (const auto& folder : session.selection.self_contained)
    snapshot.add(fs::absolute(folder, session.process_context.cwd));
}

// False: it is not known which processor the answer is for.
bool add_flags(const Session& session, Snapshot& snapshot) {
  for (const auto& choice : session.targets.all) {
    if (choice.std_flags.inputs.native && processor_identity().empty()) return false;
    for (const auto& file : choice.std_flags.looked_at) snapshot.add(file);
  }
  return true;
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
  const auto links = fs::list_links(sysroot.path);
  if (!links) return false;
  for (const auto& link : *links)
    snapshot.add_own((sysroot.path / link).parent_path());  // which a change of it changes
  snapshot.add_own(rustlib::libraries(sysroot.path, sysroot.target));
  return true;
}

// JSON has no bytes that are not UTF-8.
bool can_be_kept(const Outcome& outcome) {
  if (!check_utf8(outcome.directory, {}) || (outcome.output && !check_utf8(*outcome.output, {}))) return false;
  if (!outcome.successor) return true;
  const auto& [words, variables, cwd] = *outcome.successor;
  return check_utf8(cwd, {}) &&
         std::ranges::all_of(words, [](const auto& word) { return check_utf8(word, {}).has_value(); }) &&
         std::ranges::all_of(variables, [](const auto& one) { return check_utf8(one.second, {}).has_value(); });
}

}  // namespace

std::optional<Outcome> find_cached_result(const CommandLine& command_line) {
  const auto location = cache::locate(command_line.environment, command_line.cwd);
  const auto answers = location ? cache::Cache::open_answers(*location) : fail("no cache");
  if (!answers) return std::nullopt;
  const auto name = answer_name(command_line);
  const auto text = answers->read(name);
  if (!text) return std::nullopt;
  const auto end = text->find('\n');
  if (end == std::string::npos || !Snapshot::holds(std::string_view(*text).substr(end + 1))) return std::nullopt;
  return parse(std::string_view(*text).substr(0, end), name);
}

namespace {

// False: it is not known what decides about the session.
bool add_decisions(const Session& session, Snapshot& snapshot) {
  for (const auto& file : config::looked_for(session.settings.config)) snapshot.add(file);
  for (const auto& file : session.compiler.probe.looked_for()) snapshot.add(file);
  const auto& own = session.process_context.installed;
  for (const auto& file : {own.program, own.verify, own.preload}) {
    if (!file.empty()) snapshot.add(file);
  }
  if (const auto file = users_file(session.process_context.environment)) snapshot.add(*file);
  add_manifests(session, snapshot);
  add_toolchain(session, snapshot);
  return add_flags(session, snapshot);
}

}  // namespace

std::string what_decides(const Session& session) {
  Snapshot snapshot;
  return add_decisions(session, snapshot) ? snapshot.states() : std::string();
}

// What was read of a file that has changed since, or has gone, is not known any more.
void cache_result(const CommandLine& command_line, const Session& session, const std::string& decided,
                  const Outcome& outcome) {
  if (!session.storage.cache || !can_be_kept(outcome)) return;
  Snapshot snapshot;
  if (!add_decisions(session, snapshot) || snapshot.states() != decided) return;
  for (const auto& file : outcome.files) snapshot.add_own(file);
  for (const auto& sysroot : outcome.sysroots) {
    if (!add_sysroot(sysroot, snapshot)) return;
  }
  const auto taken = snapshot.take(session.process_context.now_ns);
  if (!taken) return;
  const auto name = answer_name(command_line);
  const fs::KeptFile file(session.storage.cache->answers(), name);
  file.write(write(outcome, name) + "\n" + *taken);
}

}  // namespace buildstd::ops
