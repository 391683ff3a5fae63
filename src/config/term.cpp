// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <limits>
#include <utility>

#include "buildstd/config/settings.hpp"
#include "lookup.hpp"

// Cargo: src/context/schema.rs `TermConfig`, src/context/mod.rs `configure`.
namespace buildstd::config {

namespace {

template <class T>
std::optional<T> value_of(const std::optional<Found<T>>& found) {
  return found ? std::optional<T>(found->value) : std::nullopt;
}

/// "auto", "always" or "never".
Result<std::optional<std::string>> choice(const Config::Data& data, const Key& key) {
  BUILDSTD_TRY(const auto found, find_string(data, key));
  if (!found) return std::nullopt;
  const auto& word = found->value;
  if (word == "auto" || word == "always" || word == "never") return word;
  return fail(at(Error(fmt::format("`{}` must be auto, always, or never, but found `{}` in {}", key.display(), word,
                                   found->source.describe())),
                 found->source));
}

Result<std::optional<unsigned>> width(const Config::Data& data, const Key& key) {
  BUILDSTD_TRY(const auto found, find_integer(data, key));
  if (!found) return std::nullopt;
  if (found->value >= 0 && found->value <= std::numeric_limits<int>::max()) return static_cast<unsigned>(found->value);
  return fail(at(
      Error(fmt::format("`{}` is {} in {}, which is no width", key.display(), found->value, found->source.describe())),
      found->source));
}

}  // namespace

Result<Term> term(const Config& config) {
  const auto& data = config.data();
  const auto key = Key::parse("term");
  const auto progress = key.child("progress");
  BUILDSTD_TRY([[maybe_unused]] const auto* const term_table, find_table(data, key));
  BUILDSTD_TRY([[maybe_unused]] const auto* const progress_table, find_table(data, progress));
  Term term;
  BUILDSTD_TRY(const auto quiet, find_boolean(data, key.child("quiet")));
  BUILDSTD_TRY(const auto verbose, find_boolean(data, key.child("verbose")));
  term.quiet = value_of(quiet);
  term.verbose = value_of(verbose);
  BUILDSTD_TRY(term.color, choice(data, key.child("color")));
  BUILDSTD_TRY(term.progress_when, choice(data, progress.child("when")));
  BUILDSTD_TRY(term.progress_width, width(data, progress.child("width")));
  if (term.progress_when == "always" && !term.progress_width) {
    return fail(
        Error("could not load config key `term.progress`").caused_by("\"always\" progress requires a `width` key"));
  }
  return term;
}

Result<Verbosity> verbosity(const Term& term, unsigned verbose_options, bool quiet_option) {
  if (verbose_options > 0 && quiet_option)
    return fail(Error("cannot set both --verbose and --quiet").help("leave one of them out").exit_status(1));
  if (verbose_options > 0) return Verbosity::verbose;
  if (quiet_option) return Verbosity::quiet;
  if (term.verbose.value_or(false) && term.quiet.value_or(false)) {
    return fail(Error("cannot set both `term.verbose` and `term.quiet`").help("set one of them to false"));
  }
  if (term.verbose.value_or(false)) return Verbosity::verbose;
  return term.quiet.value_or(false) ? Verbosity::quiet : Verbosity::normal;
}

}  // namespace buildstd::config
