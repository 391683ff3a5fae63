// SPDX-License-Identifier: MIT
#include "transfer/protocol.hpp"

#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/json.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::transfer {

namespace {

using nlohmann::json;

constexpr std::uint64_t default_answer_ms = 2000;

json member(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? json() : *found;
}

bool flag(const json& object, const char* key) {
  const auto value = member(object, key);
  return value.is_boolean() && value.get<bool>();
}

std::uint64_t number_or(const json& object, const char* key, std::uint64_t otherwise) {
  const auto value = member(object, key);
  return value.is_number_unsigned() ? value.get<std::uint64_t>() : otherwise;
}

std::vector<std::filesystem::path> paths(const json& object, const char* key) {
  std::vector<std::filesystem::path> found;
  for (const auto& value : member(object, key)) {
    if (value.is_string()) found.emplace_back(value.get<std::string>());
  }
  return found;
}

GivenUnit given_unit(const json& object, const char* key) {
  return {json_text(object, key), member(object, "record"), paths(object, "files")};
}

std::vector<GivenUnit> given_units(const json& object) {
  std::vector<GivenUnit> units;
  for (const auto& value : member(object, "units")) {
    if (value.is_object()) units.push_back(given_unit(value, "key"));
  }
  return units;
}

}  // namespace

Result<Settings> read_settings(std::string_view line) {
  const auto value = parse_json(line);
  if (!value.is_object() || number_or(value, "format", 0) != 1) {
    return fail(Error("this is another version of buildstd-transfer than of buildstd")
                    .help("install buildstd and buildstd-transfer of the same version"));
  }
  Settings settings{json_text(value, "url"),
                    json_text(value, "token"),
                    flag(value, "writes"),
                    paths(value, "public_keys"),
                    {},
                    number_or(value, "answer_ms", default_answer_ms),
                    json_text(value, "user_agent")};
  if (const auto key = json_text(value, "signing_key"); !key.empty()) settings.signing_key = key;
  return settings;
}

Result<Request> read_request(std::string_view line) {
  const auto value = parse_json(line);
  if (!value.is_object()) return fail("a request that is not a JSON object");
  Request request{number_or(value, "id", 0), ProbeRequest{}};
  if (value.contains("get")) {
    request.what = GetRequest{json_text(value, "get"), json_text(value, "into")};
  } else if (value.contains("cancel")) {
    request.what = CancelRequest{number_or(value, "cancel", 0)};
  } else if (value.contains("put")) {
    request.what = PutRequest{given_unit(value, "put"), flag(value, "if_missing")};
  } else if (value.contains("pack")) {
    request.what = PackRequest{json_text(value, "pack"), given_units(value)};
  } else if (value.contains("unpack")) {
    request.what = UnpackRequest{json_text(value, "unpack"), json_text(value, "into")};
  } else if (!value.contains("probe")) {
    return fail("a request that is not known: `" + text::printable(line.substr(0, 100)) + "`");
  }
  return request;
}

void Answers::say(const json& line) {
  const auto text = line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
  std::string_view left = text;
  while (!left.empty() && !is_broken_) {
    const auto count = fs::retrying([&] { return ::write(handle_, left.data(), left.size()); });
    is_broken_ = count <= 0;
    if (!is_broken_) left.remove_prefix(static_cast<std::size_t>(count));
  }
}

void Answers::ready() { say({{"ready", true}}); }

void Answers::refused(const Error& error) {
  say({{"refused", one_line(error)}, {"help", text::join(error.helps(), "; ")}});
}

void Answers::found(RequestId id, const json& record, std::size_t files, std::uint64_t received) {
  auto names = json::array();
  for (std::size_t at = 0; at < files; ++at) names.push_back(std::to_string(at));
  say({{"id", id}, {"found", record}, {"files", std::move(names)}, {"received", received}});
}

void Answers::missing(RequestId id, const std::string& reason, std::uint64_t received) {
  say({{"id", id}, {"missing", reason}, {"received", received}});
}

void Answers::stored(RequestId id, std::uint64_t sent) { say({{"id", id}, {"stored", true}, {"sent", sent}}); }

void Answers::not_stored(RequestId id, const std::string& reason, std::uint64_t sent) {
  say({{"id", id}, {"not_stored", reason}, {"sent", sent}});
}

void Answers::ok(RequestId id, const std::string& text) { say({{"id", id}, {"ok", text}}); }

void Answers::failed(RequestId id, const std::string& reason, const std::string& help) {
  say({{"id", id}, {"failed", reason}, {"help", help}});
}

void Answers::packed(RequestId id, std::uint64_t bytes) { say({{"id", id}, {"packed", bytes}}); }

void Answers::unit(RequestId id, const std::string& key, const json& record, const std::vector<std::string>& files) {
  say({{"id", id}, {"unit", key}, {"record", record}, {"files", files}});
}

void Answers::unpacked(RequestId id, std::size_t count) { say({{"id", id}, {"unpacked", count}}); }

void Answers::lost(const std::string& reason, const std::string& help) { say({{"lost", reason}, {"help", help}}); }

void Answers::lost_writes(const std::string& reason, const std::string& help) {
  say({{"lost_writes", reason}, {"help", help}});
}

std::string one_line(const Error& error) {
  auto text = error.message();
  for (const auto& cause : error.causes()) text += ": " + cause;
  return text::printable(text);
}

}  // namespace buildstd::transfer
