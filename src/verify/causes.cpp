// SPDX-License-Identifier: MIT
#include "verify/causes.hpp"

#include <algorithm>
#include <optional>

#include "buildstd/base/text.hpp"
#include "verify/crate_diff.hpp"
#include "verify/loaded_crate.hpp"
#include "verify/loose.hpp"
#include "verify/mangling.hpp"
#include "verify/source_lines.hpp"

namespace buildstd::verify {

namespace {

bool is_there(const Finding& finding) { return finding.there.object != nullptr; }
bool is_here(const Finding& finding) { return finding.here.object != nullptr; }

// `<T as Any>::type_id` and the like, whichever way symbols are mangled. It does nothing but return the id.
bool returns_type_id(const Finding& finding) {
  return finding.key != nullptr && finding.key->find("7type_id") != std::string::npos;
}

// The constant of sixteen bytes that a function returns, where it is one.
std::optional<std::string> returned_id(const AtomRef& function) {
  constexpr std::size_t id_size = 16;
  const auto patches = function.object->patches(function.get());
  if (patches.size() != 1 || !patches[0].to.key.empty() || !patches[0].to.atom) return std::nullopt;
  auto bytes = function.object->bytes(function.object->atoms()[*patches[0].to.atom]);
  return bytes.size() == id_size ? std::optional(std::move(bytes)) : std::nullopt;
}

// Which of these constants differ between both sides, as what a function of the same name returns.
std::map<std::string, std::string> type_ids(const std::vector<Finding>& findings) {
  std::map<std::string, std::string> ids;
  for (const auto& finding : findings) {
    if (!is_there(finding) || !is_here(finding) || !returns_type_id(finding)) continue;
    const auto there = returned_id(finding.there);
    const auto here = returned_id(finding.here);
    if (there && here && *there != *here) ids.emplace(*there, *here);
  }
  return ids;
}

// Functions that only one side has, under different names but the same otherwise: LLVM keeps one of several equal
// functions, and which one follows from the order of symbols.
std::map<std::string, std::string> folded_names(const std::vector<Finding>& findings) {
  std::map<std::string_view, const std::string*> here;
  for (const auto& finding : findings) {
    if (finding.key != nullptr && !is_there(finding)) here.emplace(finding.digest, finding.key);
  }
  std::map<std::string, std::string> names;
  for (const auto& finding : findings) {
    if (finding.key == nullptr || is_here(finding)) continue;
    const auto other = here.find(finding.digest);
    if (other != here.end()) names.emplace(*finding.key, *other->second);
  }
  return names;
}

class Tracer {
 public:
  Tracer(std::vector<Finding>& findings, CrateCode& there, CrateCode& here, const CauseContext& context)
      : findings_(findings),
        code_there_(there),
        code_here_(here),
        context_(context),
        there_(substitutions(&PackageVersions::there)),
        here_(substitutions(&PackageVersions::here)) {
    for (const auto& [left, right] : there_.substitutions().type_ids) {
      // In code, an id is two numbers of eight bytes.
      for (const std::size_t half : {0U, 8U}) id_halves_.emplace_back(left.substr(half, 8), right.substr(half, 8));
    }
    for (const auto& [left, right] : there_.substitutions().names) folded_here_.insert(right);
  }

  void run() {
    collect_constants();
    for (auto& finding : findings_) {
      auto causes = finding.key == nullptr ? causes_of_constant(finding) : causes_of_item(finding);
      if (causes.empty()) causes = general();
      if (causes.empty()) continue;
      finding.difference->reason = causes.begin()->first;
      finding.difference->about = causes.begin()->second;
    }
  }

 private:
  Substitutions substitutions(std::set<std::string> PackageVersions::* side) const {
    Substitutions all;
    const bool is_left = side == &PackageVersions::there;
    if (context_.crate_ids_differ) {
      for (const auto& [left, right] : type_ids(findings_)) all.type_ids.emplace(is_left ? left : right, right);
      if (is_left) all.names = folded_names(findings_);
    }
    for (const auto& [package, versions] : context_.packages) {
      for (const auto& version : versions.*side)
        all.packages.push_back({package_cause(package), "/" + package + "-" + version + "/"});
    }
    return all;
  }

  [[nodiscard]] Cause package_cause(const std::string& package) const {
    const bool own = text::replace_all(package, "-", "_") == context_.crate;
    return own ? Cause("version", "") : Cause("inlined-version", package);
  }

  [[nodiscard]] Causes general() const { return context_.general.empty() ? Causes() : Causes{{context_.general, ""}}; }

  // ---- constants ----

  void collect_constants() {
    for (const auto& finding : findings_) {
      if (finding.key != nullptr) continue;
      if (is_there(finding)) add_constant(constants_there_, there_.content(finding.there));
      if (is_here(finding)) add_constant(constants_here_, here_.content(finding.here));
    }
  }

  static void add_constant(std::map<std::string, Causes>& constants, const Loose& loose) {
    constants[loose.digest].insert(loose.causes.begin(), loose.causes.end());
  }

  Causes causes_of_constant(const Finding& finding) {
    auto& side = is_there(finding) ? there_ : here_;
    const auto& atom = is_there(finding) ? finding.there : finding.here;
    if (const auto* cause = side.package_of(atom)) return {*cause};
    const auto& others = is_there(finding) ? constants_here_ : constants_there_;
    const auto& loose = side.content(atom);
    const auto other = others.find(loose.digest);
    if (other != others.end()) {
      auto causes = loose.causes;
      causes.insert(other->second.begin(), other->second.end());
      if (!causes.empty()) return causes;
    }
    return causes_of_bundled(finding);
  }

  // ---- functions and variables ----

  Causes causes_of_item(const Finding& finding) {
    if (auto causes = causes_of_bundled(finding); !causes.empty()) return causes;
    if (is_there(finding) && is_here(finding)) {
      if (auto causes = causes_of_change(finding.there, finding.here); causes && !causes->empty()) return *causes;
      if (context_.crate_ids_differ && returns_type_id(finding)) return {{"type-id", ""}};
    } else if (is_folded(*finding.key)) {
      return {{"folded-functions", ""}};
    }
    return causes_of_sources(finding);
  }

  bool is_folded(const std::string& key) const {
    return there_.substitutions().names.contains(key) || folded_here_.contains(key);
  }

  // What the two differ in, where all of it can be traced.
  std::optional<Causes> causes_of_change(const AtomRef& there, const AtomRef& here) {
    Causes causes;
    const auto left = there.object->bytes(there.get());
    const auto right = here.object->bytes(here.get());
    if (left != right) {
      if (!same_but_hashes(left, right, id_halves_)) return std::nullopt;
      causes.emplace("type-id", "");
    }
    if (there.object->unwinding(there.atom) != here.object->unwinding(here.atom)) return std::nullopt;
    const auto patches = there.object->patches(there.get());
    const auto others = here.object->patches(here.get());
    if (patches.size() != others.size()) return std::nullopt;
    for (std::size_t i = 0; i < patches.size(); ++i) {
      if (patches[i].offset != others[i].offset || patches[i].type != others[i].type) return std::nullopt;
      if (!same_target(there, patches[i].to, here, others[i].to, causes)) return std::nullopt;
    }
    return causes;
  }

  bool same_target(const AtomRef& there, const Reference& left, const AtomRef& here, const Reference& right,
                   Causes& causes) {
    if (!left.key.empty() || !right.key.empty()) {
      if (left.key != right.key) causes.emplace("folded-functions", "");
      return left.offset == right.offset && there_.name(left.key) == here_.name(right.key);
    }
    if (!left.atom || !right.atom) return !left.atom && !right.atom && left.offset == right.offset;
    const AtomRef constant_there{there.object, *left.atom};
    const AtomRef constant_here{here.object, *right.atom};
    const auto* package_there = there_.package_of(constant_there);
    const auto* package_here = here_.package_of(constant_here);
    if (package_there != nullptr && package_here != nullptr && *package_there == *package_here)
      return causes.insert(*package_there), true;
    const auto& loose_there = there_.content(constant_there);
    const auto& loose_here = here_.content(constant_here);
    causes.insert(loose_there.causes.begin(), loose_there.causes.end());
    causes.insert(loose_here.causes.begin(), loose_here.causes.end());
    return left.offset == right.offset && loose_there.digest == loose_here.digest;
  }

  // C code, whose compiler and options are not rustc's.
  Causes causes_of_bundled(const Finding& finding) const {
    const auto* bundled_there = is_there(finding) ? code_there_.bundled(finding.there.object) : nullptr;
    const auto* bundled_here = is_here(finding) ? code_here_.bundled(finding.here.object) : nullptr;
    if ((is_there(finding) && bundled_there == nullptr) || (is_here(finding) && bundled_here == nullptr)) return {};
    const bool both = code_here_.has_bundled(bundled_there == nullptr ? *bundled_here : *bundled_there) &&
                      code_there_.has_bundled(bundled_there == nullptr ? *bundled_here : *bundled_there);
    return {{both ? "c-objects" : "objects", ""}};
  }

  // By the package that defines it, or whose code is in it.
  Causes causes_of_sources(const Finding& finding) {
    for (const auto& [package, versions] : context_.packages) {
      if (names_crate(finding.symbol, text::replace_all(package, "-", "_"))) return {package_cause(package)};
    }
    for (const auto* atom : {&finding.there, &finding.here}) {
      if (atom->object == nullptr) continue;
      for (const auto& package : packages_in(*atom)) {
        if (context_.packages.contains(package)) return {package_cause(package)};
      }
    }
    return {};
  }

  static bool names_crate(std::string_view symbol, std::string_view crate) {
    for (auto root = next_crate_root(symbol, 0); root; root = next_crate_root(symbol, root->begin + 2)) {
      if (root->crate == crate) return true;
    }
    return false;
  }

  std::set<std::string> packages_in(const AtomRef& atom) {
    if (context_.packages.empty()) return {};
    const auto lines = lines_.try_emplace(atom.object, atom.object->object()).first;
    return lines->second.packages(atom.get().section, atom.get().begin, atom.get().end);
  }

  std::vector<Finding>& findings_;
  CrateCode& code_there_;
  CrateCode& code_here_;
  const CauseContext& context_;
  LooseSide there_;
  LooseSide here_;
  std::vector<HashPair> id_halves_;
  std::set<std::string> folded_here_;
  std::map<std::string, Causes> constants_there_;
  std::map<std::string, Causes> constants_here_;
  std::map<const ObjectModel*, SourceLines> lines_;
};

}  // namespace

void trace(std::vector<Finding>& findings, CrateCode& there, CrateCode& here, const CauseContext& context) {
  Tracer(findings, there, here, context).run();
}

}  // namespace buildstd::verify
