// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace buildstd::config {

/// The name of a configuration value as a path through tables, together with the environment variable that
/// sets it. Cargo: src/context/key.rs.
class Key {
 public:
  Key() = default;
  /// Splits at every `.`: Cargo's own look-ups know no quoting, so the table of a triple with a dot in it
  /// is found only where it is written as two tables.
  static Key parse(std::string_view dotted);

  /// The key of a member; in the variable's name it is upper case, with `_` for `-`.
  [[nodiscard]] Key child(std::string_view part) const;
  /// The key of a member of a table whose keys are the user's: its name enters the variable's as it stands.
  [[nodiscard]] Key exact_child(std::string_view part) const;

  [[nodiscard]] const std::vector<std::string>& parts() const { return parts_; }
  [[nodiscard]] bool is_root() const { return parts_.empty(); }
  /// `CARGO_BUILD_TARGET_DIR` for `build.target-dir`.
  [[nodiscard]] const std::string& variable() const { return variable_; }
  /// The key as TOML spells it, quoted where it has to be.
  [[nodiscard]] std::string display() const;
  /// `*` in `pattern` stands for any one part.
  [[nodiscard]] bool matches(std::string_view pattern) const;

 private:
  std::vector<std::string> parts_;
  std::string variable_ = "CARGO";
};

/// `part` bare, or as a TOML string where it cannot be bare.
std::string quote_key_part(std::string_view part);

}  // namespace buildstd::config
