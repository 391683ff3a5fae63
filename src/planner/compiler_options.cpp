// SPDX-License-Identifier: MIT
#include "buildstd/planner/compiler_options.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "buildstd/base/text.hpp"

namespace buildstd::planner {

namespace {

std::span<const CompilerOption> table(OptionFamily family) {
  switch (family) {
    case OptionFamily::codegen: return codegen_options();
    case OptionFamily::unstable: return unstable_options();
    case OptionFamily::plain: return plain_options();
  }
  return {};
}

const CompilerOption* find_letter(char letter) {
  const auto options = plain_options();
  const auto found = std::ranges::find(options, letter, &CompilerOption::letter);
  return found == options.end() || letter == '\0' ? nullptr : &*found;
}

std::string with_dashes(std::string_view name) { return text::replace_all(std::string(name), "_", "-"); }

// rustc_session, src/options.rs: `parse_bool`.
bool is_off(const std::optional<std::string>& value) {
  constexpr std::array<std::string_view, 5> words = {"n", "no", "off", "false", "0"};
  return value && std::ranges::find(words, *value) != words.end();
}

// `static:+whole-archive` of `-l static:+whole-archive=name`.
struct NativeLibrary {
  std::string_view kind, modifiers, name;
};
NativeLibrary split_library(std::string_view value) {
  NativeLibrary library;
  if (const auto equals = value.find('='); equals != std::string_view::npos) {
    library.kind = value.substr(0, equals);
    value.remove_prefix(equals + 1);
  }
  if (const auto colon = library.kind.find(':'); colon != std::string_view::npos) {
    library.modifiers = library.kind.substr(colon + 1);
    library.kind = library.kind.substr(0, colon);
  }
  library.name = value.substr(0, value.find(':'));
  return library;
}

// The kind that rustc puts into an rlib (`-bundle`: it does not).
bool is_bundled(const UserFlag& flag) {
  if (!flag.is(OptionFamily::plain, "l") || !flag.value) return false;
  const auto library = split_library(*flag.value);
  return library.kind == "static" && !library.modifiers.contains("-bundle");
}

// `a=b,c d`: the whole, and each part that could be a path: `-Wl,--version-script=FILE`, `-TFILE`, `@FILE`; from each
// separator on also all that follows, for paths that have one in them.
std::vector<std::string> possible_paths(std::string_view value) {
  std::vector<std::string> paths{std::string(value)};
  std::string_view rest = value;
  while (!rest.empty()) {
    const auto end = std::min(rest.find_first_of("=, "), rest.size());
    if (rest.size() < value.size() && end < rest.size()) paths.emplace_back(rest);
    auto part = rest.substr(0, end);
    if (part.starts_with("-T")) part.remove_prefix(2);
    if (part.starts_with('@')) part.remove_prefix(1);
    if (!part.empty() && part.size() < value.size()) paths.emplace_back(part);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return paths;
}

bool is_native(const UserFlag& flag) {
  if (flag.family == OptionFamily::plain && flag.option != nullptr) return false;
  const auto kind = flag.option == nullptr ? OptionValue::maybe_file : flag.option->value;
  const auto value = flag.value.value_or("");
  if (kind == OptionValue::processor) return value == "native";
  if (kind != OptionValue::maybe_file) return false;
  const auto parts = possible_paths(value);
  return std::ranges::find(parts, "native") != parts.end();
}

std::string absolute(const std::filesystem::path& directory, const std::string& path) {
  const bool is_named = path.empty() || path.starts_with('@');  // `@RUSTC_BUILTIN/…`, a folder of rustc's
  return is_named ? path : (directory / path).lexically_normal().string();
}

// The value of an option that is made of names of files or folders, each absolute.
std::optional<std::string> absolute_value(const UserFlag& flag, const std::filesystem::path& directory) {
  if (flag.option == nullptr || !flag.value) return std::nullopt;
  const auto each = [&](std::vector<std::string> paths, std::string_view separator) {
    for (auto& path : paths) path = absolute(directory, path);
    return text::join(paths, separator);
  };
  const auto& value = *flag.value;
  switch (flag.option->value) {
    case OptionValue::file: return absolute(directory, value);
    case OptionValue::files_by_comma: return each(text::split(value, ','), ",");
    case OptionValue::files_by_space: return each(text::words(value), " ");
    case OptionValue::directories: break;  // `native=FOLDER`
    case OptionValue::maybe_file:
      if (!flag.is(OptionFamily::plain, "extern")) return std::nullopt;
      break;  // `NAME=FILE`
    case OptionValue::text:
    case OptionValue::output:
    case OptionValue::processor: return std::nullopt;
  }
  const auto equals = value.find('=');
  const auto path_at = equals == std::string::npos ? 0 : equals + 1;
  if (path_at == 0 && flag.is(OptionFamily::plain, "extern")) return std::nullopt;
  return value.substr(0, path_at) + absolute(directory, value.substr(path_at));
}

bool is_argument_file(const UserFlag& flag) { return flag.option == nullptr && flag.words.front().starts_with('@'); }

}  // namespace

const CompilerOption* find_option(OptionFamily family, std::string_view name) {
  const auto wanted = with_dashes(name);
  for (const auto& option : table(family)) {
    if (option.name == wanted) return &option;
  }
  return nullptr;
}

std::string UserFlag::shown() const { return text::join(words, " "); }

UserFlags::UserFlags(const std::vector<std::string>& rustflags) {
  for (std::size_t at = 0; at < rustflags.size(); ++at) {
    const auto& word = rustflags[at];
    if (word.starts_with("--") && word.size() > 2) {
      read_long(rustflags, at);
    } else if (word.starts_with('-') && word.size() > 1 && word != "--") {
      read_cluster(rustflags, at);
    } else {  // `@FILE`, or what rustc will take for a source file
      flags_.push_back({{word}, OptionFamily::plain, word, word.substr(word.starts_with('@') ? 1 : 0), nullptr});
    }
  }
}

// `--name`, `--name=value`, `--name value`.
void UserFlags::read_long(const std::vector<std::string>& words, std::size_t& at) {
  const auto& word = words[at];
  const auto equals = word.find('=');
  auto name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
  std::optional<std::string> value;
  std::vector<std::string> own{word};
  if (equals != std::string::npos) value = word.substr(equals + 1);
  const auto* const option = find_option(OptionFamily::plain, name);
  const bool wants_value = name == "codegen" || (option != nullptr && option->takes_value);
  if (!value && wants_value && at + 1 < words.size()) {
    value = words[++at];
    own.push_back(*value);
  }
  if (name == "codegen") name = "C";
  add(std::move(own), option, std::move(name), std::move(value));
}

// `-Cvalue`, `-C value`, and letters without a value in one word, as `-gO`.
void UserFlags::read_cluster(const std::vector<std::string>& words, std::size_t& at) {
  const auto& word = words[at];
  for (std::size_t i = 1; i < word.size(); ++i) {
    const char letter = word[i];
    const auto* const option = find_letter(letter);
    const bool has_options = letter == 'C' || letter == 'Z';
    if (option != nullptr && !option->takes_value) {
      add({std::string("-") + letter}, option, std::string(option->name), std::nullopt);
      continue;
    }
    std::vector<std::string> own{"-" + word.substr(i)};
    std::optional<std::string> value;
    if (i + 1 < word.size()) {
      value = word.substr(i + 1);
    } else if ((option != nullptr || has_options) && at + 1 < words.size()) {
      value = words[++at];
      own.push_back(*value);
    }
    auto name = has_options ? std::string(1, letter) : option != nullptr ? std::string(option->name) : own.front();
    add(std::move(own), option, std::move(name), std::move(value));
    return;
  }
}

void UserFlags::add(std::vector<std::string> words, const CompilerOption* plain, std::string name,
                    std::optional<std::string> value) {
  UserFlag flag{std::move(words), OptionFamily::plain, std::move(name), std::move(value), plain};
  if (plain == nullptr && (flag.name == "C" || flag.name == "Z")) {
    flag.family = flag.name == "C" ? OptionFamily::codegen : OptionFamily::unstable;
    const auto option = flag.value.value_or("");
    const auto equals = option.find('=');
    flag.name = with_dashes(option.substr(0, equals));
    flag.value = equals == std::string::npos ? std::nullopt : std::optional(option.substr(equals + 1));
    flag.option = find_option(flag.family, flag.name);
  }
  flags_.push_back(std::move(flag));
}

bool UserFlags::bundles_libraries() const { return std::ranges::any_of(flags_, is_bundled); }

bool UserFlags::passes(const UserFlag& flag, Product product) const {
  if (flag.effect() == OptionEffect::code) return true;
  if (flag.effect() != OptionEffect::linking) return false;
  return product == Product::dynamic_library || (flag.is(OptionFamily::plain, "L") && bundles_libraries());
}

std::vector<std::string> UserFlags::for_std(Product product) const {
  std::vector<std::string> words;
  for (const auto& flag : flags_) {
    if (passes(flag, product) && !flag.is(OptionFamily::plain, "remap-path-prefix"))
      words.insert(words.end(), flag.words.begin(), flag.words.end());
  }
  return words;
}

std::vector<std::string> UserFlags::remaps() const {
  std::vector<std::string> words;
  for (const auto& flag : flags_) {
    if (flag.is(OptionFamily::plain, "remap-path-prefix"))
      words.insert(words.end(), flag.words.begin(), flag.words.end());
  }
  return words;
}

std::vector<std::string> UserFlags::files_of(const UserFlag& flag) const {
  const auto value = flag.value.value_or("");
  if (value.empty()) return {};
  if (is_bundled(flag)) {
    std::vector<std::string> places;
    const auto name = std::string(split_library(value).name);
    for (const auto& other : flags_) {
      if (!other.is(OptionFamily::plain, "L") || !other.value) continue;
      const auto folder = other.value->substr(other.value->find('=') + 1);
      for (const auto& file : {"lib" + name + ".a", name + ".lib", name}) places.push_back(folder + "/" + file);
    }
    return places;
  }
  if (flag.option == nullptr) return possible_paths(value);
  switch (flag.option->value) {
    case OptionValue::file: return {value};
    case OptionValue::files_by_comma: return text::split(value, ',');
    case OptionValue::files_by_space: return text::words(value);
    case OptionValue::maybe_file: return possible_paths(value);
    case OptionValue::text:
    case OptionValue::directories:
    case OptionValue::output:
    case OptionValue::processor: break;
  }
  return {};
}

std::vector<std::string> UserFlags::files(Product product) const {
  std::vector<std::string> files;
  for (const auto& flag : flags_) {
    if (!passes(flag, product)) continue;
    for (auto& file : files_of(flag)) files.push_back(std::move(file));
  }
  return files;
}

std::vector<std::string> UserFlags::with_absolute_paths(const std::filesystem::path& directory) const {
  std::vector<std::string> words;
  for (const auto& flag : flags_) {
    words.insert(words.end(), flag.words.begin(), flag.words.end());
    if (const auto value = absolute_value(flag, directory)) {
      auto& last = words.back();  // ends with the value, however the flag is spelled
      last.replace(last.size() - flag.value->size(), flag.value->size(), *value);
    }
  }
  return words;
}

bool UserFlags::depends_on_processor() const {
  return std::ranges::any_of(flags_, [&](const auto& flag) { return is_native(flag) || is_argument_file(flag); });
}

std::optional<std::string> UserFlags::last(OptionFamily family, std::string_view name) const {
  std::optional<std::string> found;
  for (const auto& flag : flags_) {
    if (flag.is(family, name)) found = flag.value.value_or("");
  }
  return found;
}

std::optional<std::string> UserFlags::profiler_runtime() const {
  bool coverage = false;
  bool profile = false;
  std::string name = "profiler_builtins";
  for (const auto& flag : flags_) {
    if (flag.is(OptionFamily::codegen, "instrument-coverage")) coverage = !is_off(flag.value);
    if (flag.is(OptionFamily::codegen, "profile-generate")) profile = true;
    if (flag.is(OptionFamily::unstable, "profiler-runtime")) name = flag.value.value_or("");
    if (flag.is(OptionFamily::unstable, "no-profiler-runtime")) return std::nullopt;
  }
  return coverage || profile ? std::optional(name) : std::nullopt;
}

std::vector<std::string> UserFlags::sanitizers() const {
  std::vector<std::string> names;
  for (const auto& flag : flags_) {
    if (!flag.is(OptionFamily::unstable, "sanitizer")) continue;
    for (auto& name : text::split(flag.value.value_or(""), ',')) {
      if (!name.empty()) names.push_back(std::move(name));
    }
  }
  return names;
}

bool UserFlags::brings_own_objects() const {
  const auto value = last(OptionFamily::codegen, "link-self-contained");
  return is_off(value) || (value && value->contains("-crto"));
}

bool UserFlags::names_processor() const {
  return last(OptionFamily::codegen, "target-cpu").has_value() || std::ranges::any_of(flags_, is_argument_file);
}

Result<std::vector<std::string>> expand_argument_files(
    const std::vector<std::string>& rustflags,
    const std::function<Result<std::string>(const std::string& path)>& read) {
  std::vector<std::string> words;
  bool shell = false;
  const auto add = [&](std::string word) {
    const bool is_second = !words.empty() && words.back() == "-Z";
    shell = shell || word == "-Zshell-argfiles" || (is_second && word == "shell-argfiles");
    words.push_back(std::move(word));
  };
  for (const auto& word : rustflags) {
    if (!word.starts_with('@') || (shell && word.starts_with("@shell:"))) {
      add(word);
      continue;
    }
    BUILDSTD_TRY(const auto content, read(word.substr(1)));
    for (const auto line : text::lines(content)) add(std::string(line));
  }
  return words;
}

}  // namespace buildstd::planner
