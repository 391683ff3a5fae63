// SPDX-License-Identifier: MIT
#include "cache/entry.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/observed_json.hpp"

namespace buildstd::cache {

namespace {

constexpr int format = 1;
constexpr std::uint64_t largest_description = 8U << 20;

std::unexpected<Error> damaged(const fs::TrustedDirectory& directory) {
  return fail(Error(fmt::format("`{}` is damaged", (directory.path() / entry_file).string())));
}

}  // namespace

std::uint64_t Entry::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& file : result.files) sum += file.size;
  return sum;
}

Result<void> write_entry(const fs::TrustedDirectory& directory, const Entry& entry) {
  auto json = observed_json(entry.result.observed);
  json["format"] = format;
  json["key"] = entry.key;
  json["unit"] = entry.title;
  auto& files = json["made"] = nlohmann::json::array();
  for (const auto& file : entry.result.files)
    files.push_back({{"name", file.name}, {"size", file.size}, {"content", file.fingerprint}});
  return directory.write(entry_file, json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace));
}

Result<Entry> read_entry(const fs::TrustedDirectory& directory) {
  BUILDSTD_TRY(const auto text, directory.read(entry_file, largest_description));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("format", nlohmann::json()) != format) return damaged(directory);
  auto observed = parse_observed(json);
  const auto made = json.find("made");
  if (!observed || made == json.end() || !made->is_array()) return damaged(directory);
  Entry entry{json_text(json, "key"), json_text(json, "unit"), {{}, *std::move(observed)}};
  for (const auto& file : *made) {
    if (!file.is_object()) return damaged(directory);
    const auto size = file.find("size");
    const auto name = json_text(file, "name");
    if (name.empty() || size == file.end() || !size->is_number_unsigned()) return damaged(directory);
    entry.result.files.push_back({name, size->get<std::uint64_t>(), json_text(file, "content")});
  }
  return entry;
}

}  // namespace buildstd::cache
