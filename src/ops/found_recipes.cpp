// SPDX-License-Identifier: MIT
#include "buildstd/ops/found_recipes.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "buildstd/base/hash.hpp"

namespace buildstd::ops {

namespace {

using Json = nlohmann::json;
using planner::SearchDepth;

// Grows with the tables and with what a search tries: what an older buildstd gave up is tried again.
constexpr unsigned schema = 1;

fs::KeptFile file_of(const Storage& storage, const toolchain::Toolchain& toolchain, const std::string& target) {
  const auto name = Fingerprint().field("compiler", toolchain.fingerprint).field("target", target).short_hex();
  return storage.answer("recipe-" + name + ".json");
}

}  // namespace

KeptSearch read_kept_search(const Storage& storage, const toolchain::Toolchain& toolchain, const std::string& target) {
  KeptSearch kept;
  const auto text = file_of(storage, toolchain, target).read();
  const auto json = text ? Json::parse(*text, nullptr, false) : Json();
  if (!json.is_object() || json.value("schema", Json()) != schema) return kept;
  if (const auto depth = json.find("exhausted"); depth != json.end() && depth->is_number_unsigned())
    kept.exhausted = static_cast<SearchDepth>(std::min(depth->get<unsigned>(), unsigned{2}));
  const auto flags = json.find("rustflags");
  if (flags == json.end() || !flags->is_array() || !std::ranges::all_of(*flags, &Json::is_string)) return kept;
  kept.recipe = planner::FoundRecipe{flags->get<std::vector<std::string>>(), json_text(json, "default_lib_metadata"),
                                     json_text(json, "nearest")};
  return kept;
}

void keep_search(const Storage& storage, const toolchain::Toolchain& toolchain, const std::string& target,
                 const KeptSearch& search) {
  Json json{{"schema", schema}, {"rustc", toolchain.version.release}, {"target", target}};
  if (search.exhausted) json["exhausted"] = static_cast<unsigned>(*search.exhausted);
  if (search.recipe) {
    json["rustflags"] = search.recipe->rustflags;
    json["default_lib_metadata"] = search.recipe->default_lib_metadata;
    json["nearest"] = search.recipe->nearest;
  }
  file_of(storage, toolchain, target).write(json.dump(2) + "\n");
}

}  // namespace buildstd::ops
