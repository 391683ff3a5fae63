// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/planner/request.hpp"

/// Finds what a prebuilt standard library was built with where the tables of recipe_flags.cpp do not know its release.
///
/// Cargo hashes what it is told into two numbers that the files of `core` show: one, without RUSTFLAGS, in every
/// symbol, one with them in the file name. `core` depends on nothing, so that a guess is checked in a microsecond,
/// without a compiler.
namespace buildstd::planner {

/// How many words a guess may differ in from what some known release's bootstrap has.
enum class SearchDepth : std::uint8_t { known, one_word, two_words };

struct RecipeSearch {
  const Request& request;  ///< with a prebuilt standard library
  /// Words that bootstrap may have taken up, as it would write them: `-Alinker-messages`, `-Zinline-mir`.
  std::vector<std::string> words = {};
  SearchDepth first = SearchDepth::known;  ///< where to go on: shallower guesses have been tried
  /// Releases that are newer than 1.`newest` count as not known; for tests.
  std::optional<unsigned> newest = std::nullopt;
  /// Called now and then with how much is done of how much; false: stop.
  std::function<bool(SearchDepth, std::size_t done, std::size_t all)> progress = {};
};

struct SearchOutcome {
  std::optional<FoundRecipe> recipe;
  /// It is what the tables have for this release, which every plan follows.
  bool is_in_tables = false;
  /// What gives `-C metadata` is known: the rest is about RUSTFLAGS only.
  bool metadata_known = false;
  std::uint64_t tried = 0;
  /// The deepest guesses that were all tried.
  std::optional<SearchDepth> exhausted;
};

/// An error where there is nothing to look for: no prebuilt `core`, or one without a hash in its name.
Result<SearchOutcome> find_recipe(const RecipeSearch& search);

}  // namespace buildstd::planner
