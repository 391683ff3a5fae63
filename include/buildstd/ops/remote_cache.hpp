// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>

#include "buildstd/base/error.hpp"
#include "buildstd/cache/remote.hpp"
#include "buildstd/ops/process_context.hpp"
#include "buildstd/ops/selection.hpp"

namespace buildstd::ops {

/// Variables that say the same as the options of a remote cache, or what no option says (docs/remote-cache.md).
inline constexpr const char* remote_cache_variable = "BUILDSTD_REMOTE_CACHE";
inline constexpr const char* remote_cache_mode_variable = "BUILDSTD_REMOTE_CACHE_MODE";
inline constexpr const char* remote_cache_token_variable = "BUILDSTD_REMOTE_CACHE_TOKEN";
inline constexpr const char* remote_cache_public_keys_variable = "BUILDSTD_REMOTE_CACHE_PUBLIC_KEYS";
inline constexpr const char* remote_cache_signing_key_variable = "BUILDSTD_REMOTE_CACHE_SIGNING_KEY";

/// What somebody has said of a team's cache: by options, else by variables, else in the user's own file
/// (`buildstd/config.toml` in XDG_CONFIG_HOME, else in `.config` of the home directory). Never a checkout's files.
/// `url` is empty where no remote is named; keys count for archives all the same. An error for what cannot be meant.
Result<cache::RemoteSettings> remote_cache(const Selection& selection, const ProcessContext& process_context);

/// The user's own file, which need not be there; nothing where there is no place for it.
std::optional<std::filesystem::path> users_file(const Environment& environment);

cache::TransferProgram transfer_program(const ProcessContext& process_context);

}  // namespace buildstd::ops
