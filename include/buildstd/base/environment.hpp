// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace buildstd {

/// Environment variables as a value: a snapshot that is passed down, so that no code below `cli` reads
/// the process's own and every test is hermetic. Names and values are the system's bytes.
class Environment {
 public:
  using Map = std::map<std::string, std::string, std::less<>>;

  Environment() = default;
  explicit Environment(Map variables) : variables_(std::move(variables)) {}

  /// The variable's value; nothing where it is not set. Set but empty is an empty value.
  [[nodiscard]] std::optional<std::string> get(std::string_view name) const;
  /// As `get`, but a variable that is set to nothing counts as not set.
  [[nodiscard]] std::optional<std::string> get_nonempty(std::string_view name) const;
  void set(std::string name, std::string value) { variables_.insert_or_assign(std::move(name), std::move(value)); }
  void unset(std::string_view name);
  [[nodiscard]] const Map& all() const { return variables_; }

  /// The variables of this process, as `environ` has them now.
  static Environment of_process();

 private:
  Map variables_;
};

/// A folder of the person's own, as the XDG base directory specification has them: the variable's value, where that is
/// an absolute path, else a folder below HOME; nothing where there is neither.
std::optional<std::filesystem::path> personal_folder(const Environment& environment, std::string_view variable,
                                                     const std::filesystem::path& below_home);

}  // namespace buildstd
