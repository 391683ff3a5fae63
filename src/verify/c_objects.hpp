// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "verify/object.hpp"

/// What bundled C objects tell of how they were compiled.
namespace buildstd::verify {

/// What the compiler wrote into `.comment`; empty where nothing.
std::string compiler_comment(const Object& object);

/// The protections that a note of ELF's says the code supports (`IBT, SHSTK` on x86, `BTI, PAC` on AArch64): options
/// like `-fcf-protection`, which add instructions. Empty where there is no such note.
std::string control_flow_protection(const Object& object);

}  // namespace buildstd::verify
