// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "verify/evidence.hpp"
#include "verify/object.hpp"

namespace buildstd::verify {

/// Functions of x86 that have `push rbp; mov rbp, rsp` near their start, told apart by whether they call others.
struct PrologueCounts {
  std::size_t calling = 0;
  std::size_t calling_with_frame = 0;
  std::size_t leaves = 0;
  std::size_t leaves_with_frame = 0;
};

/// Counts an object's functions; objects of other machines add nothing.
void count_prologues(const Object& object, PrologueCounts& counts);
FramePointers frame_pointers_of(const PrologueCounts& counts);

}  // namespace buildstd::verify
