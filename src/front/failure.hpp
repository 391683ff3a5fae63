// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "buildstd/base/error.hpp"
#include "buildstd/base/kept_file.hpp"

namespace buildstd::front {

/// Leaves why a build has failed to the calls of the same run of Cargo that wait for it.
void write_failure(const fs::KeptFile& file, const std::string& run, const Error& error);
/// What a build of this run has failed with; nothing where none has.
std::optional<Error> read_failure(const fs::KeptFile& file, const std::string& run);

}  // namespace buildstd::front
