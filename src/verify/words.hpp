// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "verify/compare.hpp"

/// What a report's parts are called, alike in all formats.
namespace buildstd::verify {

/// As JSON has it.
std::string_view word(Verdict verdict);
std::string_view word(DifferenceKind kind);

/// `all 12`, `475+85 of 561`, `-`.
std::string tally_text(const Tally& tally);
/// Of variables and constants together.
Tally constants_of(const CodeComparison& code);
/// What differs besides code, in a few words; empty where nothing does.
std::string other_differences(const CrateReport& crate);
/// How many of a crate's differences follow from this reason.
std::size_t differences_with(const CrateReport& crate, const Reason& reason);
/// `1 difference`, `2 differences`.
std::string counted(std::size_t count, std::string_view what);

}  // namespace buildstd::verify
