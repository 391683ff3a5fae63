// SPDX-License-Identifier: MIT
#include "ops/record.hpp"

#include <nlohmann/json.hpp>

#include "buildstd/base/fs.hpp"

namespace buildstd::ops {

namespace {

// A folder's name, which leads nowhere else.
bool is_plain_name(const std::string& name) {
  const std::filesystem::path path(name);
  return !name.empty() && name != "." && name != ".." && path.filename() == path;
}

}  // namespace

std::optional<BuildRecord> read_record(const std::filesystem::path& file) {
  const auto text = fs::read(file);
  if (!text) return std::nullopt;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object() || !json.contains("sysroot") || !json["sysroot"].is_string()) return std::nullopt;
  BuildRecord record{json["sysroot"].get<std::string>(), {}};
  if (!is_plain_name(record.sysroot)) return std::nullopt;
  const auto environment = json.find("environment");
  const auto files = json.find("files");
  if (environment == json.end() || files == json.end()) return std::nullopt;
  if (!environment->is_object() || !files->is_object()) return std::nullopt;
  for (const auto& [name, value] : environment->items()) {
    if (!value.is_string() && !value.is_null()) return std::nullopt;
    record.observed.environment[name] = value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
  }
  for (const auto& [path, stamp] : files->items()) {
    if (!stamp.is_string()) return std::nullopt;
    record.observed.files[path] = stamp.get<std::string>();
  }
  return record;
}

Result<void> write_record(const std::filesystem::path& file, const BuildRecord& record) {
  nlohmann::json json = {
      {"sysroot", record.sysroot}, {"environment", nlohmann::json::object()}, {"files", record.observed.files}};
  for (const auto& [name, value] : record.observed.environment) {
    json["environment"][name] = value ? nlohmann::json(*value) : nlohmann::json();
  }
  BUILDSTD_CHECK(fs::create_directories(file.parent_path()));
  return fs::write_atomically(file, json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace buildstd::ops
