// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "verify/model.hpp"

namespace buildstd::verify {

/// An atom of an object, to be spoken about.
struct AtomRef {
  ObjectModel* object = nullptr;
  std::size_t atom = 0;
  [[nodiscard]] const Atom& get() const { return object->atoms()[atom]; }
};

/// What the two differ in, the first thing found: size, bytes, references, unwinding.
std::string explain(const AtomRef& there, const AtomRef& here);

/// Whether the two have the same bytes and refer to the same names: what differs is content of constants, or unwinding.
bool same_but_constants(const AtomRef& there, const AtomRef& here);

/// A constant as a person recognises it: its text in quotes, or its first bytes.
std::string preview(const AtomRef& constant);

/// A symbol for a person.
std::string readable(std::string_view symbol);

}  // namespace buildstd::verify
