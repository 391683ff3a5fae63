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

std::unexpected<Error> damaged() { return fail("its description is damaged"); }

}  // namespace

std::uint64_t Entry::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& file : result.files) sum += file.size;
  return sum;
}

std::string to_text(const Entry& entry) {
  auto json = observed_json(entry.result.observed);
  json["format"] = format;
  json["key"] = entry.key;
  json["unit"] = entry.title;
  auto& files = json["made"] = nlohmann::json::array();
  for (const auto& file : entry.result.files)
    files.push_back(
        {{"name", file.name}, {"size", file.size}, {"content", file.fingerprint}, {"executable", file.is_executable}});
  return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<Entry> parse_entry(std::string_view text) {
  const auto json = parse_json(text);
  if (!json.is_object() || json.value("format", nlohmann::json()) != format) return damaged();
  auto observed = parse_observed(json);
  const auto made = json.find("made");
  if (!observed || made == json.end() || !made->is_array()) return damaged();
  Entry entry{json_text(json, "key"), json_text(json, "unit"), {{}, *std::move(observed)}};
  for (const auto& file : *made) {
    if (!file.is_object()) return damaged();
    const auto size = file.find("size");
    const auto name = json_text(file, "name");
    if (name.empty() || size == file.end() || !size->is_number_unsigned()) return damaged();
    const bool is_executable = file.value("executable", nlohmann::json()) == true;
    entry.result.files.push_back({name, size->get<std::uint64_t>(), json_text(file, "content"), {}, is_executable});
  }
  return entry;
}

Result<void> write_entry(const fs::TrustedDirectory& directory, const Entry& entry) {
  return directory.write(entry_file, to_text(entry));
}

Result<Entry> read_entry(const fs::TrustedDirectory& directory) {
  BUILDSTD_TRY(const auto text, directory.read(entry_file, largest_description));
  auto entry = parse_entry(text);
  if (!entry) return fail(Error(fmt::format("`{}` is damaged", (directory.path() / entry_file).string())));
  return entry;
}

}  // namespace buildstd::cache
