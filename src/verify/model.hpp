// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/hash.hpp"
#include "verify/object.hpp"
#include "verify/section_role.hpp"

/// An object file as the functions and constants it holds, so that neither their order nor their sections' names
/// nor how they are spread over files counts.
namespace buildstd::verify {

/// A stretch of a section: a function, a variable, or a constant without a name of its own.
struct Atom {
  std::size_t section = 0;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::string key;  ///< the symbol without disambiguators; empty for what has no stable name
  bool function = false;
};

/// A name that something has; one atom may have several.
struct Name {
  std::string key;
  std::string_view symbol;  ///< as it is in the file
  std::size_t atom = 0;
};

/// What a relocation leads to: something by its name, or a constant by its content.
struct Reference {
  std::string key;                  ///< empty for content
  std::optional<std::size_t> atom;  ///< within this object
  std::int64_t offset = 0;          ///< from its start, with whatever the relocation's type adds
  bool by_place = false;            ///< the file names a section, not a symbol: an addend in the bytes is a place
  bool operator==(const Reference&) const = default;
};

/// One relocation inside an atom.
struct Patch {
  std::uint64_t offset = 0;  ///< from the atom's start
  std::uint64_t type = 0;
  Reference to;
};

/// Where a record of `.eh_frame` stands, and the bytes of it that tell only places.
struct FrameRecord {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint64_t skip_begin = 0;
  std::uint64_t skip_end = 0;
};

class ObjectModel {
 public:
  static Result<ObjectModel> create(std::string_view bytes, const std::string& where);

  [[nodiscard]] const Object& object() const { return object_; }
  [[nodiscard]] const std::vector<Atom>& atoms() const { return atoms_; }
  [[nodiscard]] const std::vector<Name>& names() const { return names_; }
  [[nodiscard]] SectionRole role(const Atom& atom) const { return roles_[atom.section]; }
  /// The atom's bytes, with those that a relocation fills in its own way set to zero. Empty for zeroed memory.
  [[nodiscard]] std::string bytes(const Atom& atom) const;
  [[nodiscard]] std::vector<Patch> patches(const Atom& atom) const;
  /// A fingerprint of bytes, relocations and, of constants, what these refer to in turn.
  const std::string& digest(std::size_t atom);
  /// A fingerprint of how to unwind a function; empty where nothing says.
  [[nodiscard]] const std::string& unwinding(std::size_t atom) const;
  /// Describes where a reference leads, alike for alike in all objects.
  std::string describe(const Reference& reference);
  /// All bytes of the sections of a role, in the file's order.
  [[nodiscard]] std::string section_bytes(SectionRole role) const;

 private:
  void add_referenced_places();
  void split_sections();
  void split_section(std::size_t section, const std::vector<std::size_t>& symbols);
  [[nodiscard]] std::uint64_t next_offset(const std::vector<std::size_t>& symbols, std::size_t index,
                                          std::uint64_t end) const;
  void split_mergeable(std::size_t section, std::uint64_t entry, bool strings);
  void add_gap(std::size_t section, std::uint64_t begin, std::uint64_t end);
  void read_frames();
  void read_frame_records(std::size_t section);
  void add_record(Fingerprint& fingerprint, std::size_t section, FrameRecord record);
  [[nodiscard]] std::optional<std::size_t> atom_at(std::size_t section, std::uint64_t offset) const;
  [[nodiscard]] std::int64_t addend_of(const Relocation& relocation, std::size_t from) const;
  [[nodiscard]] std::int64_t distance_into_atom(std::size_t section, std::uint64_t offset) const;
  [[nodiscard]] Reference resolve(const Relocation& relocation, std::size_t from) const;
  [[nodiscard]] Reference resolve_place(const ObjectSymbol& symbol, std::int64_t addend, bool biased) const;

  Object object_;
  std::vector<SectionRole> roles_;
  std::vector<std::vector<Relocation>> relocations_;
  std::vector<Atom> atoms_;                                  // by section, then place
  std::vector<std::pair<std::size_t, std::size_t>> ranges_;  // of atoms_, by section
  std::vector<Name> names_;
  std::vector<std::string> digests_;
  std::map<std::size_t, std::string> frames_;
  unsigned depth_ = 0;
};

}  // namespace buildstd::verify
