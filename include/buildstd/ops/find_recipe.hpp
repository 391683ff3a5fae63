// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/ops/session.hpp"
#include "buildstd/planner/recipe_search.hpp"

namespace buildstd::ops {

/// What `verify --find-recipe` says about a target.
struct RecipeReport {
  enum class Kind {
    known,       ///< the tables have it already, or it was found before
    found,       ///< now it is kept for this compiler, and plans follow it
    unknown,     ///< none of the guesses was right
    no_metadata  ///< not even what `-C metadata` covers is known, so that RUSTFLAGS cannot be guessed
  };
  std::string target;
  Kind kind = Kind::unknown;
  std::optional<planner::FoundRecipe> recipe;
  std::uint64_t tried = 0;
};

/// How far a search has come: words that a guess is away from a known recipe; how many known recipes of all are done.
using RecipeProgress = std::function<void(unsigned words, std::size_t done, std::size_t all)>;

/// Looks for the recipes of the session's prebuilt standard libraries, and keeps what it finds for later plans.
Result<std::vector<RecipeReport>> find_recipes(const Session& session, const RecipeProgress& progress);

}  // namespace buildstd::ops
