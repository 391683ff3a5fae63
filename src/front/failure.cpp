// SPDX-License-Identifier: MIT
#include "front/failure.hpp"

#include <nlohmann/json.hpp>
#include <vector>

#include "base/json.hpp"

namespace buildstd::front {

namespace {

std::vector<std::string> texts(const nlohmann::json& json, const char* name) {
  std::vector<std::string> all;
  const auto list = json.find(name);
  if (list == json.end() || !list->is_array()) return all;
  for (const auto& text : *list) {
    if (text.is_string()) all.push_back(text.get<std::string>());
  }
  return all;
}

}  // namespace

void write_failure(const fs::KeptFile& file, const std::string& run, const Error& error) {
  const nlohmann::json json = {{"run", run},
                               {"message", error.message()},
                               {"output", error.output()},
                               {"causes", error.causes()},
                               {"notes", error.notes()},
                               {"helps", error.helps()}};
  file.write(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::optional<Error> read_failure(const fs::KeptFile& file, const std::string& run) {
  const auto text = file.read();
  if (!text) return std::nullopt;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object() || json_text(json, "run") != run) return std::nullopt;
  auto error = Error(json_text(json, "message")).output(json_text(json, "output"));
  for (auto& cause : texts(json, "causes")) error = std::move(error).caused_by(std::move(cause));
  for (auto& note : texts(json, "notes")) error = std::move(error).note(std::move(note));
  for (auto& help : texts(json, "helps")) error = std::move(error).help(std::move(help));
  return error;
}

}  // namespace buildstd::front
