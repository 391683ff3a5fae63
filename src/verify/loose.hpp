// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "verify/explain_atom.hpp"

/// Comparing what is left once all that is known to be other is set aside.
namespace buildstd::verify {

/// A reason's kind, and what it is about.
using Cause = std::pair<std::string, std::string>;
using Causes = std::set<Cause>;

/// What may stand for something else on the other side.
struct Substitutions {
  /// Ids that the compiler computes for types: 16 bytes there, 16 bytes here.
  std::map<std::string, std::string> type_ids;
  /// Of functions that the other side has under another name, the one name that stands for both.
  std::map<std::string, std::string> names;
  struct Package {
    Cause cause;
    std::string folder;  ///< `/memchr-2.8.0/`, as this side has it
  };
  std::vector<Package> packages;
};

struct Loose {
  std::string digest;  ///< alike for what is alike after substitution
  Causes causes;       ///< of what was substituted
};

/// The atoms of one side.
class LooseSide {
 public:
  explicit LooseSide(Substitutions substitutions) : substitutions_(std::move(substitutions)) {}

  /// Of a constant's content, and of all it refers to.
  const Loose& content(const AtomRef& atom);
  /// The package whose source's name a constant holds, or leads to; null: none.
  const Cause* package_of(const AtomRef& atom);
  [[nodiscard]] const Substitutions& substitutions() const { return substitutions_; }
  /// The name that stands for a function's on both sides.
  [[nodiscard]] const std::string& name(const std::string& key) const;

 private:
  using Place = std::pair<const ObjectModel*, std::size_t>;

  Loose compute(const AtomRef& atom);
  std::string substitute_ids(std::string bytes, Causes& causes) const;
  std::string substitute(const AtomRef& from, const Reference& to, Causes& causes);
  const Cause* find_package(const AtomRef& atom);

  Substitutions substitutions_;
  std::map<Place, Loose> loose_;
  std::map<Place, const Cause*> packages_;
  unsigned depth_ = 0;
};

}  // namespace buildstd::verify
