// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"

namespace buildstd {

/// One configuration option as `rustc --print cfg` lists it: `unix`, or `target_os = "linux"`.
struct Cfg {
  std::string name;
  std::optional<std::string> value;
  auto operator<=>(const Cfg&) const = default;
};

/// The options that hold for a target under certain flags.
using CfgSet = std::set<Cfg>;

/// Reads one line of `rustc --print cfg`.
Result<Cfg> parse_cfg(std::string_view line);

/// A `cfg(…)` predicate in Cargo's grammar (cargo-platform): `all`, `any`, `not`, `true`, `false`,
/// raw identifiers, `key = "value"`. Nesting deeper than 128 is refused.
class CfgExpr {
 public:
  /// Parses the text between `cfg(` and `)`, or the whole `cfg(…)`.
  static Result<CfgExpr> parse(std::string_view text);

  [[nodiscard]] bool matches(const CfgSet& cfgs) const;

 private:
  enum class Kind { all, any, negation, literal, option };
  friend class CfgParser;

  Kind kind_ = Kind::literal;
  bool literal_ = true;
  Cfg option_;
  std::vector<CfgExpr> operands_;
};

/// What a `[target.KEY]` table names: a triple to the letter, or a predicate over cfgs.
class TargetSelector {
 public:
  static Result<TargetSelector> parse(std::string_view key);

  /// @param target the triple, or a custom specification's file stem
  [[nodiscard]] bool matches(std::string_view target, const CfgSet& cfgs) const;
  [[nodiscard]] bool is_cfg() const { return expression_.has_value(); }

 private:
  std::string triple_;
  std::optional<CfgExpr> expression_;
};

}  // namespace buildstd
