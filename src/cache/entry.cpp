// SPDX-License-Identifier: MIT
#include "cache/entry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/observed_json.hpp"
#include "buildstd/base/fs.hpp"

namespace buildstd::cache {

namespace {

constexpr int format = 1;
constexpr std::uint64_t largest_description = 8U << 20;

std::unexpected<Error> damaged(const std::filesystem::path& folder) {
  return fail(Error(fmt::format("`{}` is damaged", (folder / entry_file).string())));
}

bool stays_below(const std::filesystem::path& path) {
  return path.is_relative() && std::ranges::none_of(path, [](const auto& part) { return part == ".."; });
}

}  // namespace

std::uint64_t Entry::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& file : files) sum += file.size;
  return sum;
}

Result<void> write_entry(const std::filesystem::path& folder, const Entry& entry) {
  auto json = observed_json(entry.observed);
  json["format"] = format;
  json["unit"] = entry.title;
  auto& files = json["made"] = nlohmann::json::array();
  for (const auto& file : entry.files)
    files.push_back({{"name", file.name}, {"size", file.size}, {"content", file.content}});
  return fs::write_atomically(folder / entry_file, json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace));
}

Result<Entry> read_entry(const std::filesystem::path& folder) {
  BUILDSTD_TRY(const auto text, fs::read(folder / entry_file, largest_description));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("format", nlohmann::json()) != format) return damaged(folder);
  auto observed = parse_observed(json);
  const auto made = json.find("made");
  if (!observed || made == json.end() || !made->is_array()) return damaged(folder);
  Entry entry{json_text(json, "unit"), {}, *std::move(observed)};
  for (const auto& file : *made) {
    if (!file.is_object()) return damaged(folder);
    const auto size = file.find("size");
    const auto name = json_text(file, "name");
    if (name.empty() || size == file.end() || !size->is_number_unsigned()) return damaged(folder);
    entry.files.push_back({name, size->get<std::uint64_t>(), json_text(file, "content")});
  }
  return entry;
}

std::optional<std::filesystem::path> place_of(const Entry::File& file, const invoker::UnitFiles& files) {
  if (!files.folder.empty() && file.name.starts_with(tree)) {
    const std::filesystem::path below(file.name.substr(tree.size()));
    return stays_below(below) ? std::optional(files.folder / below) : std::nullopt;
  }
  const auto found = std::ranges::find(files.files, file.name, &invoker::UnitFiles::File::name);
  return found == files.files.end() ? std::nullopt : std::optional(found->place);
}

}  // namespace buildstd::cache
