// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/toolchain/toolchain.hpp"

namespace buildstd::toolchain {

namespace {

struct Remembered {
  std::string states;
  std::string content;
};

std::optional<Remembered> recall(const fs::KeptFile& kept, const std::filesystem::path& library) {
  const auto text = kept.read();
  if (!text) return std::nullopt;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object() || json.value("library", nlohmann::json()) != library.string()) return std::nullopt;
  const auto states = json.find("states");
  const auto content = json.find("sha256");
  if (states == json.end() || content == json.end() || !states->is_string() || !content->is_string())
    return std::nullopt;
  return Remembered{states->get<std::string>(), content->get<std::string>()};
}

// Taken before the content is read: what changes meanwhile is noticed by the next look.
std::string take_states(const std::filesystem::path& library, const std::vector<std::filesystem::path>& files,
                        InputStates& inputs, const std::filesystem::path& root) {
  Fingerprint fingerprint;
  for (const auto& file : files) {
    const auto path = library / file;
    const auto state = fs::file_state(path);
    inputs.add(path, root, state);
    fingerprint.field(file.native(), fs::to_text(state));
  }
  return fingerprint.hex();
}

}  // namespace

Result<std::string> digest_sources(const std::filesystem::path& library, const fs::KeptFile& kept, InputStates& inputs,
                                   const std::filesystem::path& root) {
  BUILDSTD_TRY(const auto files, fs::list_recursively(library));
  const auto states = take_states(library, files, inputs, root);
  if (auto known = recall(kept, library); known && known->states == states) return std::move(known->content);

  Digest content;
  for (const auto& file : files) {
    BUILDSTD_TRY(const auto text, fs::read(library / file));
    content.field(file.generic_string(), text);
  }
  const nlohmann::json json = {{"library", library.string()}, {"states", states}, {"sha256", content.hex()}};
  kept.write(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  return content.hex();
}

}  // namespace buildstd::toolchain
