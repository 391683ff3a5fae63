// SPDX-License-Identifier: MIT
#include "verify/reasons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "buildstd/base/text.hpp"

namespace buildstd::verify {

namespace {

std::string yes_or_no(bool value) { return value ? "yes" : "no"; }

std::string listed(const std::set<std::string>& versions) {
  return text::join({versions.begin(), versions.end()}, ", ");
}

// cc-rs puts a hash of the source's folder before an object's name.
std::string without_folder_hash(const std::string& member) {
  constexpr std::size_t digits = 16;
  const auto hash = std::string_view(member).substr(0, digits);
  const bool hexadecimal = hash.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return member.size() > digits && member[digits] == '-' && hexadecimal ? member.substr(digits + 1) : member;
}

class Reasons {
 public:
  void differ(std::string kind, const std::string& there, const std::string& here, std::string about = {}) {
    if (there != here) all.push_back({std::move(kind), std::move(about), there, here});
  }
  std::vector<Reason> all;
};

void compare_objects(const CrateEvidence& there, const CrateEvidence& here, Reasons& reasons) {
  std::set<std::string> left;
  std::set<std::string> right;
  for (const auto& name : there.foreign_objects) left.insert(without_folder_hash(name));
  for (const auto& name : here.foreign_objects) right.insert(without_folder_hash(name));
  std::vector<std::string> missing;
  std::vector<std::string> added;
  std::ranges::set_difference(left, right, std::back_inserter(missing));
  std::ranges::set_difference(right, left, std::back_inserter(added));
  constexpr std::size_t most = 8;
  const auto shown = [](std::vector<std::string> names) {
    const auto rest = names.size() > most ? names.size() - most : 0;
    names.resize(names.size() - rest);
    return text::join(names, ", ") + (rest > 0 ? fmt::format(" and {} more", rest) : "");
  };
  if (!missing.empty() || !added.empty()) reasons.all.push_back({"objects", {}, shown(missing), shown(added)});
}

std::string directory_of(const CrateEvidence& crate) {
  return crate.compile_units.empty() ? std::string() : crate.compile_units.front().directory;
}

void compare_versions(const CrateEvidence& there, const CrateEvidence& here,
                      const std::map<std::string, std::string>& versions_here, Reasons& reasons) {
  const auto known = versions_here.find(there.files.name);
  const auto own = here.version                   ? here.version
                   : known == versions_here.end() ? std::nullopt
                                                  : std::optional(known->second);
  if (there.version && own) reasons.differ("version", *there.version, *own);
  for (const auto& [package, versions] : there.dependency_versions) {
    const auto found = here.dependency_versions.find(package);
    if (found != here.dependency_versions.end())
      reasons.differ("inlined-version", listed(versions), listed(found->second), package);
  }
}

// What counts is where differences begin: not each crate on the way.
bool is_origin(const CrateReport& crate, const std::map<std::string, const CrateReport*>& by_name) {
  if (crate.verdict == Verdict::identical) return false;
  // Another crate id is what other options, or other dependencies, lead to.
  if (std::ranges::any_of(crate.reasons, [](const auto& reason) { return reason.kind != "crate-id"; })) return true;
  return std::ranges::none_of(crate.dependencies, [&](const auto& name) {
    const auto found = by_name.find(name);
    return found != by_name.end() && found->second->verdict != Verdict::identical;
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
  if (!directory_of(there).empty() && !directory_of(here).empty())
    reasons.differ("source-path", directory_of(there), directory_of(here));
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
  return reasons.all;
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
      // Code is not other for another crate's other debug information.
      if (crate.verdict == Verdict::different && found->second->verdict < Verdict::different) continue;
      const auto& reasons = found->second->reasons;
      const auto version = std::ranges::find(reasons, "version", &Reason::kind);
      const auto verdict = std::string(spelling(found->second->verdict));
      added[crate.name].push_back(version == reasons.end() ? Reason{"dependency", name, "", verdict}
                                                           : Reason{"dependency", name, version->there, version->here});
    }
  }
  for (auto& crate : crates) std::ranges::move(added[crate.name], std::back_inserter(crate.reasons));
}

std::string sentence(const Reason& reason, const std::string& crate) {
  const auto both = fmt::format("{} there, {} here", reason.there.empty() ? "none" : reason.there,
                                reason.here.empty() ? "none" : reason.here);
  if (reason.kind == "version") return fmt::format("made from {} {}", crate, both);
  if (reason.kind == "inlined-version") return fmt::format("has code of {} {}", reason.about, both);
  if (reason.kind == "dependency" && reason.there.empty())
    return fmt::format("depends on {} ({})", reason.about, reason.here);
  if (reason.kind == "dependency") return fmt::format("depends on {} {}", reason.about, both);
  if (reason.kind == "objects") {
    auto text = reason.there.empty() ? std::string() : "bundled objects only there: " + reason.there;
    if (!reason.here.empty()) text += (text.empty() ? "" : "; ") + ("bundled objects only here: " + reason.here);
    return text;
  }
  return fmt::format("{}: {}", text::replace_all(reason.kind, "-", " "), both);
}

}  // namespace buildstd::verify
