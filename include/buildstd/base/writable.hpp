// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace buildstd::fs {

/// A file or directory that this process may write to, as far as permissions and the mount say.
bool is_writable(const std::filesystem::path& path);

/// What decides whether `path` can be made or written to: the path itself where something is there, else the nearest
/// directory above it.
std::filesystem::path nearest_existing(std::filesystem::path path);

}  // namespace buildstd::fs
