// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "buildstd/base/error.hpp"

namespace buildstd::ops {

/// A page with its links to Rust's books, which stand beside std's documentation where that is published, as links to
/// `published` (which ends in a slash).
std::string relink_books(std::string_view page, std::string_view published);

/// The same for each page below a folder.
Result<void> relink_books_below(const std::filesystem::path& folder, std::string_view published);

}  // namespace buildstd::ops
