// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/cache/cache.hpp"
#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// The user's cache, for operations on itself. An error where there is none, or it is not to be trusted.
Result<cache::Location> find_cache(const ProcessContext& process_context);
Result<cache::Cache> open_cache(const ProcessContext& process_context);

/// The cache that a build uses; null where it is not wanted or cannot be used, which may be worth a warning.
std::unique_ptr<cache::Cache> usable_cache(const Selection& selection, const ProcessContext& process_context,
                                           Diagnostics& diagnostics);

/// A warning: what went wrong costs time, nothing else.
void warn_of(const Error& error, Diagnostics& diagnostics);
/// The same where the cache could not do its part.
void report_trouble(const Session& session, Diagnostics& diagnostics);

}  // namespace buildstd::ops
