// SPDX-License-Identifier: MIT
#include "case.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include "random.hpp"
#include "toml_writer.hpp"

namespace buildstd::differential {

namespace {

using Path = std::vector<std::string>;

enum class Kind { string, integer, boolean, words, list, any };

struct Pooled {
  Path path;
  Kind kind;
};

/// The keys that a generated configuration sets: Cargo's own, with the lists that do not merge among them,
/// and a few short ones that meet as different kinds of value.
const std::vector<Pooled>& pool() {
  static const std::vector<Pooled> keys = {
      {{"build", "jobs"}, Kind::integer},
      {{"build", "rustc"}, Kind::string},
      {{"build", "rustc-wrapper"}, Kind::string},
      {{"build", "rustflags"}, Kind::words},
      {{"build", "target"}, Kind::words},
      {{"build", "target-dir"}, Kind::string},
      {{"build", "incremental"}, Kind::boolean},
      {{"build", "build-std", "when"}, Kind::string},
      {{"build", "build-std", "crates"}, Kind::string},
      {{"target", "x86_64-unknown-linux-gnu", "rustflags"}, Kind::words},
      {{"target", "x86_64-unknown-linux-gnu", "runner"}, Kind::words},
      {{"target", "x86_64-unknown-linux-gnu", "linker"}, Kind::string},
      {{"target", "x86_64-unknown-linux-gnu", "build-std", "when"}, Kind::string},
      {{"target", "thumbv8m.base-none-eabi", "rustflags"}, Kind::words},
      {{"target", "thumbv8m", "base-none-eabi", "rustflags"}, Kind::words},
      {{"target", "cfg(unix)", "rustflags"}, Kind::words},
      {{"target", "cfg(unix)", "runner"}, Kind::list},
      {{"target", "cfg(all(unix, target_os = \"linux\"))", "rustflags"}, Kind::list},
      {{"host", "runner"}, Kind::list},
      {{"profile", "dev", "panic"}, Kind::string},
      {{"profile", "release", "opt-level"}, Kind::any},
      {{"profile", "my-own", "inherits"}, Kind::string},
      {{"profile", "dev", "package", "*", "debug"}, Kind::any},
      {{"env", "SOME_VARIABLE"}, Kind::string},
      {{"env", "OTHER", "value"}, Kind::string},
      {{"env", "OTHER", "force"}, Kind::boolean},
      {{"registry", "default"}, Kind::string},
      {{"registry", "credential-provider"}, Kind::list},
      {{"registries", "mine", "credential-provider"}, Kind::list},
      {{"credential-alias", "mine"}, Kind::list},
      {{"doc", "browser"}, Kind::list},
      {{"paths"}, Kind::list},
      {{"net", "retry"}, Kind::integer},
      {{"http", "timeout"}, Kind::integer},
      {{"a", "b"}, Kind::string},
      {{"a", "c"}, Kind::any},
      {{"a", "d", "e"}, Kind::boolean},
      {{"a", "list"}, Kind::list},
      {{"q q", "\u00e9\""}, Kind::any},
      {{"q q", ""}, Kind::any},
  };
  return keys;
}

constexpr std::array<std::string_view, 16> strings = {
    "",           "x",         "one two",          " -C a=b  -g ", "true",    "12",          "bin/tool", "../up/tool",
    "host-tuple", "spec.json", "\u00fcml\u00e4ut", "tab\there",    "q\"uote", "back\\slash", "esc\x1b",  "two\nlines"};
constexpr std::array<std::string_view, 12> integers = {
    "0",  "1",          "-7", "+3", "1_000", "0xff", "0o17", "0b101", "9223372036854775807", "-9223372036854775808",
    "42", "0xDEAD_beef"};
constexpr std::array<std::string_view, 12> variable_values = {
    "", "x", "one two", "true", "false", "12", "-5", "+7", " padded ", "[\"a\"]", "9223372036854775808", "a=b"};

/// Text at the end of a file that makes it one that Cargo refuses, or looks as if it might.
constexpr std::array<std::string_view, 22> disturbances = {"zz = 1.5\n",
                                                           "zz = 1979-05-27\n",
                                                           "zz = 07:32\n",
                                                           "zz = [1, 2.0]\n",
                                                           "zz =\n",
                                                           "zz\n",
                                                           "\u00e9 = 1\n",
                                                           "+z = 1\n",
                                                           "zz = 1\nzz = 2\n",
                                                           "[zz]\n[zz]\n",
                                                           "[[zz]]\nx = 1\n",
                                                           "[[zz]]\n[[zz]]\ny=2\n",
                                                           "zz = 'a\n",
                                                           "zz = \"\\q\"\n",
                                                           "zz = 9223372036854775808\n",
                                                           "zz = 01\n",
                                                           "zz.a = 1\nzz.b.c = 2\n",
                                                           "zz = {a.b = 1, a.c = 2}\n",
                                                           "zz = inf\n",
                                                           "# control \x01\n",
                                                           "zz = 'a\tb'\n",
                                                           "zz = \"\"\"a\\\n   b\"\"\"\n"};

/// Makes one case; everything about it follows from the seed.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) { case_.seed = seed; }

  Case generate() {
    levels();
    home();
    variables();
    options();
    if (random_.chance(60)) case_.key = key();
    return std::move(case_);
  }

 private:
  std::string scalar() {
    switch (random_.below(3)) {
      case 0: return write_string(std::string(random_.pick(strings)), random_);
      case 1: return std::string(random_.pick(integers));
      default: return random_.chance(50) ? "true" : "false";
    }
  }

  std::string list(bool only_strings) {
    const auto count = random_.below(4);
    std::string text = "[";
    for (std::size_t i = 0; i < count; ++i) {
      if (random_.chance(15)) text += "\n  # item\n  ";
      text += (only_strings ? write_string(std::string(random_.pick(strings)), random_) : value(Kind::any)) + ",";
    }
    if (count > 0 && random_.chance(60)) text.pop_back();
    return text + "]";
  }

  std::string value(Kind kind) {
    if (random_.chance(2)) kind = Kind::any;
    switch (kind) {
      case Kind::string: return write_string(std::string(random_.pick(strings)), random_);
      case Kind::integer: return std::string(random_.pick(integers));
      case Kind::boolean: return random_.chance(50) ? "true" : "false";
      case Kind::words:
        return random_.chance(70) ? list(true) : write_string(std::string(random_.pick(strings)), random_);
      case Kind::list: return list(true);
      case Kind::any: break;
    }
    if (random_.chance(70)) return scalar();
    if (random_.chance(70)) return list(false);
    return "{ k = " + scalar() + ", l.m = " + scalar() + " }";
  }

  std::string include_entry(const std::string& path) {
    const auto text = write_string(path, random_);
    if (random_.chance(50)) return text;
    if (random_.chance(50)) return "{ path = " + text + " }";
    return "{ path = " + text + ", optional = " + (random_.chance(70) ? "true" : "false") + " }";
  }

  /// The entries of an `include` in a file of `folder`; makes the files, deeper ones first.
  std::string includes(const std::string& folder, unsigned depth) {
    std::string text = "[";
    const auto count = 1 + random_.below(2);
    for (std::size_t i = 0; i < count; ++i) {
      const auto name = "inc" + std::to_string(serial_++) + ".toml";
      const bool below = random_.chance(30);
      auto path = below ? "sub/" + name : name;
      if (random_.chance(6))
        path = random_.pick(std::array<std::string, 6>{"missing.toml", "no-extension", "gl*b.toml", "{x}.toml",
                                                       "config.toml", "../up.toml"});
      if (!random_.chance(4)) toml(folder + "/" + (below ? "sub/" : "") + name, depth + 1);
      text += include_entry(path) + ", ";
    }
    return text + "]";
  }

  void toml(const std::string& path, unsigned depth = 0) {
    Tree tree;
    const auto folder = path.substr(0, path.rfind('/'));
    for (auto count = random_.below(7); count > 0; --count) {
      const auto& entry = random_.pick(pool());
      insert(tree, entry.path, value(entry.kind));
      used_.push_back(entry.path);
    }
    if (random_.chance(depth == 0 ? 15 : 20) && depth < 3) {
      insert(tree, {"include"}, random_.chance(95) ? includes(folder, depth) : value(Kind::any));
    }
    auto text = write_toml(tree, random_);
    if (random_.chance(2)) text += "\n" + std::string(random_.pick(disturbances));
    if (random_.chance(1)) text = "\xEF\xBB\xBF" + text;
    case_.files[path] = std::move(text);
  }

  /// Working directories up to five levels deep, each perhaps with a configuration.
  void levels() {
    constexpr std::array<std::string_view, 5> names = {"one", "two", "three", "four", "five"};
    const auto depth = 1 + random_.below(names.size());
    std::string path;
    for (std::size_t level = 0; level < depth; ++level) {
      path += (level == 0 ? "" : "/") + std::string(names[level]);
      folders_.push_back(path);
      if (random_.chance(55)) config_in(path + "/.cargo");
    }
    case_.cwd = path;
    case_.files[path + "/here"] = "";
  }

  void config_in(const std::string& folder) {
    if (random_.chance(12)) toml(folder + "/config");
    if (random_.chance(80)) toml(folder + "/config.toml");
    if (random_.chance(4) && !case_.files.contains(folder + "/config")) case_.links[folder + "/config"] = "config.toml";
  }

  void home() {
    case_.variables["HOME"] = "{ROOT}/user";
    case_.variables["CARGO_HOME"] = "{ROOT}/home";
    if (random_.chance(10)) case_.variables.erase("CARGO_HOME");
    if (random_.chance(8)) case_.variables["CARGO_HOME"] = "{ROOT}/" + random_.pick(folders_) + "/.cargo";
    if (random_.chance(4)) {
      case_.links["linked-home"] = random_.pick(folders_) + "/.cargo";
      case_.variables["CARGO_HOME"] = "{ROOT}/linked-home";
    }
    if (random_.chance(50)) config_in("home");
    if (random_.chance(30)) config_in("user/.cargo");
  }

  static std::string variable_of(const Path& path) {
    std::string name = "CARGO";
    for (const auto& part : path) {
      name += '_';
      for (const char c : part) name += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    }
    return name;
  }

  void variables() {
    for (auto count = random_.below(4); count > 0; --count) {
      const auto& entry = random_.pick(pool());
      auto name = variable_of(entry.path);
      if (name.find_first_of("=\"") != name.npos) continue;
      case_.variables[name] = std::string(random_.pick(variable_values));
    }
  }

  std::string option_expression() {
    const auto& entry = random_.pick(pool());
    used_.push_back(entry.path);
    std::string text = random_.chance(5) ? "\n" : "";
    for (const auto& part : entry.path) text += (&part == &entry.path.front() ? "" : ".") + write_key(part, random_);
    text += (random_.chance(50) ? "=" : " = ") + value(entry.kind);
    if (random_.chance(3))
      text += random_.pick(std::array<std::string, 5>{" # why", "\n# below", "\nx = 1", "\n[t]", "   \n"});
    if (random_.chance(3))
      return random_.pick(std::array<std::string, 12>{"", "a", "[a]\nb=1", "a={}", "a.b={c=1}", "# c\na=1", "a=1.5",
                                                      "registry.token='x'", "registries.x.secret-key='x'", "a.b",
                                                      "a = [1,\n2]", "[[a]]"});
    return text;
  }

  void options() {
    for (auto count = random_.below(4); count > 0; --count) {
      if (random_.chance(70)) {
        case_.options.push_back(option_expression());
      } else if (random_.chance(85)) {
        const auto name = "option" + std::to_string(serial_++) + ".toml";
        toml(case_.cwd + "/" + name);
        case_.options.push_back(
            random_.pick(std::array<std::string, 3>{name, "./" + name, "{ROOT}/" + case_.cwd + "/" + name}));
        if (random_.chance(5)) case_.options.push_back(name);
      } else {
        case_.options.push_back("include=" + includes(case_.cwd, 0));
      }
    }
  }

  /// What is asked for: a key of the pool or one of the tables around it.
  std::string key() {
    auto path = !used_.empty() && random_.chance(80) ? random_.pick(used_) : random_.pick(pool()).path;
    while (path.size() > 1 && random_.chance(30)) path.pop_back();
    std::string text;
    for (const auto& part : path) {
      // Cargo's own syntax for keys knows no quotes.
      if (part.find('"') != part.npos) return "build";
      text += (text.empty() ? "" : ".") + part;
    }
    return text;
  }

  Random random_;
  Case case_;
  std::vector<std::string> folders_;
  std::vector<Path> used_;
  unsigned serial_ = 0;
};

void replace_root(std::string& text, const std::string& root) {
  constexpr std::string_view mark = "{ROOT}";
  for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + root.size()))
    text.replace(at, mark.size(), root);
}

}  // namespace

Case generate_config(std::uint64_t seed) { return Generator(seed).generate(); }

void place(Case& generated, const std::filesystem::path& root) {
  std::error_code ignored;
  for (const auto& [path, content] : generated.files) {
    std::filesystem::create_directories((root / path).parent_path(), ignored);
    std::ofstream(root / path, std::ios::binary) << content;
  }
  for (const auto& [path, target] : generated.links) {
    std::filesystem::create_directories((root / path).parent_path(), ignored);
    std::filesystem::create_symlink(target, root / path, ignored);
  }
  for (auto& [name, value] : generated.variables) replace_root(value, root.string());
  for (auto& option : generated.options) replace_root(option, root.string());
}

std::string describe(const Case& generated) {
  std::string text =
      "seed " + std::to_string(generated.seed) + ", in " + generated.cwd + ", key `" + generated.key + "`\n";
  for (const auto& [path, content] : generated.files) text += "--- " + path + "\n" + content + "\n";
  for (const auto& [path, target] : generated.links) text += "--- " + path + " -> " + target + "\n";
  for (const auto& [name, value] : generated.variables) text += "--- " + name + "='" + value + "'\n";
  for (const auto& option : generated.options) text += "--- --config '" + option + "'\n";
  return text;
}

}  // namespace buildstd::differential
