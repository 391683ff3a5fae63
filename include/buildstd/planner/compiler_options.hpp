// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"

/// The compiler's options, and what the user's flags mean for std: which are part of its keys and of its compiler
/// calls, and by what. Pure: no file is read, nothing is asked.
namespace buildstd::planner {

enum class OptionFamily : std::uint8_t {
  codegen,   ///< `-C NAME[=VALUE]`
  unstable,  ///< `-Z NAME[=VALUE]`
  plain,     ///< `--NAME[=VALUE]`, `-LETTER VALUE`
};

/// What an option decides.
enum class OptionEffect : std::uint8_t {
  code,      ///< what a crate becomes, or what else of its compilation there is: passed, part of the key by its text
  linking,   ///< only what is linked: passed and part of the key for std as a dynamic library, not for the crates
  lints,     ///< which warnings there are: not passed, what the user wants of his code is not meant for std's
  messages,  ///< how messages look: not passed, the build has its own way to show them
  build,     ///< what the build decides itself, such as names and kinds of outputs: not passed
};

/// What an option's value names.
enum class OptionValue : std::uint8_t {
  text,            ///< nothing outside of it
  file,            ///< a file that is read: its content is part of the key as well
  files_by_comma,  ///< several
  files_by_space,
  maybe_file,   ///< free text: its content counts where a file of that name is there
  directories,  ///< of `-L`: where libraries are looked for
  output,       ///< what is written to: its content never counts
  processor,    ///< a processor; `native` is the one of this machine
};

struct CompilerOption {
  OptionFamily family = OptionFamily::plain;
  std::string_view name;  ///< with dashes; of a plain option its long name, or its letter where it has none
  OptionEffect effect = OptionEffect::code;
  OptionValue value = OptionValue::text;
  std::string_view reason;  ///< why: in words, or the place in rustc's sources
  char letter = '\0';       ///< of a plain option: its short name
  bool takes_value = true;  ///< of a plain option; to others it is part of the name's word
};

/// The tables, each by name. One entry for each option of rustc 1.85 to 1.97; tests/e2e/compiler_options.bash compares
/// them with what a compiler itself lists. docs/flags.md shows them to users.
std::span<const CompilerOption> plain_options();
std::span<const CompilerOption> codegen_options();
std::span<const CompilerOption> unstable_options();

/// The entry of an option; none for one that is not in the tables. Dashes and underscores are alike.
const CompilerOption* find_option(OptionFamily family, std::string_view name);

/// One option as a user gave it.
struct UserFlag {
  std::vector<std::string> words;  ///< one, or two where the value stands by itself
  OptionFamily family = OptionFamily::plain;
  std::string name;  ///< as in the tables
  std::optional<std::string> value;
  const CompilerOption* option = nullptr;  ///< null: not in the tables; then it counts by its text

  [[nodiscard]] OptionEffect effect() const { return option == nullptr ? OptionEffect::code : option->effect; }
  [[nodiscard]] bool is(OptionFamily of, std::string_view called) const { return family == of && name == called; }
  /// "-Clink-arg=x": in one word, for messages.
  [[nodiscard]] std::string shown() const;
};

/// For what compiler call: of a crate, whose rlib nothing is linked into, or of std as a dynamic library.
enum class Product : std::uint8_t { crate, dynamic_library };

/// The user's rustflags, read once, as rustc reads them.
class UserFlags {
 public:
  UserFlags() = default;
  explicit UserFlags(const std::vector<std::string>& rustflags);

  [[nodiscard]] const std::vector<UserFlag>& all() const { return flags_; }

  /// The words that are passed to the compiler for std, in the user's order, and are part of the key by their text;
  /// without the remaps.
  [[nodiscard]] std::vector<std::string> for_std(Product product) const;
  /// `--remap-path-prefix` and its value, in the user's order. rustc takes the last one that fits, so they belong after
  /// all others on the command line.
  [[nodiscard]] std::vector<std::string> remaps() const;
  /// Whether there is anything that makes another std.
  [[nodiscard]] bool change_std() const { return !for_std(Product::crate).empty() || !remaps().empty(); }
  /// Files whose content is part of the key, in the user's order, as paths in the user's words: each that is there
  /// counts, and for each that is not, that it is not.
  [[nodiscard]] std::vector<std::string> files(Product product) const;
  /// The words with the names of files and folders that are read made absolute: std's compilers stand elsewhere than
  /// the user's. Free text stays as it is.
  [[nodiscard]] std::vector<std::string> with_absolute_paths(const std::filesystem::path& directory) const;
  /// Whether something of it is another on a machine with another processor (`Probe::native_meaning`).
  [[nodiscard]] bool depends_on_processor() const;

  /// Each flag that a stable compiler refuses, with why; as far as the text tells.
  struct Unstable {
    UserFlag flag;
    std::string reason;
  };
  [[nodiscard]] std::vector<Unstable> unstable() const;

  /// The value of the last flag of that name; an empty one where the flag has none.
  [[nodiscard]] std::optional<std::string> last(OptionFamily family, std::string_view name) const;
  /// Whether rustc adds a crate to those that are compiled, which counts what runs (`profiler_builtins`;
  /// rustc_metadata, creader.rs: `inject_profiler_runtime`): its name.
  [[nodiscard]] std::optional<std::string> profiler_runtime() const;
  /// `-Zsanitizer`'s names.
  [[nodiscard]] std::vector<std::string> sanitizers() const;
  /// Whether the user links with start objects and libraries of the system's own (`-Clink-self-contained=no`).
  [[nodiscard]] bool brings_own_objects() const;
  /// Whether a processor is named, or may be: in a file of arguments that nobody has read.
  [[nodiscard]] bool names_processor() const;

 private:
  void read_cluster(const std::vector<std::string>& words, std::size_t& at);
  void read_long(const std::vector<std::string>& words, std::size_t& at);
  void add(std::vector<std::string> words, const CompilerOption* plain, std::string name,
           std::optional<std::string> value);
  [[nodiscard]] bool passes(const UserFlag& flag, Product product) const;
  [[nodiscard]] bool bundles_libraries() const;
  [[nodiscard]] std::vector<std::string> files_of(const UserFlag& flag) const;

  std::vector<UserFlag> flags_;
};

/// Puts the lines of argument files in the place of `@FILE`, as rustc does: one argument a line, no file within a file.
/// `@shell:FILE` under `-Zshell-argfiles` stays as it is. So the flags in them are read like all others.
/// @param read gives a file's content
Result<std::vector<std::string>> expand_argument_files(
    const std::vector<std::string>& rustflags, const std::function<Result<std::string>(const std::string& path)>& read);

}  // namespace buildstd::planner
