// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "buildstd/ops/build.hpp"
#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// The documentation of one target's standard library.
struct Documentation {
  std::string target;
  std::filesystem::path index;  ///< the page to begin with
  bool fresh = false;           ///< it was there
};

/// Documents the public crates of the session's targets where Cargo puts a project's documentation for the target:
/// rustdoc links to crates that it finds beside its own. The session's selection asks for metadata only.
Result<std::vector<Documentation>> document(const Session& session, BuildView& view, Diagnostics& diagnostics);

}  // namespace buildstd::ops
