// SPDX-License-Identifier: MIT
#include "ops/record.hpp"

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

}  // namespace

std::optional<BuildRecord> read_record(const std::filesystem::path& file) {
  const auto text = fs::read(file);
  if (!text) return std::nullopt;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  auto sysroot = json_text(json, "sysroot");
  auto observed = parse_observed(json);
  if (!observed || !is_plain_name(sysroot)) return std::nullopt;
  return BuildRecord{std::move(sysroot), *std::move(observed)};
}

Result<void> write_record(const std::filesystem::path& file, const BuildRecord& record) {
  auto json = observed_json(record.observed);
  json["sysroot"] = record.sysroot;
  BUILDSTD_CHECK(fs::create_directories(file.parent_path()));
  return fs::write_atomically(file, json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace buildstd::ops
