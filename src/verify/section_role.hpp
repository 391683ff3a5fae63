// SPDX-License-Identifier: MIT
#pragma once

#include "verify/object.hpp"

namespace buildstd::verify {

/// What a section is for, as far as comparing needs it.
enum class SectionRole { code, data, unwind, debug, bitcode, other };
SectionRole role_of(const Object& object, const ObjectSection& section);

}  // namespace buildstd::verify
