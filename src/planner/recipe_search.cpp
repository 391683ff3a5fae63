// SPDX-License-Identifier: MIT
#include "buildstd/planner/recipe_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "buildstd/base/std_layout.hpp"
#include "buildstd/base/text.hpp"
#include "planner/core_hashes.hpp"
#include "planner/recipe.hpp"
#include "planner/recipe_flags.hpp"

namespace buildstd::planner {

namespace {

using Words = std::vector<std::string_view>;

/// A known recipe's RUSTFLAGS, where guesses start.
struct Base {
  std::vector<std::string> words;
  std::string name;
  bool is_of_release = false;  ///< which plans follow by themselves
};

// The first releases with other tables than the one before (recipe_flags.cpp).
constexpr std::array releases_with_changes = {85U, 86U, 89U, 95U, 97U};

// The toolchain's own release first, or the newest that is known.
std::vector<Base> known_recipes(const RecipeSearch& search) {
  auto like = distribution(search.request);
  const auto own = like.release;
  std::vector<unsigned> releases(releases_with_changes.rbegin(), releases_with_changes.rend());
  releases.insert(releases.begin(), own);
  std::vector<Base> bases;
  std::set<std::vector<std::string>> seen;
  for (const auto release : releases) {
    if (release > search.newest.value_or(newest_known_release)) continue;
    for (const auto& link : known_link_settings()) {
      like.release = release;
      like.link = link;
      std::vector<std::string> words;
      for (auto& flag : bootstrap_flags(search.request, like)) words.push_back(std::move(flag.flag));
      if (seen.insert(words).second)
        bases.push_back({words, fmt::format("1.{}'s, {}", release, describe(link)), release == own});
    }
  }
  return bases;
}

/// Checks guesses against the hash in the file name.
class Guesses {
 public:
  Guesses(LeafFileHash hash, std::uint64_t wanted) : hash_(std::move(hash)), wanted_(wanted) {}

  bool right(const Words& words) {
    ++tried_;
    return hash_.with(words) == wanted_;
  }

  /// A word more, or another one in a word's place, or a word less. `words` is then the right guess.
  std::optional<std::string> one_word(Words& words, const Words& pool) {
    for (std::size_t at = 0; at < words.size(); ++at) {
      const auto own = words[at];
      for (const auto word : pool) {
        words[at] = word;
        if (right(words)) return fmt::format("`{}` in place of `{}`", word, own);
      }
      words[at] = own;
    }
    for (std::size_t at = 0; at <= words.size(); ++at) {
      const auto place = words.insert(words.begin() + static_cast<std::ptrdiff_t>(at), std::string_view());
      for (const auto word : pool) {
        *place = word;
        if (right(words))
          return fmt::format("with `{}`{}", word, at == 0 ? "" : fmt::format(" after `{}`", words[at - 1]));
      }
      words.erase(place);
    }
    return without_one(words, [&] { return right(words) ? std::optional(std::string()) : std::nullopt; });
  }

  /// A word less and then one other, or two of the known words more.
  std::optional<std::string> two_words(Words& words, const Words& pool, const Words& known) {
    if (auto found = without_one(words, [&] { return one_word(words, pool); })) return found;
    for (std::size_t at = 0; at <= words.size(); ++at) {
      for (const auto word : known) {
        words.insert(words.begin() + static_cast<std::ptrdiff_t>(at), word);
        if (auto second = one_word(words, known)) return fmt::format("with `{}`, {}", word, *second);
        words.erase(words.begin() + static_cast<std::ptrdiff_t>(at));
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] std::uint64_t tried() const { return tried_; }

 private:
  template <class Check>
  static std::optional<std::string> without_one(Words& words, Check check) {
    for (std::size_t at = 0; at < words.size(); ++at) {
      const auto own = words[at];
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(at));
      if (auto more = check()) return fmt::format("without `{}`{}{}", own, more->empty() ? "" : ", ", *more);
      words.insert(words.begin() + static_cast<std::ptrdiff_t>(at), own);
    }
    return std::nullopt;
  }

  LeafFileHash hash_;
  std::uint64_t wanted_;
  std::uint64_t tried_ = 0;
};

class Search {
 public:
  explicit Search(const RecipeSearch& search)
      : search_(search), recipe_(search.request), bases_(known_recipes(search)) {
    std::set<std::string_view> known;
    for (const auto& base : bases_) known.insert(base.words.begin(), base.words.end());
    known_.assign(known.begin(), known.end());
    known.insert(search.words.begin(), search.words.end());
    pool_.assign(known.begin(), known.end());
  }

  Result<SearchOutcome> run() {
    BUILDSTD_TRY(const auto* const core, prebuilt_core());
    const auto wanted = text::whole_number<std::uint64_t>(core->extra_filename, 16);
    if (!wanted) return fail(Error(fmt::format("the name of {} has no hash to look for", core->rlib)));
    BUILDSTD_TRY(const auto seed, seed_of_metadata(*core));
    outcome_.metadata_known = seed.has_value();
    if (!seed) return outcome_;
    BUILDSTD_TRY(const auto hashed, hashed(*seed));
    BUILDSTD_TRY(auto hash, LeafFileHash::of(hashed.graph.units.front(), hashed.context));
    Guesses guesses(std::move(hash), *wanted);
    for (const auto depth : {SearchDepth::known, SearchDepth::one_word, SearchDepth::two_words}) {
      if (depth >= search_.first && !try_all(depth, guesses)) break;
      outcome_.exhausted = depth;
    }
    if (outcome_.recipe) outcome_.recipe->default_lib_metadata = *seed;
    outcome_.tried = guesses.tried();
    return outcome_;
  }

 private:
  Result<const toolchain::PrebuiltCrate*> prebuilt_core() const {
    const auto* const prebuilt = search_.request.prebuilt;
    const auto* const core = prebuilt == nullptr ? nullptr : prebuilt->find(std_layout::core);
    if (core != nullptr) return core;
    return fail(Error(fmt::format("the toolchain has no prebuilt `core` for `{}` to find a recipe for",
                                  search_.request.target.name)));
  }

  Result<HashedCore> hashed(const std::string& seed) const {
    return hashed_core(search_.request, {.profile = recipe_.profile(), .rustflags = {}, .default_lib_metadata = seed});
  }

  // The variable `__CARGO_DEFAULT_LIB_METADATA`, and whether all else that `-C metadata` covers is right.
  Result<std::optional<std::string>> seed_of_metadata(const toolchain::PrebuiltCrate& core) const {
    const auto& version = search_.request.toolchain.version;
    const auto channel = fmt::format("{}std", version.channel());
    const auto seeds = {recipe_.default_lib_metadata(), channel,
                        channel + version.release.substr(0, version.release.find('-')), channel + version.release};
    if (!core.stable_crate_id) return *seeds.begin();
    for (const auto& seed : seeds) {
      BUILDSTD_TRY(const auto unit, hashed(seed));
      BUILDSTD_TRY(const auto hashes, cargo_hashes(unit.graph, unit.context));
      if (has_stable_crate_id(core, hashes.front().metadata, version)) return seed;
    }
    return std::nullopt;
  }

  /// False where the search is over: it has found one, or is to stop.
  bool try_all(SearchDepth depth, Guesses& guesses) {
    for (std::size_t i = 0; i < bases_.size(); ++i) {
      if (search_.progress && !search_.progress(depth, i, bases_.size())) return false;
      Words words(bases_[i].words.begin(), bases_[i].words.end());
      std::optional<std::string> change;
      switch (depth) {
        case SearchDepth::known: change = guesses.right(words) ? std::optional(std::string()) : std::nullopt; break;
        case SearchDepth::one_word: change = guesses.one_word(words, pool_); break;
        case SearchDepth::two_words: change = guesses.two_words(words, pool_, known_); break;
      }
      if (!change) continue;
      outcome_.recipe =
          FoundRecipe{{words.begin(), words.end()}, {}, bases_[i].name + (change->empty() ? "" : ", ") + *change};
      outcome_.is_in_tables = depth == SearchDepth::known && bases_[i].is_of_release;
      return false;
    }
    return true;
  }

  const RecipeSearch& search_;
  Recipe recipe_;
  std::vector<Base> bases_;
  Words known_;  ///< words of known recipes
  Words pool_;   ///< all words
  SearchOutcome outcome_;
};

}  // namespace

Result<SearchOutcome> find_recipe(const RecipeSearch& search) { return Search(search).run(); }

}  // namespace buildstd::planner
