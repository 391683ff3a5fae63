// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace buildstd {

/// A fingerprint over everything that a compiler may look at to find out which processor `native` is: two processors
/// with the same one have the same instructions. Asked of the processor itself (an emulator answers for the one that it
/// emulates), elsewhere of the kernel. Empty where this system has no way to tell; then nothing that depends on the
/// processor may be remembered.
std::string processor_identity();

}  // namespace buildstd
