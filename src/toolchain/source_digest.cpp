// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/toolchain/toolchain.hpp"

namespace buildstd::toolchain {

namespace {

struct Remembered {
  std::string stamps;
  std::string content;
};

std::optional<Remembered> recall(const std::filesystem::path& cache_file, const std::filesystem::path& library) {
  const auto text = fs::read(cache_file);
  if (!text) return std::nullopt;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object() || json.value("library", nlohmann::json()) != library.string()) return std::nullopt;
  const auto stamps = json.find("stamps");
  const auto content = json.find("content");
  if (stamps == json.end() || content == json.end() || !stamps->is_string() || !content->is_string())
    return std::nullopt;
  return Remembered{stamps->get<std::string>(), content->get<std::string>()};
}

std::string stamps_of(const std::filesystem::path& library, const std::vector<std::filesystem::path>& files) {
  Fingerprint fingerprint;
  for (const auto& file : files) {
    const auto stamp = fs::stamp(library / file).value_or(fs::FileStamp());
    fingerprint.field(file.native(), stamp.size).field("modified", static_cast<std::uint64_t>(stamp.modified_ns));
  }
  return fingerprint.hex();
}

}  // namespace

Result<std::string> digest_sources(const std::filesystem::path& library, const std::filesystem::path& cache_file) {
  BUILDSTD_TRY(const auto files, fs::list_recursively(library));
  const auto stamps = stamps_of(library, files);
  if (auto known = recall(cache_file, library); known && known->stamps == stamps) return std::move(known->content);

  Fingerprint content;
  for (const auto& file : files) {
    BUILDSTD_TRY(const auto text, fs::read(library / file));
    content.field(file.generic_string(), text);
  }
  const nlohmann::json json = {{"library", library.string()}, {"stamps", stamps}, {"content", content.hex()}};
  if (fs::create_directories(cache_file.parent_path())) {
    // A cache that cannot be written costs time, nothing else.
    [[maybe_unused]] const auto written =
        fs::write_atomically(cache_file, json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  return content.hex();
}

}  // namespace buildstd::toolchain
