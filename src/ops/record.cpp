// SPDX-License-Identifier: MIT
#include "ops/record.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/observed_json.hpp"
#include "buildstd/base/fs.hpp"

namespace buildstd::ops {

namespace {

// A folder's name, which leads nowhere else.
bool is_plain_name(const std::string& name) {
  const std::filesystem::path path(name);
  return !name.empty() && name != "." && name != ".." && path.filename() == path;
}

nlohmann::json file_json(const InstalledFile& file) {
  if (file.link_target) return {{"name", file.name}, {"link", file.link_target->string()}};
  return {{"name", file.name}, {"state", fs::to_text(file.state)}, {"content", file.fingerprint}};
}

std::optional<InstalledFile> parse_file(const nlohmann::json& json) {
  if (!json.is_object()) return std::nullopt;
  InstalledFile file{json_text(json, "name")};
  if (file.name.empty()) return std::nullopt;
  if (json.contains("link")) {
    file.link_target = json_text(json, "link");
    return file;
  }
  const auto state = fs::parse_file_state(json_text(json, "state"));
  file.fingerprint = json_text(json, "content");
  if (!state || !*state || file.fingerprint.empty()) return std::nullopt;
  file.state = **state;
  return file;
}

}  // namespace

std::optional<BuildRecord> parse_record(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  BuildRecord record{json_text(json, "sysroot"), {}, {}};
  auto observed = parse_observed(json);
  const auto files = json.find("installed");
  if (!observed || !is_plain_name(record.sysroot) || files == json.end() || !files->is_array()) return std::nullopt;
  record.observed = *std::move(observed);
  for (const auto& each : *files) {
    auto file = parse_file(each);
    if (!file) return std::nullopt;
    record.files.push_back(*std::move(file));
  }
  return record;
}

std::string to_text(const BuildRecord& record) {
  auto json = observed_json(record.observed);
  json["sysroot"] = record.sysroot;
  auto& files = json["installed"] = nlohmann::json::array();
  for (const auto& file : record.files) files.push_back(file_json(file));
  return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<std::string> find_damage(const std::filesystem::path& sysroot, const std::vector<InstalledFile>& files) {
  for (const auto& file : files) {
    const auto path = sysroot / file.name;
    const auto link_target = fs::link_target(path);
    const auto now = fs::file_state(path);
    if (!link_target && !now) return fmt::format("`{}` is missing", path.string());
    if (link_target != file.link_target || (!file.link_target && !fs::is_unchanged(file.state, now)))
      return fmt::format("`{}` was changed", path.string());
  }
  return std::nullopt;
}

}  // namespace buildstd::ops
