// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "verify/compare.hpp"
#include "verify/words.hpp"

namespace buildstd::verify {

namespace {

using nlohmann::json;

constexpr int comparison_schema = 1;

json bytes_json(const BytesComparison& bytes) {
  return {{"same", bytes.same},
          {"same_but_hashes", bytes.same_but_hashes},
          {"size_there", bytes.size_there},
          {"size_here", bytes.size_here}};
}

json file_json(const FileReport& file) {
  json out = {{"there", file.there.empty() ? json(nullptr) : json(file.there)},
              {"here", file.here.empty() ? json(nullptr) : json(file.here)},
              {"same", file.bytes.same}};
  if (!file.sha256_there.empty()) out["sha256_there"] = file.sha256_there;
  if (!file.sha256_here.empty()) out["sha256_here"] = file.sha256_here;
  return out;
}

json files_json(const std::vector<FileReport>& files) {
  auto out = json::array();
  for (const auto& file : files) out.push_back(file_json(file));
  return out;
}

json tally_json(const Tally& tally) {
  return {{"there", tally.there}, {"here", tally.here}, {"same", tally.same}, {"same_code", tally.same_code}};
}

json code_json(const CodeComparison& code) {
  auto differences = json::array();
  for (const auto& difference : code.differences)
    differences.push_back({{"kind", word(difference.kind)},
                           {"what", difference.what},
                           {"name", difference.name},
                           {"detail", difference.detail},
                           {"reason", difference.reason.empty() ? json(nullptr) : json(difference.reason)},
                           {"about", difference.about}});
  return {{"functions", tally_json(code.functions)}, {"data", tally_json(code.data)},
          {"constants", tally_json(code.constants)}, {"debug_info_same", code.debug_info_same},
          {"bitcode_same", code.bitcode_same},       {"differences", std::move(differences)}};
}

json crate_json(const CrateReport& crate) {
  json out = {{"name", crate.name}, {"verdict", word(crate.verdict)}};
  if (crate.verdict == Verdict::unreadable) out["problem"] = crate.problem;
  auto reasons = json::array();
  for (const auto& reason : crate.reasons)
    reasons.push_back({{"kind", reason.kind}, {"about", reason.about}, {"there", reason.there}, {"here", reason.here}});
  out["reasons"] = std::move(reasons);
  out["unexplained"] = crate.unexplained();
  out["files"] = files_json(crate.files);
  if (crate.verdict > Verdict::different) return out;
  out["rlib"] = bytes_json(crate.rlib);
  out["metadata"] = bytes_json(crate.metadata);
  out["code"] = crate.code ? code_json(*crate.code) : json(nullptr);
  return out;
}

}  // namespace

json to_json(const SysrootReport& report) {
  auto crates = json::array();
  std::map<std::string, std::size_t> counts;
  for (const auto& crate : report.crates) {
    crates.push_back(crate_json(crate));
    ++counts[std::string(word(crate.verdict))];
  }
  return {{"schema", comparison_schema},         {"target", report.target},     {"summary", counts},
          {"unexplained", report.unexplained()}, {"crates", std::move(crates)}, {"dylibs", files_json(report.dylibs)}};
}

}  // namespace buildstd::verify
