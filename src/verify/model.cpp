// SPDX-License-Identifier: MIT
#include "verify/model.hpp"

#include <llvm/Object/COFF.h>
#include <llvm/Object/Wasm.h>

#include <algorithm>
#include <set>

#include "verify/llvm_elf.hpp"
#include "verify/mangling.hpp"
#include "verify/relocation_fields.hpp"

namespace buildstd::verify {

namespace {

bool is_elf(const Object& object) { return llvm::isa<llvm::object::ELFObjectFileBase>(object.file.get()); }

// A name that means the same in another build: not one that numbers the constants of an object.
bool has_stable_name(const ObjectSymbol& symbol) {
  if (symbol.marker || symbol.name.empty()) return false;
  // `anon.HASH.N.llvm.M` is a constant that codegen units of a crate share.
  if (symbol.name.starts_with("anon.") || symbol.name.starts_with("ltmp") || symbol.name.starts_with(".L"))
    return false;
  return symbol.global || symbol.weak || symbol.function || mangling_of(symbol.name) != Mangling::unknown;
}

// A function type is numbered in each file anew: its parameters and results are its name.
std::string wasm_type(const Object& object, const Relocation& relocation) {
  const auto* wasm = llvm::dyn_cast<llvm::object::WasmObjectFile>(object.file.get());
  if (wasm == nullptr || relocation.wasm_index >= wasm->types().size()) return {};
  const auto& type = wasm->types()[relocation.wasm_index];
  std::string text = "type";
  for (const auto parameter : type.Params) text += " " + std::to_string(static_cast<unsigned>(parameter));
  text += " ->";
  for (const auto result : type.Returns) text += " " + std::to_string(static_cast<unsigned>(result));
  return text;
}

bool is_padding(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return c == '\0' || c == '\x90' || c == '\xcc'; });
}

constexpr std::uint64_t longest_padding = 16;

}  // namespace

Result<ObjectModel> ObjectModel::create(std::string_view bytes, const std::string& where) {
  ObjectModel model;
  BUILDSTD_TRY(model.object_, read_object(bytes, where));
  BUILDSTD_TRY(model.relocations_, read_relocations(model.object_));
  for (const auto& section : model.object_.sections) model.roles_.push_back(role_of(model.object_, section));
  model.add_referenced_places();
  model.split_sections();
  model.digests_.resize(model.atoms_.size());
  model.read_frames();
  return model;
}

void ObjectModel::split_sections() {
  std::vector<std::vector<std::size_t>> symbols(object_.sections.size());
  for (std::size_t i = 0; i < object_.symbols.size(); ++i) {
    const auto& symbol = object_.symbols[i];
    if (!symbol.section || symbol.undefined || symbol.marker || symbol.name.empty()) continue;
    if (symbol.offset >= object_.sections[*symbol.section].size) continue;
    // Labels inside functions, where a machine's relocations need them.
    if (roles_[*symbol.section] == SectionRole::code && !has_stable_name(symbol)) continue;
    symbols[*symbol.section].push_back(i);
  }
  for (std::size_t section = 0; section < symbols.size(); ++section) {
    auto& here = symbols[section];
    std::ranges::stable_sort(here, {}, [&](std::size_t i) { return object_.symbols[i].offset; });
    const auto first = atoms_.size();
    split_section(section, here);
    ranges_.emplace_back(first, atoms_.size());
  }
}

// Where the next symbol stands that is not another name of the same place.
std::uint64_t ObjectModel::next_offset(const std::vector<std::size_t>& symbols, std::size_t index,
                                       std::uint64_t end) const {
  const auto offset = object_.symbols[symbols[index]].offset;
  for (auto i = index + 1; i < symbols.size(); ++i) {
    if (object_.symbols[symbols[i]].offset != offset) return object_.symbols[symbols[i]].offset;
  }
  return end;
}

void ObjectModel::split_section(std::size_t section, const std::vector<std::size_t>& symbols) {
  const auto& whole = object_.sections[section];
  const auto role = roles_[section];
  if ((role != SectionRole::code && role != SectionRole::data && role != SectionRole::unwind) || whole.size == 0)
    return;
  // Constants that share a section for merging; those that code units share have a symbol there, which says no more.
  const auto is_named = [&](std::size_t i) { return has_stable_name(object_.symbols[i]); };
  if (is_elf(object_) && std::ranges::none_of(symbols, is_named)) {
    const auto flags = llvm::object::ELFSectionRef(whole.ref).getFlags();
    const bool strings = (flags & llvm::ELF::SHF_STRINGS) != 0;
    if ((flags & llvm::ELF::SHF_MERGE) != 0) return split_mergeable(section, whole.entry_size, strings);
  }
  std::uint64_t covered = 0;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const auto& symbol = object_.symbols[symbols[i]];
    const bool stable = has_stable_name(symbol);
    auto key = stable ? without_disambiguators(symbol.name) : std::string();
    const bool alias = !atoms_.empty() && atoms_.back().section == section && atoms_.back().begin == symbol.offset;
    if (!alias) {
      // Never beyond the next symbol: labels inside a function cut it, and all bytes still count, once.
      const auto next = next_offset(symbols, i, whole.size);
      const auto end = symbol.size != 0 && symbol.size < next - symbol.offset ? symbol.offset + symbol.size : next;
      add_gap(section, covered, symbol.offset);
      atoms_.push_back({section, symbol.offset, end, {}, role == SectionRole::code});
      covered = std::max(covered, end);
    }
    if (stable && atoms_.back().key.empty()) atoms_.back().key = key;
    if (stable) names_.push_back({std::move(key), symbol.name, atoms_.size() - 1});
  }
  add_gap(section, covered, whole.size);
}

// What no symbol covers: constants whose labels were private; but not what only aligns.
void ObjectModel::add_gap(std::size_t section, std::uint64_t begin, std::uint64_t end) {
  if (begin >= end) return;
  const bool whole = begin == 0 && end == object_.sections[section].size;
  const auto bytes = object_.sections[section].bytes;
  if (!whole && bytes.size() >= end && is_padding(bytes.substr(begin, end - begin))) return;
  if (!whole && roles_[section] == SectionRole::code && end - begin < longest_padding) return;
  atoms_.push_back({section, begin, end, {}, false});
}

void ObjectModel::split_mergeable(std::size_t section, std::uint64_t entry, bool strings) {
  const auto bytes = object_.sections[section].bytes;
  if (entry == 0 || (strings && entry != 1)) return add_gap(section, 0, object_.sections[section].size);
  for (std::uint64_t at = 0; at < bytes.size();) {
    auto end = at + entry;
    if (strings) {
      const auto zero = bytes.find('\0', at);
      end = zero == std::string_view::npos ? bytes.size() : zero + 1;
    }
    end = std::min<std::uint64_t>(end, bytes.size());
    atoms_.push_back({section, at, end, {}, false});
    at = end;
  }
}

std::optional<std::size_t> ObjectModel::atom_at(std::size_t section, std::uint64_t offset) const {
  const auto [first, last] = ranges_[section];
  if (last - first == 1) return first;
  const auto begin = atoms_.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = atoms_.begin() + static_cast<std::ptrdiff_t>(last);
  const auto behind = std::upper_bound(begin, end, offset, [](auto at, const Atom& atom) { return at < atom.begin; });
  if (behind == begin) return std::nullopt;
  return static_cast<std::size_t>(behind - atoms_.begin()) - 1;
}

Reference ObjectModel::resolve_place(const ObjectSymbol& symbol, std::int64_t addend, bool biased) const {
  const auto base = symbol.offset + static_cast<std::uint64_t>(addend);
  auto atom = atom_at(*symbol.section, base + (biased ? 4 : 0));
  // An instruction's own constant may stand between the field and its end: the target is then further on.
  for (const std::uint64_t constant : {1U, 2U, 4U}) {
    if (!biased || (atom && (atoms_[*atom].begin == base + 4 || !atoms_[*atom].key.empty()))) break;
    const auto further = atom_at(*symbol.section, base + 4 + constant);
    if (further && atoms_[*further].begin == base + 4 + constant) atom = further;
  }
  if (!atom) return {"section:" + std::string(object_.sections[*symbol.section].name), std::nullopt, addend, true};
  return {atoms_[*atom].key, atom, static_cast<std::int64_t>(base - atoms_[*atom].begin), true};
}

// An addend may stand in the bytes that are to be filled in.
std::int64_t ObjectModel::addend_of(const Relocation& relocation, std::size_t from) const {
  const auto bytes = object_.sections[from].bytes;
  const auto width = plain_addend_bytes(object_, relocation.type);
  if (width == 0 || relocation.offset > bytes.size() || width > bytes.size() - relocation.offset)
    return relocation.addend;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i)
    value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(bytes[relocation.offset + i])) << (8 * i);
  return width == 4 ? static_cast<std::int32_t>(value) : static_cast<std::int64_t>(value);
}

std::int64_t ObjectModel::distance_into_atom(std::size_t section, std::uint64_t offset) const {
  const auto atom = atom_at(section, offset);
  return atom ? static_cast<std::int64_t>(offset - atoms_[*atom].begin) : 0;
}

// Where an object has neither sizes nor a section for each constant, as COFF without COMDATs, constants begin where
// something refers to.
void ObjectModel::add_referenced_places() {
  if (!llvm::isa<llvm::object::COFFObjectFile>(object_.file.get())) return;
  std::set<std::pair<std::size_t, std::uint64_t>> places;
  for (std::size_t section = 0; section < relocations_.size(); ++section) {
    if (roles_[section] != SectionRole::code && roles_[section] != SectionRole::data) continue;
    for (const auto& relocation : relocations_[section]) {
      if (!relocation.symbol) continue;
      const auto& symbol = object_.symbols[*relocation.symbol];
      if (!symbol.section || has_stable_name(symbol)) continue;
      places.emplace(*symbol.section, symbol.offset + static_cast<std::uint64_t>(addend_of(relocation, section)));
    }
  }
  for (const auto& [section, offset] : places) {
    ObjectSymbol place;
    place.name = ".Lplace";
    place.section = section;
    place.offset = offset;
    object_.symbols.push_back(place);
  }
}

Reference ObjectModel::resolve(const Relocation& relocation, std::size_t from) const {
  if (!relocation.symbol) return {wasm_type(object_, relocation), std::nullopt, relocation.addend, false};
  const auto& symbol = object_.symbols[*relocation.symbol];
  if (!symbol.section || symbol.undefined || symbol.common)
    return {without_disambiguators(symbol.name), std::nullopt, relocation.addend, false};
  if (has_stable_name(symbol)) {
    const auto atom = atom_at(*symbol.section, symbol.offset);
    return {without_disambiguators(symbol.name), atom, relocation.addend, false};
  }
  const auto addend = addend_of(relocation, from);
  if (roles_[from] == SectionRole::data && counts_from_place(object_, relocation.type))
    return resolve_place(symbol, addend - distance_into_atom(from, relocation.offset), false);
  const bool biased = roles_[from] == SectionRole::code && counts_from_end(object_, relocation.type);
  return resolve_place(symbol, addend, biased);
}

std::vector<Patch> ObjectModel::patches(const Atom& atom) const {
  const auto& all = relocations_[atom.section];
  std::vector<Patch> inside;
  for (auto it = std::ranges::lower_bound(all, atom.begin, {}, &Relocation::offset);
       it != all.end() && it->offset < atom.end; ++it)
    inside.push_back({it->offset - atom.begin, it->type, resolve(*it, atom.section)});
  return inside;
}

std::string ObjectModel::bytes(const Atom& atom) const {
  const auto whole = object_.sections[atom.section].bytes;
  if (atom.begin >= whole.size()) return {};
  std::string bytes(whole.substr(atom.begin, atom.end - atom.begin));
  for (const auto& patch : patches(atom)) {
    auto width = placed_bytes(object_, patch.type);
    if (width == 0 && patch.to.by_place) width = plain_addend_bytes(object_, patch.type);
    for (auto at = patch.offset; at < std::min<std::uint64_t>(patch.offset + width, bytes.size()); ++at)
      bytes[at] = '\0';
  }
  return bytes;
}

std::string ObjectModel::describe(const Reference& reference) {
  const auto offset = std::to_string(reference.offset);
  if (!reference.key.empty()) return "name " + reference.key + " " + offset;
  if (!reference.atom) return "nothing " + offset;
  return "content " + digest(*reference.atom) + " " + offset;
}

const std::string& ObjectModel::digest(std::size_t index) {
  constexpr unsigned deepest_type = 100;
  static const std::string too_deep = "too deep";
  auto& known = digests_[index];
  if (!known.empty()) return known;
  if (depth_ >= deepest_type) return too_deep;
  known = "its own part";  // what a constant that leads back to itself finds
  ++depth_;
  const auto& atom = atoms_[index];
  Fingerprint fingerprint;
  fingerprint.field("size", atom.end - atom.begin).field("bytes", bytes(atom));
  for (const auto& patch : patches(atom))
    fingerprint.field("at", patch.offset).field("type", patch.type).field("to", describe(patch.to));
  --depth_;
  return digests_[index] = fingerprint.hex();
}

const std::string& ObjectModel::unwinding(std::size_t atom) const {
  static const std::string none;
  const auto found = frames_.find(atom);
  return found == frames_.end() ? none : found->second;
}

std::string ObjectModel::section_bytes(SectionRole role) const {
  std::string all;
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    if (roles_[i] == role) all += object_.sections[i].bytes;
  }
  return all;
}

}  // namespace buildstd::verify
