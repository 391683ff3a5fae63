// SPDX-License-Identifier: MIT
#pragma once

#include <sys/stat.h>

#include <optional>

#include "base/descriptor.hpp"

namespace buildstd::fs {

/// How a directory is opened to reach what is in it, not to list it.
extern const int open_for_reaching;

/// The permissions of others by which they could change what is in a file or directory.
inline constexpr mode_t others_write = S_IWGRP | S_IWOTH;

/// Whether a file or directory is the user's own and nobody else may write to it.
/// @param tolerated permissions of others that are no reason for mistrust
Result<void> check_own(const struct ::stat& status, const Path& path, unsigned tolerated);

struct TrustedPath {
  Descriptor directory;
  Path resolved;
};
/// As `TrustedDirectory::open`.
Result<TrustedPath> follow_trusted_path(const Path& path, const std::optional<Path>& create_below);

/// As `TrustedDirectory::remove`.
std::error_code remove_tree(int directory, const char* name);
/// What is in a directory, sorted by bytes.
std::error_code list_names(int directory, std::vector<std::string>& names);

}  // namespace buildstd::fs
