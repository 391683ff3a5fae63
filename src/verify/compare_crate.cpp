// SPDX-License-Identifier: MIT
#include "verify/compare_crate.hpp"

#include "verify/file_report.hpp"
#include "verify/reasons.hpp"

namespace buildstd::verify {

namespace {

Verdict verdict_of(const CrateReport& crate) {
  if (crate.rlib.same && crate.metadata.same) return Verdict::identical;
  if (crate.rlib.same_but_hashes && crate.metadata.same_but_hashes) return Verdict::hashes;
  return crate.code && crate.code->differences.empty() ? Verdict::code : Verdict::different;
}

// rustc's hash of a crate covers what is in its metadata, not the order in which tables of hash tables were written.
bool differ_in_order(const Pair& pair, const OpenCrate& there, const OpenCrate& here, const CodeComparison& code) {
  const auto& hash = pair.crate_there.hash;
  return hash && hash == pair.crate_here.hash && code.differences.empty() && !there.metadata.empty() &&
         there.metadata.size() == here.metadata.size() && there.metadata != here.metadata;
}

std::string text_of(const CrateHash& hash) { return {hash.begin(), hash.end()}; }

}  // namespace

Others others_of(const Side& there, const Side& here) {
  Others all;
  const auto add = [&](const std::string& left, const std::string& right) {
    constexpr std::size_t shortest = 8;  // what is shorter stands in many places
    if (left != right && left.size() == right.size() && left.size() >= shortest) all.pairs.emplace_back(left, right);
  };
  for (const auto& [name, crate] : there.crates) {
    const auto other = here.crates.find(name);
    const bool known = other != here.crates.end();
    if (known) {
      add(crate.evidence.files.extra_filename, other->second.evidence.files.extra_filename);
      all.crate_ids_differ |= crate.evidence.disambiguator != other->second.evidence.disambiguator;
    }
    if (!crate.hash) continue;
    all.names.push_back(name);
    all.hashes.push_back(*crate.hash);
    if (known && other->second.hash) add(text_of(*crate.hash), text_of(*other->second.hash));
  }
  return all;
}

namespace {

Result<CodeComparison> compare_members(const std::vector<Member>& there, const std::vector<Member>& here,
                                       const Pair& pair, const CauseContext& context) {
  BUILDSTD_TRY(auto left, read_crate_code(there, pair.crate_there.evidence.files.rlib));
  BUILDSTD_TRY(auto right, read_crate_code(here, pair.crate_here.evidence.files.rlib));
  return compare_code(left, right, context);
}

}  // namespace

Result<CrateReport> compare_crate(const Pair& pair, const Others& others, const CompareOptions& options) {
  const auto& evidence_there = pair.crate_there.evidence;
  const auto& evidence_here = pair.crate_here.evidence;
  BUILDSTD_TRY(const auto there, open_crate(pair.there.files, evidence_there.files));
  BUILDSTD_TRY(const auto here, open_crate(pair.here.files, evidence_here.files));
  CrateReport report;
  report.name = evidence_there.files.name;
  const FileContext files{pair.there.files, pair.here.files, others.pairs, options.digests};
  BUILDSTD_TRY(report.files, report_of_files(evidence_there.files, evidence_here.files, files));
  report.rlib = report.files.front().bytes;
  report.metadata = there.rmeta && here.rmeta ? report.files.back().bytes
                                              : compare_bytes(there.metadata, here.metadata, others.pairs);
  if (!report.rlib.same || !report.metadata.same) {
    report.reasons = own_reasons(evidence_there, evidence_here, options.versions_here);
    report.hash_reasons = hash_reasons(pair.crate_there, pair.crate_here);
    const auto context =
        cause_context(evidence_there, evidence_here, options.versions_here, report.reasons, others.crate_ids_differ);
    BUILDSTD_TRY(report.code, compare_members(there.members, here.members, pair, context));
    if (report.hash_reasons.empty() && differ_in_order(pair, there, here, *report.code))
      report.hash_reasons.push_back({"metadata-order", {}, {}, {}});
    add_code_reasons(report);
    for (const auto index : find_hashes(there.metadata, others.hashes)) {
      if (others.names[index] != report.name) report.dependencies.push_back(others.names[index]);
    }
  }
  report.verdict = verdict_of(report);
  return report;
}

}  // namespace buildstd::verify
