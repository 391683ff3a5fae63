// SPDX-License-Identifier: MIT
#include "verify/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "buildstd/base/text.hpp"
#include "verify/facts.hpp"
#include "verify/isolation.hpp"
#include "verify/reasons.hpp"
#include "verify/wire.hpp"

namespace buildstd::verify {

namespace {

// Of one side: the facts of crates that could be read, by name, and what went wrong with the others.
struct Side {
  SysrootFiles files;
  std::map<std::string, CrateFacts> crates;
  std::map<std::string, Error> unreadable;
};

Result<Side> read_side(const fs::Path& directory, const std::vector<std::string>& wanted) {
  Side side;
  BUILDSTD_TRY(side.files, list_sysroot(directory));
  std::set<std::string> names;
  std::vector<CrateFiles> crates;
  const auto shown = text::printable(directory.string());
  for (const auto& crate : side.files.crates) {
    if (!wanted.empty() && std::ranges::find(wanted, crate.name) == wanted.end()) continue;
    if (!names.insert(crate.name).second)
      return fail(Error(fmt::format("`{}` has the crate `{}` more than once", shown, text::printable(crate.name)))
                      .help("remove the one that does not belong there"));
    crates.push_back(crate);
  }
  for (const auto& name : wanted) {
    if (!names.contains(name)) return fail(fmt::format("there is no crate `{}` in `{}`", text::printable(name), shown));
  }
  for (auto& [crate, facts] : facts_of(side.files, crates)) {
    if (facts)
      side.crates.emplace(crate.name, *std::move(facts));
    else
      side.unreadable.emplace(crate.name, std::move(facts).error());
  }
  return side;
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
struct Others {
  std::vector<std::string> names;  // of crates there that have a hash
  std::vector<CrateHash> hashes;   // theirs
  std::vector<HashPair> pairs;     // of those that differ, and of the hashes in files' names
  bool crate_ids_differ = false;   // of any crate
};

std::string text_of(const CrateHash& hash) { return {hash.begin(), hash.end()}; }

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

// One crate that both sides have.
struct Pair {
  const Side& there;
  const Side& here;
  const CrateFacts& crate_there;
  const CrateFacts& crate_here;
};

Result<CodeComparison> compare_members(const std::vector<Member>& there, const std::vector<Member>& here,
                                       const Pair& pair, const CauseContext& context) {
  BUILDSTD_TRY(auto left, read_crate_code(there, pair.crate_there.evidence.files.rlib));
  BUILDSTD_TRY(auto right, read_crate_code(here, pair.crate_here.evidence.files.rlib));
  return compare_code(left, right, context);
}

Result<CrateReport> compare_crate(const Pair& pair, const Others& others, const CompareOptions& options) {
  const auto& evidence_there = pair.crate_there.evidence;
  const auto& evidence_here = pair.crate_here.evidence;
  BUILDSTD_TRY(const auto there, open_crate(pair.there.files, evidence_there.files));
  BUILDSTD_TRY(const auto here, open_crate(pair.here.files, evidence_here.files));
  CrateReport report;
  report.name = evidence_there.files.name;
  report.rlib = compare_bytes(view(there.rlib), view(here.rlib), others.pairs);
  report.metadata = compare_bytes(there.metadata, here.metadata, others.pairs);
  if (!report.rlib.same || !report.metadata.same) {
    report.reasons = own_reasons(evidence_there, evidence_here, options.versions_here);
    report.hash_reasons = hash_reasons(pair.crate_there, pair.crate_here);
    const auto context =
        cause_context(evidence_there, evidence_here, options.versions_here, report.reasons, others.crate_ids_differ);
    BUILDSTD_TRY(report.code, compare_members(there.members, here.members, pair, context));
    add_code_reasons(report);
    for (const auto index : find_hashes(there.metadata, others.hashes)) {
      if (others.names[index] != report.name) report.dependencies.push_back(others.names[index]);
    }
  }
  report.verdict = verdict_of(report);
  return report;
}

Result<std::string> compared_to_send(const Pair& pair, const Others& others, const CompareOptions& options) {
  BUILDSTD_TRY(const auto report, compare_crate(pair, others, options));
  return to_wire(report);
}

CrateReport report_with(const std::string& name, Verdict verdict) {
  CrateReport report;
  report.name = name;
  report.verdict = verdict;
  return report;
}

std::string rustc_version(const Side& side) {
  return side.crates.empty() ? std::string() : side.crates.begin()->second.evidence.rustc_version;
}

void add_unreadable(SysrootReport& report, const std::string& name, Error error) {
  report.crates.push_back(report_with(name, Verdict::unreadable));
  report.crates.back().problem = error.message();
  for (const auto& cause : error.causes()) report.crates.back().problem += ": " + cause;
  report.problems.push_back(std::move(error));
}

// Compares what both sides have and could be read, each crate in a process of its own.
void compare_pairs(const Side& there, const Side& here, const CompareOptions& options, SysrootReport& report) {
  const auto others = others_of(there, here);
  std::vector<std::string> names;
  std::vector<Task> tasks;
  for (const auto& [name, crate] : there.crates) {
    const auto other = here.crates.find(name);
    if (other == here.crates.end()) continue;
    const Pair pair{there, here, crate, other->second};
    const auto path = [](const Side& side, const CrateFacts& facts) {
      return text::printable((side.files.directory / facts.evidence.files.rlib).string());
    };
    names.push_back(name);
    tasks.push_back({fmt::format("`{}` and `{}`", path(there, crate), path(here, other->second)),
                     [pair, &others, &options] { return compared_to_send(pair, others, options); }});
  }
  auto sent = run_isolated(tasks);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    auto compared = sent[i] ? report_from_wire(*sent[i]) : fail(std::move(sent[i]).error());
    if (compared)
      report.crates.push_back(*std::move(compared));
    else
      add_unreadable(report, names[i], std::move(compared).error());
  }
}

// Crates that one side does not have; those that could not be read are there.
void add_one_sided(const Side& side, const Side& other, Verdict verdict, SysrootReport& report) {
  for (const auto& [name, facts] : side.crates) {
    if (other.crates.contains(name) || other.unreadable.contains(name)) continue;
    auto alone = report_with(name, verdict);
    const bool is_there = verdict == Verdict::missing_here;
    alone.reasons = reasons_of_absence(facts.evidence, rustc_version(other), is_there);
    report.crates.push_back(std::move(alone));
  }
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
    case Verdict::unreadable: return "unreadable";
  }
  return "different";
}

std::size_t CrateReport::unexplained() const {
  if (verdict == Verdict::identical || verdict == Verdict::unreadable) return 0;
  if (reasons.empty()) return 1;
  if (!code) return 0;
  return static_cast<std::size_t>(std::ranges::count(code->differences, std::string(), &Difference::reason));
}

Verdict SysrootReport::worst() const {
  auto worst = Verdict::identical;
  for (const auto& crate : crates) worst = std::max(worst, crate.verdict);
  return worst;
}

std::size_t SysrootReport::unexplained() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(crates, [](const auto& crate) { return crate.unexplained() > 0; }));
}

Result<SysrootReport> compare_sysroots(const CompareOptions& options) {
  BUILDSTD_TRY(auto there, read_side(options.there, options.crates));
  BUILDSTD_TRY(auto here, read_side(options.here, options.crates));
  SysrootReport report;
  for (const auto& [name, crate] : there.crates) {
    if (report.target.empty()) report.target = crate.evidence.target;
  }
  if (report.target.empty()) report.target = there.files.target;
  compare_pairs(there, here, options, report);
  add_one_sided(there, here, Verdict::missing_here, report);
  add_one_sided(here, there, Verdict::only_here, report);
  for (auto& [name, error] : there.unreadable) {
    add_unreadable(report, name, std::move(error));
    here.unreadable.erase(name);
  }
  for (auto& [name, error] : here.unreadable) add_unreadable(report, name, std::move(error));
  std::ranges::sort(report.crates, {}, &CrateReport::name);
  add_dependency_reasons(report.crates);
  return report;
}

}  // namespace buildstd::verify
