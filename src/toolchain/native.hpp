// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace buildstd::toolchain {

/// What to ask the compiler so that it shows what it makes of `native`: LLVM's code for an empty test program has the
/// processor's name and features at each function. No source file is needed: standard input is empty.
std::vector<std::string> native_question();
/// Where it cannot answer that (it has another code generator, or no prebuilt std): the processor's name, and the
/// features that Rust knows.
std::vector<std::string> simpler_native_question();

/// The name and the features out of the answer to either; nothing where they are not in it.
std::optional<std::string> native_in_code(std::string_view answer);
std::optional<std::string> native_in_prints(std::string_view answer);

/// Whether flags mean something else on another machine, as far as their text tells.
bool names_native(const std::vector<std::string>& flags);

}  // namespace buildstd::toolchain
