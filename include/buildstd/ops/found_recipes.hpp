// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "buildstd/ops/session.hpp"
#include "buildstd/planner/recipe_search.hpp"
#include "buildstd/toolchain/toolchain.hpp"

namespace buildstd::ops {

/// What is kept of the search for a recipe, from one run to the next.
struct KeptSearch {
  std::optional<planner::FoundRecipe> recipe;
  /// Guesses up to here were all wrong.
  std::optional<planner::SearchDepth> exhausted;
};

/// Of one compiler's standard library for one target. Whatever cannot be read counts as nothing.
KeptSearch read_kept_search(const Storage& storage, const toolchain::Toolchain& toolchain, const std::string& target);
void keep_search(const Storage& storage, const toolchain::Toolchain& toolchain, const std::string& target,
                 const KeptSearch& search);

}  // namespace buildstd::ops
