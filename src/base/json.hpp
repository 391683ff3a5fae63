// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace buildstd {

/// How deep arrays and objects may be nested in JSON of other programs; a document takes far more memory than its text.
inline constexpr std::size_t deepest_json = 128;

/// JSON of other programs and of files; discarded for what is none, or is nested too deep.
nlohmann::json parse_json(std::string_view text);

/// A member that should be a string; empty where it is none, or is not there: JSON of other programs and of files.
inline std::string json_text(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace buildstd
