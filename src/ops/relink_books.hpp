// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"

namespace buildstd::ops {

/// A page with its links to what stands beside std's documentation only where that is published, as links to
/// `published` (which ends in a slash): Rust's books, and the crates that are not documented here.
std::string relink_books(std::string_view page, std::string_view published, const std::vector<std::string>& absent);

/// The same for each page below a folder.
Result<void> relink_books_below(const std::filesystem::path& folder, std::string_view published,
                                const std::vector<std::string>& absent);

}  // namespace buildstd::ops
