// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/ops/selection.hpp"

namespace buildstd::cli {

/// What the program exits with where its command line is wrong.
inline constexpr int usage_status = 1;

/// Which commands understand an option.
enum class OptionGroup {
  everywhere,  ///< before and behind every command
  location,    ///< where files are and which configuration counts
  target,
  selection,  ///< what is built, and how
  timings,
  emit,
};

/// An option that chooses what is built. The parser, the check that unstable ones are asked for, `--help`, completions,
/// the manual page, docs/cli.md and the command line of an exported step come from its entry; the code that uses it
/// reads its member of `ops::Selection`.
struct OptionEntry {
  std::string_view names;       ///< as CLI11 takes them: `-j,--jobs`
  std::string_view value_name;  ///< in the help; empty: a flag
  std::string_view text;
  OptionGroup group = OptionGroup::selection;
  bool is_repeatable = false;
  bool is_unstable = false;              ///< needs `-Zunstable-options`
  bool is_list = false;                  ///< a value is several, with commas between them
  std::vector<std::string_view> values;  ///< those that there are; empty: any
  /// Takes a value over; an error where it is none. For a flag the value is empty.
  Result<void> (*set)(ops::Selection& selection, const OptionEntry& option, const std::string& value);
  /// The values that lead to this selection again, one for each time the option is given; paths absolute.
  /// @param cwd what relative paths are relative to
  std::vector<std::string> (*given)(const ops::Selection& selection, const std::filesystem::path& cwd);

  /// The name that messages use: the long one, where there is one.
  [[nodiscard]] std::string name() const;
};

/// All of them, in the order of the help.
std::span<const OptionEntry> option_table();

/// An option and a value that was given for it.
struct GivenOption {
  const OptionEntry* option = nullptr;
  std::string value;
};

/// Takes all options over into the selection, and checks what they say together.
Result<void> apply_options(const std::vector<GivenOption>& options, ops::Selection& selection);

/// The arguments that lead to this selection again, from any directory.
/// @param cwd what relative paths among them are relative to
std::vector<std::string> arguments_for(const ops::Selection& selection, const std::filesystem::path& cwd);

/// The selection as the value of a variable, for the front (ops/front.hpp).
std::string encode(const ops::Selection& selection, const std::filesystem::path& cwd);
/// The other way.
Result<ops::Selection> decode_selection(const std::string& text);

}  // namespace buildstd::cli
