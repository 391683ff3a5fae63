// SPDX-License-Identifier: MIT
#include "verify/compare.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/text.hpp"
#include "verify/loaded_crate.hpp"
#include "verify/reasons.hpp"

namespace buildstd::verify {

namespace {

using CratesByName = std::map<std::string, LoadedCrate>;

Result<CratesByName> load(const SysrootFiles& files, const std::vector<std::string>& wanted) {
  CratesByName crates;
  for (const auto& crate : files.crates) {
    if (!wanted.empty() && std::ranges::find(wanted, crate.name) == wanted.end()) continue;
    BUILDSTD_TRY(auto loaded, load_crate(files, crate));
    if (!crates.emplace(crate.name, std::move(loaded)).second)
      return fail(Error(fmt::format("`{}` has the crate `{}` more than once", text::printable(files.directory.string()),
                                    text::printable(crate.name)))
                      .help("remove the one that does not belong there"));
  }
  for (const auto& name : wanted) {
    if (!crates.contains(name))
      return fail(fmt::format("there is no crate `{}` in `{}`", text::printable(name),
                              text::printable(files.directory.string())));
  }
  return crates;
}

BytesComparison compare_bytes(std::string_view there, std::string_view here, const std::vector<HashPair>& pairs) {
  BytesComparison result{there == here, true, there.size(), here.size()};
  result.same_but_hashes = result.same || same_but_hashes(there, here, pairs);
  return result;
}

Verdict verdict_of(const CrateReport& crate) {
  if (crate.rlib.same && crate.metadata.same) return Verdict::identical;
  if (crate.rlib.same_but_hashes && crate.metadata.same_but_hashes) return Verdict::hashes;
  return crate.code && crate.code->differences.empty() ? Verdict::code : Verdict::different;
}

// All that comparing one crate needs to know of the others.
struct ProcessContext {
  const CratesByName& there;
  std::vector<std::string> names;  // of crates there that have a hash
  std::vector<CrateHash> hashes;   // theirs
  std::vector<HashPair> pairs;
};

ProcessContext surroundings_of(const CratesByName& there, const CratesByName& here) {
  ProcessContext all{there, {}, {}, {}};
  for (const auto& [name, crate] : there) {
    if (!crate.hash) continue;
    all.names.push_back(name);
    all.hashes.push_back(*crate.hash);
    const auto other = here.find(name);
    if (other != here.end() && other->second.hash && *other->second.hash != *crate.hash)
      all.pairs.emplace_back(*crate.hash, *other->second.hash);
  }
  return all;
}

Result<CodeComparison> compare_members(const LoadedCrate& there, const LoadedCrate& here) {
  BUILDSTD_TRY(auto left, read_crate_code(there.members, there.evidence.files.rlib));
  BUILDSTD_TRY(auto right, read_crate_code(here.members, here.evidence.files.rlib));
  return compare_code(left, right);
}

Result<CrateReport> compare_crate(const LoadedCrate& there, const LoadedCrate& here,
                                  const ProcessContext& process_context, const CompareOptions& options) {
  CrateReport report;
  report.name = there.evidence.files.name;
  report.rlib = compare_bytes(view(there.rlib), view(here.rlib), process_context.pairs);
  report.metadata = compare_bytes(there.metadata, here.metadata, process_context.pairs);
  if (!report.rlib.same || !report.metadata.same) {
    BUILDSTD_TRY(report.code, compare_members(there, here));
    report.reasons = own_reasons(there.evidence, here.evidence, options.versions_here);
    for (const auto index : find_hashes(there.metadata, process_context.hashes)) {
      if (process_context.names[index] != report.name) report.dependencies.push_back(process_context.names[index]);
    }
  }
  report.verdict = verdict_of(report);
  return report;
}

CrateReport on_one_side(const LoadedCrate& crate, Verdict verdict) {
  CrateReport report;
  report.name = crate.evidence.files.name;
  report.verdict = verdict;
  auto& size = verdict == Verdict::missing_here ? report.rlib.size_there : report.rlib.size_here;
  size = view(crate.rlib).size();
  return report;
}

}  // namespace

std::string_view spelling(Verdict verdict) {
  switch (verdict) {
    case Verdict::identical: return "identical";
    case Verdict::hashes: return "identical but for crate hashes";
    case Verdict::code: return "same code";
    case Verdict::different: return "different";
    case Verdict::missing_here: return "missing here";
    case Verdict::only_here: return "only here";
  }
  return "different";
}

Verdict SysrootReport::worst() const {
  auto worst = Verdict::identical;
  for (const auto& crate : crates) worst = std::max(worst, crate.verdict);
  return worst;
}

Result<SysrootReport> compare_sysroots(const CompareOptions& options) {
  BUILDSTD_TRY(const auto files_there, list_sysroot(options.there));
  BUILDSTD_TRY(const auto files_here, list_sysroot(options.here));
  BUILDSTD_TRY(const auto there, load(files_there, options.crates));
  BUILDSTD_TRY(const auto here, load(files_here, options.crates));
  SysrootReport report;
  const auto process_context = surroundings_of(there, here);
  for (const auto& [name, crate] : there) {
    if (report.target.empty()) report.target = crate.evidence.target;
    const auto other = here.find(name);
    if (other == here.end()) {
      report.crates.push_back(on_one_side(crate, Verdict::missing_here));
      continue;
    }
    BUILDSTD_TRY(auto compared, compare_crate(crate, other->second, process_context, options));
    report.crates.push_back(std::move(compared));
  }
  for (const auto& [name, crate] : here) {
    if (!there.contains(name)) report.crates.push_back(on_one_side(crate, Verdict::only_here));
  }
  if (report.target.empty()) report.target = files_there.target;
  std::ranges::sort(report.crates, {}, &CrateReport::name);
  add_dependency_reasons(report.crates);
  return report;
}

}  // namespace buildstd::verify
