// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "buildstd/ops/session.hpp"
#include "buildstd/planner/plan.hpp"

namespace buildstd::ops {

/// Something that a std was made from, by its digest.
struct Material {
  std::string name;
  std::string algorithm;  ///< in-toto's name: `sha256`, `dirHash`
  std::string digest;
};

/// What a std was made from, and by which choices: for a statement on what came out (docs/verify-predicate.md).
struct Provenance {
  toolchain::CompilerVersion compiler;
  std::vector<Material> materials;  ///< the compiler's files, the sources, their lock file
  std::string recipe;
  std::vector<planner::Choice> choices;
};

/// Reads all of the compiler and the sources.
Result<Provenance> provenance(const Session& session, const planner::Plan& plan);

}  // namespace buildstd::ops
