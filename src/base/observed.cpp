// SPDX-License-Identifier: MIT
#include "buildstd/base/observed.hpp"

#include <fmt/format.h>

#include "base/observed_json.hpp"
#include "buildstd/base/hash.hpp"

namespace buildstd {

void ObservedInputs::add_file(const std::filesystem::path& path) {
  auto state = fs::file_state(path);
  if (state) state = state->of_any_copy();
  files[path.string()] = state;
}

void ObservedInputs::merge(const ObservedInputs& others) {
  environment.insert(others.environment.begin(), others.environment.end());
  files.insert(others.files.begin(), others.files.end());
}

std::optional<std::string> ObservedInputs::change(const Environment& now) const {
  for (const auto& [name, value] : environment) {
    if (now.get(name) == value) continue;
    // With a blank in its name it is something that stands among them.
    if (name.find(' ') != std::string::npos) return fmt::format("{} is another", name);
    return fmt::format("the environment variable {} changed", name);
  }
  for (const auto& [path, state] : files) {
    if (!fs::is_unchanged(state, fs::file_state(path))) return fmt::format("the file `{}` has changed", path);
  }
  return std::nullopt;
}

std::string ObservedInputs::digest() const {
  Digest hash;
  for (const auto& [name, value] : environment) hash.field(name, value ? "=" + *value : "unset");
  for (const auto& [path, state] : files) hash.field(path, fs::to_text(state));
  return hash.hex();
}

nlohmann::json observed_json(const ObservedInputs& inputs) {
  nlohmann::json json = {{"environment", nlohmann::json::object()}, {"files", nlohmann::json::object()}};
  for (const auto& [path, state] : inputs.files) json["files"][path] = fs::to_text(state);
  for (const auto& [name, value] : inputs.environment)
    json["environment"][name] = value ? nlohmann::json(*value) : nlohmann::json();
  return json;
}

std::optional<ObservedInputs> parse_observed(const nlohmann::json& json) {
  const auto environment = json.find("environment");
  const auto files = json.find("files");
  if (environment == json.end() || files == json.end()) return std::nullopt;
  if (!environment->is_object() || !files->is_object()) return std::nullopt;
  ObservedInputs inputs;
  for (const auto& [name, value] : environment->items()) {
    if (!value.is_string() && !value.is_null()) return std::nullopt;
    inputs.environment[name] = value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
  }
  for (const auto& [path, state] : files->items()) {
    const auto parsed = state.is_string() ? fs::parse_file_state(state.get<std::string>()) : fail("no text");
    if (!parsed) return std::nullopt;
    inputs.files[path] = *parsed;
  }
  return inputs;
}

}  // namespace buildstd
