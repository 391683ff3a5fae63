// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "buildstd/base/error.hpp"

/// How folders come to be: made aside, renamed into place.
namespace buildstd::sysroot {

/// Fills a folder beside `destination` and renames it into place, over whatever is there: whole, or not there.
Result<void> stage(const std::filesystem::path& destination,
                   const std::function<Result<void>(const std::filesystem::path& staging)>& fill);

/// Fills a folder beside `destination` and renames what `destination` lacks of it into that: each file whole, or not
/// there.
Result<void> complete(const std::filesystem::path& destination,
                      const std::function<Result<void>(const std::filesystem::path& staging)>& fill);

/// Removes what killed processes have left beside a destination; for one that holds its lock, or it takes living ones'.
Result<void> remove_leftovers(const std::filesystem::path& destination);

/// Symbolic links in `to` to the entries of `from`, but for those left out and those that are there. No `from` is an
/// empty one.
Result<void> mirror_folder(const std::filesystem::path& from, const std::filesystem::path& to,
                           const std::function<bool(std::string_view name)>& leave_out);

}  // namespace buildstd::sysroot
