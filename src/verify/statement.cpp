// SPDX-License-Identifier: MIT
#include "verify/statement.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "verify/words.hpp"

namespace buildstd::verify {

namespace {

using nlohmann::json;

constexpr std::string_view statement_type = "https://in-toto.io/Statement/v1";
// It names the type and its version; nothing is to be found there.
constexpr std::string_view predicate_type = "urn:buildstd:std-comparison:v1";

json digest(const std::string& sha256) { return {{"sha256", sha256}}; }

std::string_view verdict_of(const FileReport& file, std::string_view otherwise) {
  if (file.here.empty()) return word(Verdict::missing_here);
  if (file.bytes.same) return word(Verdict::identical);
  return file.bytes.same_but_hashes ? word(Verdict::hashes) : otherwise;
}

json reasons_json(const CrateReport& crate) {
  auto all = json::array();
  for (const auto& reason : crate.reasons)
    all.push_back({{"kind", reason.kind},
                   {"about", reason.about},
                   {"there", reason.there},
                   {"here", reason.here},
                   {"text", sentence(reason, crate.name)}});
  return all;
}

class Statement {
 public:
  explicit Statement(const SysrootReport& report) {
    for (const auto& crate : report.crates) add_crate(crate);
    for (const auto& dylib : report.dylibs) add(dylib, verdict_of(dylib, "not-compared"), json::array());
  }

  json take(json predicate) && {
    predicate["files"] = std::move(files_);
    predicate["onlyRebuilt"] = std::move(only_rebuilt_);
    return {{"_type", statement_type},
            {"subject", std::move(subjects_)},
            {"predicateType", predicate_type},
            {"predicate", std::move(predicate)}};
  }
  [[nodiscard]] const std::map<std::string, std::size_t>& summary() const { return summary_; }

 private:
  void add_crate(const CrateReport& crate) {
    for (const auto& file : crate.files) {
      const auto verdict = verdict_of(file, word(crate.verdict));
      add(file, verdict, verdict == word(Verdict::identical) ? json::array() : reasons_json(crate));
    }
  }

  void add(const FileReport& file, std::string_view verdict, json reasons) {
    if (file.there.empty()) {
      only_rebuilt_.push_back({{"name", file.here}, {"digest", digest(file.sha256_here)}});
      return;
    }
    subjects_.push_back({{"name", file.there}, {"digest", digest(file.sha256_there)}});
    json found = {{"name", file.there}, {"verdict", verdict}, {"reasons", std::move(reasons)}};
    if (!file.here.empty()) found["rebuilt"] = {{"name", file.here}, {"digest", digest(file.sha256_here)}};
    files_.push_back(std::move(found));
    ++summary_[std::string(verdict)];
  }

  json subjects_ = json::array();
  json files_ = json::array();
  json only_rebuilt_ = json::array();
  std::map<std::string, std::size_t> summary_;
};

}  // namespace

Result<json> to_statement(const SysrootReport& report, const StatementContext& context) {
  json predicate = {{"target", report.target},
                    {"verifier", {{"name", "buildstd-verify"}, {"version", BUILDSTD_VERSION}}},
                    {"required", context.required},
                    {"met", context.met},
                    {"unexplained", report.unexplained()}};
  if (!context.build.empty()) {
    auto build = json::parse(context.build, nullptr, /*allow_exceptions=*/false);
    if (!build.is_object()) return fail("`--build`: not a JSON object");
    predicate["build"] = std::move(build);
  }
  Statement statement(report);
  predicate["summary"] = statement.summary();
  return std::move(statement).take(std::move(predicate));
}

}  // namespace buildstd::verify
