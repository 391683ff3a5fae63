// SPDX-License-Identifier: MIT
#include "verify/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "buildstd/base/text.hpp"
#include "verify/compare_crate.hpp"
#include "verify/facts.hpp"
#include "verify/file_report.hpp"
#include "verify/isolation.hpp"
#include "verify/reasons.hpp"
#include "verify/wire.hpp"

namespace buildstd::verify {

namespace {

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

std::string shown_path(const Side& side, const std::string& name) {
  return fmt::format("`{}`", text::printable((side.files.directory / name).string()));
}

// Compares what both sides have and could be read, each crate in a process of its own.
void compare_pairs(const Side& there, const Side& here, const Others& others, const CompareOptions& options,
                   SysrootReport& report) {
  std::vector<std::string> names;
  std::vector<Task> tasks;
  for (const auto& [name, crate] : there.crates) {
    const auto other = here.crates.find(name);
    if (other == here.crates.end()) continue;
    const Pair pair{there, here, crate, other->second};
    const auto path = [](const Side& side, const CrateFacts& facts) {
      return shown_path(side, facts.evidence.files.rlib);
    };
    names.push_back(name);
    tasks.push_back({path(there, crate) + " and " + path(here, other->second),
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

// Files that are only compared byte by byte.
class PlainFiles {
 public:
  PlainFiles(const Side& there, const Side& here, const Others& others, const CompareOptions& options)
      : there_(there), here_(here), context_{there.files, here.files, others.pairs, options.digests} {}

  void add(const std::string& there, const std::string& here) {
    const auto subject = here.empty() ? shown_path(there_, there) : shown_path(here_, here);
    tasks_.push_back({subject, [this, there, here]() -> Result<std::string> {
                        BUILDSTD_TRY(const auto report, report_of_file(there, here, context_));
                        return to_wire(report);
                      }});
  }

  // In the order in which they were added; what cannot be read becomes a problem of the report.
  std::vector<FileReport> run(SysrootReport& report) {
    std::vector<FileReport> reports;
    for (auto& sent : run_isolated(tasks_)) {
      auto file = sent ? file_report_from_wire(*sent) : fail(std::move(sent).error());
      if (file) {
        reports.push_back(*std::move(file));
      } else {
        report.problems.push_back(std::move(file).error());
        reports.emplace_back();
      }
    }
    return reports;
  }

 private:
  const Side& there_;
  const Side& here_;
  FileContext context_;
  std::vector<Task> tasks_;
};

// `libstd-0123456789abcdef.so` and the same with another hash.
std::string without_hash(const std::string& dylib) { return dylib.substr(0, dylib.find('-')); }

void compare_dylibs(const Side& there, const Side& here, const Others& others, const CompareOptions& options,
                    SysrootReport& report) {
  PlainFiles files(there, here, others, options);
  auto rest = here.files.dylibs;
  for (const auto& dylib : there.files.dylibs) {
    const auto other = std::ranges::find(rest, without_hash(dylib), without_hash);
    files.add(dylib, other == rest.end() ? std::string() : *other);
    if (other != rest.end()) rest.erase(other);
  }
  for (const auto& dylib : rest) files.add({}, dylib);
  report.dylibs = files.run(report);
}

// Crates that one side does not have; those that could not be read are there.
void add_one_sided(const Side& there, const Side& here, bool only_there, const Others& others,
                   const CompareOptions& options, SysrootReport& report) {
  const auto& side = only_there ? there : here;
  const auto& other = only_there ? here : there;
  for (const auto& [name, facts] : side.crates) {
    if (other.crates.contains(name) || other.unreadable.contains(name)) continue;
    auto alone = report_with(name, only_there ? Verdict::missing_here : Verdict::only_here);
    alone.reasons = reasons_of_absence(facts.evidence, rustc_version(other), only_there);
    PlainFiles files(there, here, others, options);
    const auto add = [&](const std::string& file) { only_there ? files.add(file, {}) : files.add({}, file); };
    add(facts.evidence.files.rlib);
    if (facts.evidence.files.rmeta) add(*facts.evidence.files.rmeta);
    alone.files = files.run(report);
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
  const auto others = others_of(there, here);
  compare_pairs(there, here, others, options, report);
  add_one_sided(there, here, true, others, options, report);
  add_one_sided(there, here, false, others, options, report);
  if (options.crates.empty()) compare_dylibs(there, here, others, options, report);
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
