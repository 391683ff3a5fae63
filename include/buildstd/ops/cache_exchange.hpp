// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/ops/build.hpp"
#include "buildstd/ops/process_context.hpp"
#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// What was written, or read.
struct Moved {
  std::size_t units = 0;
  std::uint64_t bytes = 0;  ///< of the file
};
/// Writes the units that a build of the same request needs to one file. What the cache has not is built first.
Result<Moved> export_request(const Invocation& invocation, const std::filesystem::path& file, BuildView& view,
                             Diagnostics& diagnostics);
/// The same of all units of the user's cache.
Result<Moved> export_all(const ProcessContext& process_context, const std::filesystem::path& file);
/// Takes the units of such a file into the user's cache: all, or none where something is wrong with it.
Result<Moved> import_cache(const ProcessContext& process_context, const std::filesystem::path& file);

}  // namespace buildstd::ops
