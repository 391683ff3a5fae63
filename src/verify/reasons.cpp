// SPDX-License-Identifier: MIT
#include "verify/reasons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include "buildstd/base/text.hpp"

namespace buildstd::verify {

namespace {

std::string yes_or_no(bool value) { return value ? "yes" : "no"; }

std::string listed(const std::set<std::string>& versions) {
  return text::join({versions.begin(), versions.end()}, ", ");
}

class Reasons {
 public:
  void differ(std::string kind, const std::string& there, const std::string& here, std::string about = {}) {
    if (there != here) all.push_back({std::move(kind), std::move(about), there, here});
  }
  std::vector<Reason> all;
};

std::vector<std::string> object_names(const CrateEvidence& crate) {
  std::set<std::string> names;
  for (const auto& name : crate.foreign_objects) names.insert(without_folder_hash(name));
  return {names.begin(), names.end()};
}

std::string shown(std::vector<std::string> names) {
  constexpr std::size_t most = 8;
  const auto rest = names.size() > most ? names.size() - most : 0;
  names.resize(names.size() - rest);
  return text::join(names, ", ") + (rest > 0 ? fmt::format(" and {} more", rest) : "");
}

std::string hexadecimal(const CrateHash& hash) {
  std::string digits;
  for (const auto byte : hash) digits += fmt::format("{:02x}", static_cast<std::uint8_t>(byte));
  return digits;
}

void compare_objects(const CrateEvidence& there, const CrateEvidence& here, Reasons& reasons) {
  const auto left = object_names(there);
  const auto right = object_names(here);
  std::vector<std::string> missing;
  std::vector<std::string> added;
  std::ranges::set_difference(left, right, std::back_inserter(missing));
  std::ranges::set_difference(right, left, std::back_inserter(added));
  if (!missing.empty() || !added.empty()) reasons.all.push_back({"objects", {}, shown(missing), shown(added)});
}

std::string directory_of(const CrateEvidence& crate) {
  return crate.compile_units.empty() ? std::string() : crate.compile_units.front().directory;
}

using VersionSets = std::map<std::string, std::set<std::string>>;

std::string crate_name(const std::string& package) { return text::replace_all(package, "-", "_"); }

// By the package's name: what stands in the crate's debug information, its own version included.
VersionSets versions_of(const CrateEvidence& crate) {
  auto versions = crate.dependency_versions;
  if (crate.version) versions[crate.files.name].insert(*crate.version);
  return versions;
}

// By the crate's name. Here, what debug information does not tell is told by whoever has made the crate.
VersionSets versions_of_here(const CrateEvidence& crate, const std::map<std::string, std::string>& versions_here) {
  VersionSets versions;
  for (const auto& [package, found] : versions_of(crate)) versions[crate_name(package)] = found;
  for (const auto& [package, version] : versions_here) {
    auto& known = versions[package];
    if (known.empty()) known.insert(version);
  }
  return versions;
}

void compare_versions(const CrateEvidence& there, const CrateEvidence& here,
                      const std::map<std::string, std::string>& versions_here, Reasons& reasons) {
  const auto known = versions_of_here(here, versions_here);
  const auto differ = [&](const char* kind, const std::string& package, const std::set<std::string>& versions,
                          const std::string& about) {
    const auto found = known.find(crate_name(package));
    if (found != known.end()) reasons.differ(kind, listed(versions), listed(found->second), about);
  };
  if (there.version) differ("version", there.files.name, {*there.version}, {});
  for (const auto& [package, versions] : there.dependency_versions)
    differ("inlined-version", package, versions, package);
}

// Where the compiler stood, unless that only tells the crate's version.
void compare_directories(const CrateEvidence& there, const CrateEvidence& here, Reasons& reasons) {
  const auto left = directory_of(there);
  const auto right = directory_of(here);
  if (left.empty() || right.empty()) return;
  const auto version = std::ranges::find(reasons.all, "version", &Reason::kind);
  if (version != reasons.all.end() && text::replace_all(left, version->there, version->here) == right) return;
  reasons.differ("source-path", left, right);
}

// The compiler that made them, and what it was told.
std::string described_c(const CrateEvidence& crate) {
  std::string all = crate.c_compiler;
  if (!crate.c_protection.empty()) all += (all.empty() ? "" : ", ") + crate.c_protection;
  return all;
}

// Whoever depends on a crate reads its metadata, not its objects.
Verdict verdict_to_dependents(const CrateReport& crate) {
  if (crate.verdict > Verdict::different) return crate.verdict;
  if (crate.metadata.same) return Verdict::identical;
  return crate.metadata.same_but_hashes ? Verdict::hashes : crate.verdict;
}

// What counts is where differences begin: not each crate on the way.
bool is_origin(const CrateReport& crate, const std::map<std::string, const CrateReport*>& by_name) {
  if (verdict_to_dependents(crate) == Verdict::identical) return false;
  // Another crate id is what other options, or other dependencies, lead to.
  // What C objects are made of concerns nobody but the crate that bundles them.
  constexpr std::array<std::string_view, 4> derived = {"crate-id", "type-id", "folded-functions", "c-objects"};
  const auto is_own = [&](const auto& reason) { return std::ranges::find(derived, reason.kind) == derived.end(); };
  if (std::ranges::any_of(crate.reasons, is_own)) return true;
  return std::ranges::none_of(crate.dependencies, [&](const auto& name) {
    const auto found = by_name.find(name);
    return found != by_name.end() && verdict_to_dependents(*found->second) != Verdict::identical;
  });
}

}  // namespace

std::vector<Reason> own_reasons(const CrateEvidence& there, const CrateEvidence& here,
                                const std::map<std::string, std::string>& versions_here) {
  Reasons reasons;
  compare_versions(there, here, versions_here, reasons);
  reasons.differ("rustc", there.rustc_version, here.rustc_version);
  reasons.differ("codegen-units", std::to_string(there.codegen_units), std::to_string(here.codegen_units));
  reasons.differ("debuginfo", std::string(spelling(there.debuginfo)), std::string(spelling(here.debuginfo)));
  if (there.dwarf_version != 0 && here.dwarf_version != 0)
    reasons.differ("dwarf-version", std::to_string(there.dwarf_version), std::to_string(here.dwarf_version));
  compare_directories(there, here, reasons);
  reasons.differ("bitcode", yes_or_no(there.bitcode), yes_or_no(here.bitcode));
  if (there.mangling != Mangling::unknown && here.mangling != Mangling::unknown)
    reasons.differ("mangling", std::string(spelling(there.mangling)), std::string(spelling(here.mangling)));
  if (there.frame_pointers != FramePointers::unknown && here.frame_pointers != FramePointers::unknown)
    reasons.differ("frame-pointers", std::string(spelling(there.frame_pointers)),
                   std::string(spelling(here.frame_pointers)));
  reasons.differ("overflow-checks", yes_or_no(there.overflow_checks), yes_or_no(here.overflow_checks));
  reasons.differ("stack-protector", yes_or_no(there.stack_protector), yes_or_no(here.stack_protector));
  if (there.debuginfo == here.debuginfo)
    reasons.differ("annotate-moves", yes_or_no(there.annotate_moves), yes_or_no(here.annotate_moves));
  reasons.differ("metadata-in-rlib", std::string(spelling(there.metadata)), std::string(spelling(here.metadata)));
  reasons.differ("crate-id", there.disambiguator.value_or(""), here.disambiguator.value_or(""));
  compare_objects(there, here, reasons);
  if (!there.foreign_objects.empty() && !here.foreign_objects.empty())
    reasons.differ("c-objects", described_c(there), described_c(here));
  return reasons.all;
}

std::vector<Reason> hash_reasons(const CrateFacts& there, const CrateFacts& here) {
  Reasons reasons;
  reasons.differ("file-name", there.evidence.files.extra_filename, here.evidence.files.extra_filename);
  if (there.hash && here.hash) reasons.differ("crate-hash", hexadecimal(*there.hash), hexadecimal(*here.hash));
  return reasons.all;
}

std::vector<Reason> reasons_of_absence(const CrateEvidence& crate, const std::string& other_rustc, bool is_there) {
  const auto reason = [&](const char* kind, const std::string& present, const std::string& absent) {
    return is_there ? Reason{kind, {}, present, absent} : Reason{kind, {}, absent, present};
  };
  std::vector<Reason> reasons;
  if (!other_rustc.empty() && other_rustc != crate.rustc_version)
    reasons.push_back(reason("rustc", crate.rustc_version, other_rustc));
  // Built only where C sources, or archives made of them, are at hand.
  if (!crate.foreign_objects.empty()) reasons.push_back(reason("objects", shown(object_names(crate)), {}));
  return reasons;
}

CauseContext cause_context(const CrateEvidence& there, const CrateEvidence& here,
                           const std::map<std::string, std::string>& versions_here, const std::vector<Reason>& reasons,
                           bool crate_ids_differ) {
  CauseContext context{there.files.name, {}, crate_ids_differ, {}};
  const auto known = versions_of_here(here, versions_here);
  for (const auto& [package, versions] : versions_of(there)) {
    const auto found = known.find(crate_name(package));
    if (found == known.end()) continue;
    PackageVersions only;
    std::ranges::set_difference(versions, found->second, std::inserter(only.there, only.there.end()));
    std::ranges::set_difference(found->second, versions, std::inserter(only.here, only.here.end()));
    if (only.there.empty() && only.here.empty()) continue;
    // A crate's own package may be written with dashes.
    context.packages.emplace(text::replace_all(package, "_", "-"), only);
    context.packages.emplace(package, std::move(only));
  }
  // What may lead to any other code, the strongest first.
  for (const auto* kind :
       {"version", "rustc", "mangling", "codegen-units", "overflow-checks", "frame-pointers", "stack-protector"}) {
    if (context.general.empty() && std::ranges::find(reasons, kind, &Reason::kind) != reasons.end())
      context.general = kind;
  }
  return context;
}

void add_code_reasons(CrateReport& report) {
  if (!report.code) return;
  for (const auto& difference : report.code->differences) {
    const auto is_it = [&](const auto& reason) {
      return reason.kind == difference.reason && reason.about == difference.about;
    };
    if (!difference.reason.empty() && std::ranges::none_of(report.reasons, is_it))
      report.reasons.push_back({difference.reason, difference.about, {}, {}});
  }
}

void add_dependency_reasons(std::vector<CrateReport>& crates) {
  std::map<std::string, const CrateReport*> by_name;
  for (const auto& crate : crates) by_name.emplace(crate.name, &crate);
  std::map<std::string, std::vector<Reason>> added;
  for (const auto& crate : crates) {
    if (crate.verdict == Verdict::identical) continue;
    for (const auto& name : crate.dependencies) {
      const auto found = by_name.find(name);
      if (found == by_name.end() || found->second == &crate || !is_origin(*found->second, by_name)) continue;
      const auto& reasons = found->second->reasons;
      const auto version = std::ranges::find(reasons, "version", &Reason::kind);
      const auto verdict = std::string(spelling(verdict_to_dependents(*found->second)));
      added[crate.name].push_back(version == reasons.end() ? Reason{"dependency", name, "", verdict}
                                                           : Reason{"dependency", name, version->there, version->here});
    }
  }
  for (auto& crate : crates) {
    std::ranges::move(added[crate.name], std::back_inserter(crate.reasons));
    // Nothing else is known: options that the compiler hashes, and that show nowhere else.
    if (crate.reasons.empty()) crate.reasons = crate.hash_reasons;
  }
}

std::string sentence(const Reason& reason, const std::string& crate) {
  const auto both = fmt::format("{} there, {} here", reason.there.empty() ? "none" : reason.there,
                                reason.here.empty() ? "none" : reason.here);
  const bool untold = reason.there.empty() && reason.here.empty();
  if (reason.kind == "version") return fmt::format("made from {} {}", crate, both);
  if (reason.kind == "inlined-version") return fmt::format("has code of {} {}", reason.about, both);
  if (reason.kind == "dependency" && reason.there.empty())
    return fmt::format("depends on {} ({})", reason.about, reason.here);
  if (reason.kind == "dependency") return fmt::format("depends on {} {}", reason.about, both);
  if (reason.kind == "type-id") return "type ids, which the compiler computes from crate ids";
  if (reason.kind == "folded-functions") return "equal functions, of which LLVM keeps one by the order of symbols";
  if (reason.kind == "metadata-order")
    return "the same metadata in another order: rustc writes some tables as its hash tables have them";
  if (reason.kind == "c-objects")
    return untold ? "bundled C objects with the same names were compiled otherwise" : "bundled C objects: " + both;
  if (reason.kind == "file-name") return "hash in the files' names, of all that Cargo counts: " + both;
  if (reason.kind == "objects") {
    auto text = reason.there.empty() ? std::string() : "bundled objects only there: " + reason.there;
    if (!reason.here.empty()) text += (text.empty() ? "" : "; ") + ("bundled objects only here: " + reason.here);
    return text;
  }
  return fmt::format("{}: {}", text::replace_all(reason.kind, "-", " "), both);
}

}  // namespace buildstd::verify
