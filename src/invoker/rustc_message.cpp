// SPDX-License-Identifier: MIT
#include "invoker/rustc_message.hpp"

#include "base/json.hpp"

namespace buildstd::invoker {

RustcMessage parse_rustc_message(std::string_view line) {
  const RustcMessage as_text{RustcMessage::Kind::text, std::string(line) + "\n"};
  if (!line.starts_with('{')) return as_text;
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return as_text;
  const auto type = json_text(json, "$message_type");
  if (type == "artifact") {
    const bool metadata = json_text(json, "emit") == "metadata";
    return {metadata ? RustcMessage::Kind::metadata_artifact : RustcMessage::Kind::other, {}};
  }
  if (type == "diagnostic") return {RustcMessage::Kind::diagnostic, json_text(json, "rendered")};
  if (!type.empty()) return {RustcMessage::Kind::other, {}};
  return as_text;
}

}  // namespace buildstd::invoker
