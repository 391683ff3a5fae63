// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/build_choices.hpp"
#include "buildstd/base/error.hpp"

namespace buildstd::toolchain {

/// Which std crates a target is meant to have (RFC 3874, "Standard library crate stability").
struct Support {
  StdCrates default_crates = StdCrates::core;
  StdCrates supported = StdCrates::core;
  friend bool operator==(const Support&, const Support&) = default;
};

/// What a target's specification says of the target: as far as it can be told without asking for each one.
struct TargetSummary {
  std::string name;
  std::string description;
  std::optional<unsigned> tier;
  std::optional<bool> host_tools;  ///< whether rustc itself runs there
  std::optional<Support> support;  ///< nothing: unsupported on stable
};

/// As `rustc --print target-standard-library-support` shows it.
/// @param support nothing is shown as `none`, for which the RFC has no words
std::string support_text(const std::optional<Support>& support);
/// As `rustc --print target-standard-library-support:json` shows it.
std::string support_json(const std::optional<Support>& support);
/// Reads the JSON form. Nothing where it names no crates, or ones that are not known.
std::optional<Support> parse_support(std::string_view json);

/// The answer to `rustc --print all-target-specs-json`, in the order of names.
Result<std::vector<TargetSummary>> parse_summaries(std::string_view json);

}  // namespace buildstd::toolchain
