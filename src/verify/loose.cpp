// SPDX-License-Identifier: MIT
#include "verify/loose.hpp"

#include <algorithm>

namespace buildstd::verify {

namespace {

constexpr unsigned deepest = 50;
constexpr std::size_t id_size = 16;

}  // namespace

const std::string& LooseSide::name(const std::string& key) const {
  const auto found = substitutions_.names.find(key);
  return found == substitutions_.names.end() ? key : found->second;
}

const Loose& LooseSide::content(const AtomRef& atom) {
  static const Loose too_deep{"too deep", {}};
  const Place place(atom.object, atom.atom);
  const auto known = loose_.find(place);
  if (known != loose_.end()) return known->second;
  if (depth_ >= deepest) return too_deep;
  loose_[place].digest = "its own part";  // what a constant that leads back to itself finds
  ++depth_;
  auto loose = compute(atom);
  --depth_;
  return loose_[place] = std::move(loose);
}

Loose LooseSide::compute(const AtomRef& atom) {
  Loose loose;
  Fingerprint fingerprint;
  fingerprint.field("size", atom.get().end - atom.get().begin);
  fingerprint.field("bytes", substitute_ids(atom.object->bytes(atom.get()), loose.causes));
  for (const auto& patch : atom.object->patches(atom.get())) {
    fingerprint.field("at", patch.offset).field("type", patch.type);
    fingerprint.field("to", substitute(atom, patch.to, loose.causes));
  }
  loose.digest = fingerprint.hex();
  return loose;
}

// Ids are words of sixteen bytes in constants.
std::string LooseSide::substitute_ids(std::string bytes, Causes& causes) const {
  constexpr std::size_t alignment = 8;
  for (std::size_t at = 0; at + id_size <= bytes.size(); at += alignment) {
    const auto found = substitutions_.type_ids.find(bytes.substr(at, id_size));
    if (found == substitutions_.type_ids.end()) continue;
    bytes.replace(at, id_size, found->second);
    causes.emplace("type-id", "");
  }
  return bytes;
}

std::string LooseSide::substitute(const AtomRef& from, const Reference& to, Causes& causes) {
  const auto offset = std::to_string(to.offset);
  if (!to.key.empty()) {
    const auto& stands_for_both = name(to.key);
    if (stands_for_both != to.key) causes.emplace("folded-functions", "");
    return "name " + stands_for_both + " " + offset;
  }
  if (!to.atom) return "nothing " + offset;
  const AtomRef atom{from.object, *to.atom};
  if (const auto* cause = package_of(atom)) {
    causes.insert(*cause);
    return "of " + cause->first + " " + cause->second;
  }
  const auto& inner = content(atom);
  causes.insert(inner.causes.begin(), inner.causes.end());
  return "content " + inner.digest + " " + offset;
}

const Cause* LooseSide::package_of(const AtomRef& atom) {
  if (substitutions_.packages.empty()) return nullptr;
  const auto [known, is_new] = packages_.try_emplace(Place(atom.object, atom.atom), nullptr);
  if (!is_new || depth_ >= deepest) return known->second;
  ++depth_;
  const auto* cause = find_package(atom);
  --depth_;
  return packages_[Place(atom.object, atom.atom)] = cause;
}

const Cause* LooseSide::find_package(const AtomRef& atom) {
  const auto bytes = atom.object->bytes(atom.get());
  for (const auto& package : substitutions_.packages) {
    if (bytes.find(package.folder) != std::string::npos) return &package.cause;
  }
  for (const auto& patch : atom.object->patches(atom.get())) {
    if (!patch.to.key.empty() || !patch.to.atom) continue;
    if (const auto* cause = package_of({atom.object, *patch.to.atom})) return cause;
  }
  return nullptr;
}

}  // namespace buildstd::verify
