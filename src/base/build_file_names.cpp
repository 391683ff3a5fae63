// SPDX-License-Identifier: MIT
#include "base/build_file_names.hpp"

#include <fmt/format.h>

#include "buildstd/base/text.hpp"

namespace buildstd {

namespace {

std::unexpected<Error> cannot_be_written(const std::string& name, std::string_view reason) {
  return fail(Error(fmt::format("{}: `{}`", reason, text::printable(name)))
                  .help("choose a `--target-dir` without it, or use `buildstd build`, which needs no file"));
}

}  // namespace

// GNU make: manual, "Rule Syntax" and "Wildcards"; src/read.c, `eval`, `parse_file_seq` and `find_map_unquote`. In
// names of rules, `;` and a tab are recognized before variables are expanded, and a backslash before them is taken away
// after it.
namespace make_names {

const std::string_view definitions =
    "buildstd_nothing :=\n"
    "buildstd_tab := $(buildstd_nothing)\t$(buildstd_nothing)\n"
    "buildstd_semicolon := ;\n"
    "buildstd_equals := =\n";

namespace {

enum class Place { target, prerequisite, order_only, included };

std::string escaped(char c, Place place) {
  const bool in_rule = place != Place::included;
  switch (c) {
    case ' ': return "\\ ";
    case '#': return "\\#";
    case '$': return "$$";
    case '=': return "$(buildstd_equals)";
    case '\t': return "\\$(buildstd_tab)";
    case ';': return in_rule ? "\\$(buildstd_semicolon)" : ";";
    case ':': return in_rule ? "\\:" : ":";
    case '%': return place == Place::target ? "\\%" : "%";
    case '|': return place == Place::prerequisite ? "\\|" : "|";
    default: return {c};
  }
}

Result<std::string> name(const std::string& path, Place place) {
  if (path.find_first_of("*?[") != std::string::npos)
    return cannot_be_written(path, "make takes `*`, `?` and `[` in a name for a pattern");
  std::string out;
  std::string backslashes;  // since the last other character
  for (const char c : path) {
    if (c == '\\') {
      backslashes += c;
      continue;
    }
    const auto next = escaped(c, place);
    out += backslashes;
    if (next.starts_with('\\')) out += backslashes;  // else they would escape each other
    out += next;
    backslashes.clear();
  }
  return out + backslashes;
}

}  // namespace

Result<std::string> target(const std::filesystem::path& path) { return name(path.string(), Place::target); }
Result<std::string> prerequisite(const std::filesystem::path& path) { return name(path.string(), Place::prerequisite); }
Result<std::string> order_only(const std::filesystem::path& path) { return name(path.string(), Place::order_only); }
Result<std::string> included(const std::filesystem::path& path) { return name(path.string(), Place::included); }

}  // namespace make_names

// ninja 1.10: src/lexer.in.cc, `ReadEvalString`; src/depfile_parser.in.cc.
namespace ninja_names {

const std::string_view definitions = "buildstd_bar = |\n\n";

std::string path(const std::filesystem::path& path) {
  std::string out;
  for (const char c : path.string()) {
    if (c == '|') {
      out += "${buildstd_bar}";
      continue;
    }
    if (c == '$' || c == ' ' || c == ':') out += '$';
    out += c;
  }
  return out;
}

namespace {

// What stands for itself in a depfile.
bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  const bool is_alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return is_alphanumeric || byte >= 0x80 || std::string_view("+,/_:.~()}{%=@[]!-").find(c) != std::string_view::npos;
}

}  // namespace

Result<std::string> in_depfile(const std::filesystem::path& path) {
  const auto name = path.string();
  std::string out;
  std::string backslashes;  // since the last other character
  for (const char c : name) {
    if (c == '\\') {
      backslashes += c;
      continue;
    }
    const bool is_escaped = !backslashes.empty();  // then it, and they, stand for themselves, but for these three
    out += backslashes;
    if (c == ' ') {
      out += backslashes + "\\ ";
    } else if (c == '#' || (c == ':' && is_escaped)) {
      (out += '\\') += c;
    } else if (is_escaped || is_plain(c)) {
      out += c;
    } else if (c == '$') {
      out += "$$";
    } else {
      return cannot_be_written(name, fmt::format("ninja's depfiles cannot hold `{}` in a name", c));
    }
    backslashes.clear();
  }
  return out + backslashes;
}

}  // namespace ninja_names

}  // namespace buildstd
