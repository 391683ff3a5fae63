// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// A target of the compiler, and what of it is installed.
struct TargetEntry {
  toolchain::TargetSummary summary;
  bool is_host = false;
  bool has_prebuilt = false;  ///< a prebuilt `core` is there
};

/// Every target that is built into the compiler, by name.
Result<std::vector<TargetEntry>> targets(const Invocation& invocation, Diagnostics& diagnostics);

/// What `rustc --print target-standard-library-support` says, or would say.
struct TargetSupport {
  std::string target;
  std::optional<toolchain::Support> support;
};

/// For each target that the selection or the configuration names, else for the host. Refuses nothing on account of
/// what a target supports.
Result<std::vector<TargetSupport>> target_support(const Invocation& invocation, Diagnostics& diagnostics);

}  // namespace buildstd::ops
