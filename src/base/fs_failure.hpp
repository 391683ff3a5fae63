// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <string_view>
#include <system_error>

#include "buildstd/base/error.hpp"
#include "buildstd/base/fs.hpp"

namespace buildstd::fs {

/// "failed to VERB `PATH`", and why.
std::unexpected<Error> failure(std::string_view verb, const Path& path, const std::error_code& code);

inline std::error_code last_error() { return {errno, std::generic_category()}; }

}  // namespace buildstd::fs
