// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>

#include "buildstd/base/diagnostics.hpp"
#include "data.hpp"

namespace buildstd::config {

/// Warns about keys that nobody reads, for the tables for which Cargo does so when it builds (measured:
/// `cargo check` with an unknown key in every table) and for `build-std`, with the nearest known name.
void warn_about_keys(const Config::Data& data, Diagnostics& diagnostics);

/// The same for profiles beyond the four that Cargo always loads.
void warn_about_profiles(const Config::Data& data, const std::set<std::string>& names, Diagnostics& diagnostics);

/// An error where a value of `[build]` has a type that Cargo refuses; it reads that table as a whole, so that
/// one bad value fails every use. Cargo: src/context/schema.rs, `CargoBuildConfig`.
Result<void> check_build_table(const Config::Data& data);
/// The same for all of `[target]`. Cargo: src/context/target.rs, `load_target_cfgs`.
Result<void> check_target_tables(const Config::Data& data);

}  // namespace buildstd::config
