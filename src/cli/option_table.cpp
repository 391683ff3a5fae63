// SPDX-License-Identifier: MIT
#include "cli/option_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <concepts>
#include <type_traits>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/ops/compiler_choice.hpp"

namespace buildstd::cli {

namespace {

using ops::Selection;
using Strings = std::vector<std::string>;

// A value that is one of a few words; the message names them, and the nearest one.
Error invalid_value(const OptionEntry& option, const std::string& value) {
  auto error = Error(fmt::format("invalid value `{}` for `{}`", text::printable(value), option.name()))
                   .exit_status(usage_status);
  const Strings words(option.values.begin(), option.values.end());
  for (const auto& near : text::nearest(value, words, 1))
    error = std::move(error).help(fmt::format("a similar value exists: `{}`", near));
  if (words.empty())
    return std::move(error).help(fmt::format("`buildstd COMMAND --help` says what `{}` takes", option.name()));
  return std::move(error).help(fmt::format("the values are: {}", text::join(words, ", ")));
}

template <class Value>
constexpr bool is_optional = false;
template <class Value>
constexpr bool is_optional<std::optional<Value>> = true;

// How each type of member is read from a value, and written as one.
bool parse(const std::string& text, std::string& value) {
  value = text;
  return true;
}
bool parse(const std::string& text, std::filesystem::path& value) {
  value = text;
  return !text.empty();
}
template <class Value>
bool take(std::optional<Value> parsed, Value& value) {
  if (parsed) value = *parsed;
  return parsed.has_value();
}
template <std::integral Number>
bool parse(const std::string& text, Number& value) {
  return take(text::whole_number<Number>(text), value);
}
bool parse(const std::string& text, StdCrates& value) { return take(parse_std_crates(text), value); }
bool parse(const std::string& text, PanicStrategy& value) { return take(parse_panic_strategy(text), value); }
bool parse(const std::string& text, RecipeKind& value) { return take(parse_recipe(text), value); }
bool parse(const std::string& text, CObjects& value) { return take(parse_c_objects(text), value); }

std::string write(const std::string& value, const fs::Path& /*cwd*/) { return value; }
std::string write(const fs::Path& value, const fs::Path& cwd) { return fs::absolute(value, cwd).string(); }
std::string write(std::integral auto value, const fs::Path& /*cwd*/) { return std::to_string(value); }
template <class Choice>
  requires std::is_enum_v<Choice>
std::string write(Choice value, const fs::Path& /*cwd*/) {
  return std::string(name_of(value));
}

/// An option whose value is a member of the selection.
template <auto Member>
struct Of {
  using Value = std::remove_cvref_t<decltype(std::declval<Selection>().*Member)>;

  static Result<void> set(Selection& selection, const OptionEntry& option, const std::string& value) {
    auto& member = selection.*Member;
    const bool is_known = option.values.empty() || std::ranges::find(option.values, value) != option.values.end();
    if constexpr (std::is_same_v<Value, bool>) {
      member = true;
    } else if constexpr (is_optional<Value>) {
      if (!is_known || !parse(value, member.emplace())) return fail(invalid_value(option, value));
    } else {
      if (!is_known || !parse(value, member.emplace_back())) return fail(invalid_value(option, value));
    }
    return {};
  }

  static Strings given(const Selection& selection, const fs::Path& cwd) {
    const auto& member = selection.*Member;
    Strings values;
    if constexpr (std::is_same_v<Value, bool>) {
      if (member) values.emplace_back();
    } else if constexpr (is_optional<Value>) {
      if (member) values.push_back(write(*member, cwd));
    } else {
      for (const auto& value : member) values.push_back(write(value, cwd));
    }
    return values;
  }
};

Result<void> set_unstable(Selection& selection, const OptionEntry& option, const std::string& value) {
  if (value == "unstable-options") {
    selection.unstable_options = true;
  } else if (value == "builtin-deps") {
    selection.builtin_dependencies = true;
  } else {
    auto error = Error(fmt::format("unknown `-Z` flag `{}`", text::printable(value))).exit_status(usage_status);
    for (const auto& near : text::nearest(value, {option.values.begin(), option.values.end()}, 1))
      error = std::move(error).help(fmt::format("a similar flag exists: `-Z{}`", near));
    return fail(std::move(error).help(
        "buildstd knows `-Zunstable-options` and `-Zbuiltin-deps`; flags for the compiler go into RUSTFLAGS"));
  }
  return {};
}

Strings unstable_given(const Selection& selection, const fs::Path& /*cwd*/) {
  Strings values;
  if (selection.unstable_options) values.emplace_back("unstable-options");
  if (selection.builtin_dependencies) values.emplace_back("builtin-deps");
  return values;
}

Result<void> set_release(Selection& selection, const OptionEntry& /*option*/, const std::string& /*value*/) {
  if (selection.profile && *selection.profile != "release") {
    return fail(
        Error(fmt::format("`--release` and `--profile {}` ask for two profiles", text::printable(*selection.profile)))
            .help("leave one of them out")
            .exit_status(usage_status));
  }
  selection.profile = "release";
  return {};
}

Strings never_given(const Selection& /*selection*/, const fs::Path& /*cwd*/) {
  return {};
}  // `--profile` says the same

Result<void> set_threads(Selection& selection, const OptionEntry& option, const std::string& value) {
  constexpr unsigned most = 256;  // rustc: options.rs, `parse_threads`
  BUILDSTD_CHECK(Of<&Selection::frontend_threads>::set(selection, option, value));
  if (*selection.frontend_threads >= 1 && *selection.frontend_threads <= most) return {};
  return fail(Error(invalid_value(option, value)).help(fmt::format("name a number from 1 to {}", most)));
}

template <auto Member>
constexpr OptionEntry entry(std::string_view names, std::string_view value_name, std::string_view text) {
  return {.names = names,
          .value_name = value_name,
          .text = text,
          .values = {},
          .set = Of<Member>::set,
          .given = Of<Member>::given};
}

/// Fills the table, in the order in which `--help` has it.
class TableMaker {
 public:
  std::vector<OptionEntry> make() {
    add_general();
    add_what();
    add_recipe();
    add_how();
    add_where_and_reports();
    return std::move(table_);
  }

 private:
  OptionEntry& add(OptionEntry option, OptionGroup group = OptionGroup::selection) {
    option.group = group;
    return table_.emplace_back(std::move(option));
  }

  void add_general() {
    add(entry<&Selection::config>("--config", "KEY=VALUE|FILE",
                                  "Override a configuration value, or read one more file (repeatable)"),
        OptionGroup::everywhere)
        .is_repeatable = true;
    auto& unstable = add({.names = "-Z",
                          .value_name = "FLAG",
                          .text = "Unstable options of buildstd: unstable-options, builtin-deps",
                          .values = {"unstable-options", "builtin-deps"},
                          .set = set_unstable,
                          .given = unstable_given},
                         OptionGroup::everywhere);
    unstable.is_repeatable = true;
  }

  // What is built.
  void add_what() {
    add(entry<&Selection::targets>("--target", "TRIPLE",
                                   "Build for TRIPLE, or for a specification SPEC.json (nightly); repeatable (default: "
                                   "`build.target`, else the host)"),
        OptionGroup::target)
        .is_repeatable = true;
    add(entry<&Selection::crates>("--crates", "CRATES",
                                  "Which crates: core, alloc or std, each with those before it (default: "
                                  "`build-std.crates`, else what the target supports)"))
        .values = {"core", "alloc", "std"};
    add(entry<&Selection::panic>(
            "--panic", "STRATEGY",
            "Panic strategy: unwind, abort or immediate-abort (default: the profile's, else as the prebuilt std)"))
        .values = {"unwind", "abort", "immediate-abort"};
    add(entry<&Selection::profile>("--profile", "NAME", "The Cargo profile whose `panic` counts (default: dev)"));
    add({.names = "-r,--release",
         .value_name = "",
         .text = "The same as `--profile release`",
         .values = {},
         .set = set_release,
         .given = never_given});
  }

  // Choices that neither the RFC nor the sources fix.
  void add_recipe() {
    auto& features = add(
        entry<&Selection::std_features>("--std-features", "LIST", "More features of the standard library (unstable)"));
    features.is_repeatable = features.is_list = features.is_unstable = true;
    add(entry<&Selection::recipe>("--recipe", "RECIPE",
                                  "Build settings to use: prebuilt (those that the toolchain's std shows) or dist "
                                  "(upstream's) (default: prebuilt where the toolchain has one for the target)"))
        .values = {"prebuilt", "dist"};
    auto& c_objects = add(entry<&Selection::c_objects>(
        "--c-objects", "OBJECTS",
        "Where C objects come from: source (LLVM's sources or archives, as variables name them) or prebuilt (the "
        "toolchain's std, to compare all else with it) (unstable; default: source)"));
    c_objects.values = {"source", "prebuilt"};
    c_objects.is_unstable = true;
    add(entry<&Selection::with_dylib>("--with-dylib", "", "Make std as a dynamic library too (unstable)")).is_unstable =
        true;
    add(entry<&Selection::vendor_dir>("--vendor-dir", "DIR", "One more folder of vendored packages (unstable)"))
        .is_unstable = true;
    add(entry<&Selection::lockfile>(
            "--lockfile", "FILE", "A lock file in place of the sources' own, to follow what `verify` finds (unstable)"))
        .is_unstable = true;
    auto& self_contained =
        add(entry<&Selection::self_contained>("--self-contained-dir", "DIR",
                                              "Where start objects and libraries are that the toolchain lacks for the "
                                              "target (unstable; repeatable)"));
    self_contained.is_repeatable = self_contained.is_unstable = true;
  }

  // How it is built.
  void add_how() {
    add(entry<&Selection::metadata_only>("--check", "", "Make metadata only, as `cargo check` needs"));
    auto& threads = add(entry<&Selection::frontend_threads>(
        "--frontend-threads", "N",
        "Threads in each compiler's frontend (unstable; metadata then varies from build to build)"));
    threads.is_unstable = true;
    threads.set = set_threads;
    add(entry<&Selection::jobs>("-j,--jobs", "N",
                                "How many processes and codegen threads at once (default: `build.jobs`, else one a "
                                "processor)"));
    add(entry<&Selection::no_cache>("--no-cache", "", "Neither use nor fill the cache that all workspaces share"));
    add(entry<&Selection::remote_cache>("--remote-cache", "URL",
                                        "A cache of finished units that a team shares, over HTTP "
                                        "(docs/remote-cache.md); BUILDSTD_REMOTE_CACHE says the "
                                        "same"));
    add(entry<&Selection::remote_cache_mode>("--remote-cache-mode", "MODE",
                                             "What may be done with it: read, or read-write (default: read)"))
        .values = {"read", "read-write"};
    add(entry<&Selection::no_preload>(
        "--no-preload", "", "Preload nothing into compilers; BUILDSTD_PRELOAD=0 says the same (docs/performance.md)"));
    add(entry<&Selection::no_suspend>(
        "--no-suspend", "", "Never suspend a compiler for a more urgent one; BUILDSTD_SUSPEND=0 says the same"));
    add(entry<&Selection::force>("--force", "", "Build although the configuration says `build-std.when = \"never\"`"));
  }

  void add_where_and_reports() {
    add(entry<&Selection::manifest>("--manifest-path", "PATH",
                                    "Cargo.toml of the workspace (default: found from the working directory upward)"),
        OptionGroup::location);
    add(entry<&Selection::target_dir>("--target-dir", "DIR", "Directory for all that is built (default: as Cargo)"),
        OptionGroup::location);

    add(entry<&Selection::timings>(
            "--timings", "",
            "Write a report of where the time goes to `<target-dir>/buildstd/timings`, as a page "
            "and as JSON"),
        OptionGroup::timings);

    auto& emit = add(entry<&Selection::emit>("--emit", "KINDS",
                                             "Also leave `core.o` and `libcore.rmeta` (and alloc's) in --artifact-dir"),
                     OptionGroup::emit);
    emit.is_repeatable = emit.is_list = true;
    emit.values = {"obj", "metadata"};
    add(entry<&Selection::artifact_dir>("--artifact-dir", "DIR", "Where --emit leaves its files"), OptionGroup::emit);
  }

  std::vector<OptionEntry> table_;
};

Result<void> check_together(const Selection& selection) {
  const bool emits = !selection.emit.empty();
  if (emits == selection.artifact_dir.has_value()) return {};
  return fail(Error(emits ? "--emit requires --artifact-dir" : "--artifact-dir requires --emit")
                  .help("give both: `--emit obj,metadata --artifact-dir DIR`")
                  .exit_status(usage_status));
}

}  // namespace

std::string OptionEntry::name() const {
  const auto dashes = names.find("--");
  return std::string(dashes == std::string_view::npos ? names : names.substr(dashes));
}

std::span<const OptionEntry> option_table() {
  static const auto table = TableMaker().make();
  return table;
}

Result<void> apply_options(const std::vector<GivenOption>& options, Selection& selection) {
  for (const auto& [option, value] : options) BUILDSTD_CHECK(option->set(selection, *option, value));
  for (const auto& [option, value] : options) {
    if (option->is_unstable && !selection.unstable_options)
      return fail(Error(fmt::format("`{}` is unstable", option->name()))
                      .help("add `-Zunstable-options` to use it")
                      .exit_status(usage_status));
  }
  return check_together(selection);
}

namespace {

std::string name_and_value(const OptionEntry& option, const std::string& value) {
  const auto name = option.name();
  if (option.value_name.empty()) return name;
  return name + (name.starts_with("--") ? "=" : "") + value;
}

constexpr char separator = '\x1f';  // Cargo's, in CARGO_ENCODED_RUSTFLAGS

}  // namespace

Strings arguments_for(const Selection& selection, const fs::Path& cwd) {
  Strings arguments;
  if (selection.toolchain) arguments.push_back("+" + *selection.toolchain);
  arguments.insert(arguments.end(), {"-C", cwd.string()});
  for (const auto& option : option_table()) {
    for (const auto& value : option.given(selection, cwd)) arguments.push_back(name_and_value(option, value));
  }
  return arguments;
}

std::string encode(const Selection& selection, const fs::Path& cwd) {
  Strings words{"build", "+" + selection.toolchain.value_or("")};  // the first, so that it is never empty
  if (!selection.toolchain) words.pop_back();
  for (const auto& option : option_table()) {
    for (const auto& value : option.given(selection, cwd)) words.push_back(name_and_value(option, value));
  }
  return text::join(words, std::string(1, separator));
}

Result<Selection> decode_selection(const std::string& text) {
  const auto words = text::split(text, separator);
  Selection selection;
  std::vector<GivenOption> given;
  for (const auto& word : std::span(words).subspan(1)) {
    if (word.starts_with('+')) {
      selection.toolchain = word.substr(1);
      continue;
    }
    const auto entry = std::ranges::find_if(option_table(), [&](const OptionEntry& option) {
      return word == name_and_value(option, "") ||
             (!option.value_name.empty() && word.starts_with(name_and_value(option, "")));
    });
    if (entry == option_table().end())
      return fail(Error(fmt::format("`{}` in {} is no option", text::printable(word), ops::selection_variable))
                      .help("the variable is set by `buildstd exec` and `buildstd env`; unset it, or use the same "
                            "version of buildstd everywhere"));
    given.push_back({&*entry, word.substr(name_and_value(*entry, "").size())});
  }
  BUILDSTD_CHECK(apply_options(given, selection));
  return selection;
}

}  // namespace buildstd::cli
