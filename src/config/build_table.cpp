// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "buildstd/base/text.hpp"
#include "buildstd/config/settings.hpp"
#include "check.hpp"
#include "lookup.hpp"

namespace buildstd::config {

namespace {

Result<Sourced<std::string>> target_of(const Config::Data& data, const Found<std::string>& found) {
  auto origin = found.source.origin();
  const auto name = std::string(text::trim(found.value));
  if (name.empty()) return fail(at(Error(fmt::format("target was empty in {}", origin.describe())), found.source));
  if (!name.ends_with(".json")) return Sourced<std::string>{name, std::move(origin)};
  return Sourced<std::string>{resolve_path(data, {name, found.source}).string(), std::move(origin)};
}

Result<unsigned> checked_jobs(std::int64_t number, unsigned cpus, const Source& source) {
  if (number == 0) return fail(at(Error("jobs may not be 0"), source));
  if (number > std::numeric_limits<std::int32_t>::max() || number < std::numeric_limits<std::int32_t>::min()) {
    return fail(
        at(Error(fmt::format("`build.jobs` is {} in {}, which is out of range", number, source.describe())), source));
  }
  if (number > 0) return static_cast<unsigned>(number);
  return static_cast<unsigned>(std::max<std::int64_t>(static_cast<std::int64_t>(cpus) + number, 1));
}

/// Triples by name, then specifications by path: the order of Cargo's `CompileTarget`.
void sort_unique(std::vector<Sourced<std::string>>& targets) {
  const auto rank = [](const Sourced<std::string>& target) {
    return std::pair<bool, std::string_view>(target.value.ends_with(".json"), target.value);
  };
  std::ranges::stable_sort(targets, {}, rank);
  const auto rest = std::ranges::unique(targets, {}, &Sourced<std::string>::value);
  targets.erase(rest.begin(), rest.end());
}

}  // namespace

Result<std::vector<Sourced<std::string>>> build_targets(const Config& config) {
  const auto& data = config.data();
  const auto key = Key::parse("build.target");
  BUILDSTD_CHECK(check_build_table(data));
  BUILDSTD_TRY(const auto value, find_merged(data, key));
  std::vector<Sourced<std::string>> targets;
  if (!value) return targets;
  if (const auto* one = value->string()) {
    BUILDSTD_TRY(auto target, target_of(data, {*one, value->source}));
    targets.push_back(std::move(target));
    return targets;
  }
  if (value->list() == nullptr) return fail(wrong_type(key, "a string or an array of strings", *value));
  for (const auto& item : *value->list()) {
    if (item.string() == nullptr) return fail(wrong_type(key, "a string", item));
    // Cargo resolves the paths of a list against one root, that of the list's strongest definition.
    const auto variable = Source::variable(key.variable());
    const bool from_variable = variable_of(data, key) && variable.outranks(value->source);
    BUILDSTD_TRY(auto target, target_of(data, {*item.string(), from_variable ? variable : value->source}));
    targets.push_back({std::move(target.value), item.source.origin()});
  }
  sort_unique(targets);
  return targets;
}

Result<unsigned> jobs(const Config& config, unsigned cpus) {
  const auto& data = config.data();
  const auto key = Key::parse("build.jobs");
  const auto available = std::max(cpus, 1U);
  BUILDSTD_CHECK(check_build_table(data));
  BUILDSTD_TRY(const auto value, find_merged(data, key));
  if (!value) return available;
  if (const auto* number = std::get_if<std::int64_t>(&value->data))
    return checked_jobs(*number, available, value->source);
  const auto* const word = value->string();
  if (word == nullptr) return fail(wrong_type(key, "an integer or \"default\"", *value));
  if (*word == "default") return available;
  return fail(
      at(Error(fmt::format("could not parse `{}` in {}. Number of parallel jobs should be `default` or a number.",
                           text::printable(*word), value->source.describe())),
         value->source));
}

}  // namespace buildstd::config
