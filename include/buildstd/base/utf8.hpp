// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string_view>

#include "buildstd/base/error.hpp"

namespace buildstd {

/// An error where a path is not UTF-8. Asked of all that somebody may name, before anything is done: rustc refuses such
/// arguments and panics in such a directory (1.96), Cargo compiles nothing there either, and JSON, which our records
/// and messages are, cannot hold it. So nothing below has to think of it.
/// @param what whose path it is, as "the working directory"
Result<void> check_utf8(const std::filesystem::path& path, std::string_view what);

}  // namespace buildstd
