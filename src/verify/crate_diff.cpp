// SPDX-License-Identifier: MIT
#include "verify/crate_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "verify/explain_atom.hpp"

namespace buildstd::verify {

namespace {

// One named thing, under all that counts of it.
struct Item {
  AtomRef place;
  std::string_view symbol;
  const std::string* key;
  std::string digest;
};
// Several things may share a key: instances that each codegen unit has for itself.
using Items = std::map<std::string, std::vector<Item>>;
using Constants = std::map<std::string, AtomRef>;

struct Inventory {
  Items functions;
  Items data;
  Constants constants;
};

bool is_compared(SectionRole role) { return role == SectionRole::code || role == SectionRole::data; }

Inventory take_inventory(CrateCode& code) {
  Inventory inventory;
  for (auto& [object, bundled] : code.objects) {
    for (const auto& name : object.names()) {
      const auto& atom = object.atoms()[name.atom];
      if (!is_compared(object.role(atom))) continue;
      auto& items = atom.function ? inventory.functions : inventory.data;
      items[name.key].push_back(
          {{&object, name.atom}, name.symbol, &name.key, object.digest(name.atom) + object.unwinding(name.atom)});
    }
    for (std::size_t i = 0; i < object.atoms().size(); ++i) {
      const auto& atom = object.atoms()[i];
      if (atom.key.empty() && is_compared(object.role(atom)))
        inventory.constants.emplace(object.digest(i), AtomRef{&object, i});
    }
  }
  for (auto* items : {&inventory.functions, &inventory.data}) {
    for (auto& [key, same] : *items) std::ranges::stable_sort(same, {}, &Item::digest);
  }
  return inventory;
}

std::size_t count(const Items& items) {
  std::size_t all = 0;
  for (const auto& [key, same] : items) all += same.size();
  return all;
}

// All differences, with what they are about.
class Differences {
 public:
  void add_item(DifferenceKind kind, std::string_view what, const Item* there, const Item* here) {
    const auto& item = there == nullptr ? *here : *there;
    auto detail = kind == DifferenceKind::changed ? explain(there->place, here->place) : std::string();
    all_.push_back({kind, std::string(what), readable(item.symbol), std::move(detail), {}, {}});
    findings_.push_back({nullptr, there == nullptr ? AtomRef() : there->place,
                         here == nullptr ? AtomRef() : here->place, item.symbol, item.key, item.digest});
  }
  void add_constant(DifferenceKind kind, const AtomRef& constant) {
    all_.push_back({kind, "constant", preview(constant), {}, {}, {}});
    const bool is_there = kind == DifferenceKind::missing_here;
    findings_.push_back({nullptr, is_there ? constant : AtomRef(), is_there ? AtomRef() : constant, {}, nullptr, {}});
  }

  std::vector<Difference> traced(CrateCode& there, CrateCode& here, const CauseContext& context) {
    for (std::size_t i = 0; i < all_.size(); ++i) findings_[i].difference = &all_[i];
    trace(findings_, there, here, context);
    return std::move(all_);
  }

 private:
  std::vector<Difference> all_;
  std::vector<Finding> findings_;
};

// Compares the things of one name; where codegen units keep copies, equal ones count once for the other side's.
class NameComparison {
 public:
  NameComparison(std::string_view what, Tally& tally, Differences& differences)
      : what_(what), tally_(tally), differences_(differences) {}

  void compare(const std::vector<Item>& there, const std::vector<Item>& here) {
    std::set<std::string_view> known_there;
    std::set<std::string_view> known_here;
    for (const auto& item : there) known_there.insert(item.digest);
    for (const auto& item : here) known_here.insert(item.digest);
    std::vector<const Item*> left;
    std::vector<const Item*> right;
    for (const auto& item : there) {
      if (!known_here.contains(item.digest)) left.push_back(&item);
    }
    for (const auto& item : here) {
      if (!known_there.contains(item.digest)) right.push_back(&item);
    }
    tally_.same += there.size() - left.size();
    tally_.same_code += there.size() - left.size();
    const auto pairs = std::min(left.size(), right.size());
    for (std::size_t i = 0; i < pairs; ++i) {
      if (same_but_constants(left[i]->place, right[i]->place)) ++tally_.same_code;
      differences_.add_item(DifferenceKind::changed, what_, left[i], right[i]);
    }
    for (std::size_t i = pairs; i < left.size(); ++i)
      differences_.add_item(DifferenceKind::missing_here, what_, left[i], nullptr);
    for (std::size_t i = pairs; i < right.size(); ++i)
      differences_.add_item(DifferenceKind::only_here, what_, nullptr, right[i]);
  }

 private:
  std::string_view what_;
  Tally& tally_;
  Differences& differences_;
};

void compare_items(std::string_view what, const Items& there, const Items& here, Tally& tally,
                   Differences& differences) {
  tally.there = count(there);
  tally.here = count(here);
  NameComparison comparison(what, tally, differences);
  static const std::vector<Item> none;
  for (const auto& [key, items] : there) {
    const auto found = here.find(key);
    comparison.compare(items, found == here.end() ? none : found->second);
  }
  for (const auto& [key, items] : here) {
    if (!there.contains(key)) comparison.compare(none, items);
  }
}

void compare_constants(const Constants& there, const Constants& here, Tally& tally, Differences& differences) {
  tally.there = there.size();
  tally.here = here.size();
  for (const auto& [digest, constant] : there) {
    if (here.contains(digest))
      ++tally.same;
    else
      differences.add_constant(DifferenceKind::missing_here, constant);
  }
  for (const auto& [digest, constant] : here) {
    if (!there.contains(digest)) differences.add_constant(DifferenceKind::only_here, constant);
  }
}

void compare_opaque(const CrateCode& there, const CrateCode& here, std::vector<Difference>& differences) {
  const auto lacks = [](const CrateCode& code, const std::string& member) {
    return std::ranges::find(code.opaque, member) == code.opaque.end();
  };
  for (const auto& member : there.opaque) {
    if (lacks(here, member)) differences.push_back({DifferenceKind::missing_here, "object", member, {}, "objects", {}});
  }
  for (const auto& member : here.opaque) {
    if (lacks(there, member)) differences.push_back({DifferenceKind::only_here, "object", member, {}, "objects", {}});
  }
}

// Where objects are spread otherwise, nothing is said about this: their own bytes decide.
std::string role_digest(const CrateCode& code, SectionRole role) {
  Fingerprint fingerprint;
  for (const auto& object : code.objects) fingerprint.field("object", object.model.section_bytes(role));
  return fingerprint.hex();
}

}  // namespace

Result<CrateCode> read_crate_code(const std::vector<Member>& members, const std::string& where) {
  CrateCode code;
  for (const auto& member : members) {
    if (member.kind == MemberKind::metadata || member.kind == MemberKind::metadata_link) continue;
    const auto name = where + "(" + member.name + ")";
    if (member.kind == MemberKind::foreign && !looks_like_object(member.bytes)) {
      code.opaque.push_back(member.name + ": " + Fingerprint().field("bytes", member.bytes).hex());
      continue;
    }
    BUILDSTD_TRY(auto model, ObjectModel::create(member.bytes, name));
    const bool bundled = member.kind == MemberKind::foreign;
    code.objects.push_back(
        {std::move(model), bundled ? std::optional(without_folder_hash(member.name)) : std::nullopt});
  }
  return code;
}

CodeComparison compare_code(CrateCode& there, CrateCode& here, const CauseContext& context) {
  CodeComparison result;
  Differences differences;
  const auto left = take_inventory(there);
  const auto right = take_inventory(here);
  compare_items("function", left.functions, right.functions, result.functions, differences);
  compare_items("data", left.data, right.data, result.data, differences);
  compare_constants(left.constants, right.constants, result.constants, differences);
  result.differences = differences.traced(there, here, context);
  compare_opaque(there, here, result.differences);
  result.debug_info_same = role_digest(there, SectionRole::debug) == role_digest(here, SectionRole::debug);
  result.bitcode_same = role_digest(there, SectionRole::bitcode) == role_digest(here, SectionRole::bitcode);
  return result;
}

const std::string* CrateCode::bundled(const ObjectModel* model) const {
  const auto found = std::ranges::find_if(objects, [&](const auto& object) { return &object.model == model; });
  return found == objects.end() || !found->bundled ? nullptr : &*found->bundled;
}

bool CrateCode::has_bundled(const std::string& name) const {
  return std::ranges::any_of(objects, [&](const auto& object) { return object.bundled == name; });
}

std::string without_folder_hash(const std::string& member) {
  constexpr std::size_t digits = 16;
  const auto hash = std::string_view(member).substr(0, digits);
  const bool hexadecimal = hash.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return member.size() > digits && member[digits] == '-' && hexadecimal ? member.substr(digits + 1) : member;
}

}  // namespace buildstd::verify
