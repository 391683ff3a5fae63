// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>
#include <system_error>

#include "buildstd/base/error.hpp"
#include "buildstd/base/fs.hpp"

/// What `fs` is made of and each system does in its own way.
namespace buildstd::fs {

/// A new file with this content; an error where there is something of that name.
/// @param named what messages call it
Result<void> write_new(const Path& path, std::string_view content, const Path& named, unsigned mode = 0644);
/// All bytes of a regular file, piece by piece.
Result<void> read_pieces(const Path& path, const std::function<void(std::string_view)>& take);
/// Nothing: they are there.
std::error_code make_directories(const Path& path);

}  // namespace buildstd::fs
