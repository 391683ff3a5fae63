// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// What `fetch` found and did.
struct Fetched {
  std::vector<std::string> packages;  ///< `name version` of those that were not there
};

/// Shows that Cargo is at work.
using FetchView = std::function<void(const std::vector<std::string>& packages)>;

/// Has Cargo download those dependencies of the standard library that neither its sources nor Cargo's cache have, and
/// checks them against the lock file of the sources. The user's own configuration of registries and proxies counts.
Result<Fetched> fetch(const Invocation& invocation, const FetchView& view, Diagnostics& diagnostics);

}  // namespace buildstd::ops
