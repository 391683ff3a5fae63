// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace buildstd::verify {

/// A v0 symbol without the disambiguators of its crates. Back references count bytes, and disambiguators differ in
/// length, so the symbol is parsed and its back references are written anew. Nothing where it does not parse.
std::optional<std::string> without_crate_disambiguators(std::string_view symbol);

}  // namespace buildstd::verify
