// SPDX-License-Identifier: MIT
// Prints our table of the compiler's options, one a line: `-C NAME`, effect, what its value names, why; separated by
// tabs. Tests compare it with what compilers list and do, docs/flags.md is made of it.
#include <iostream>

#include "buildstd/planner/compiler_options.hpp"

namespace {

using namespace buildstd::planner;

const char* name_of(OptionEffect effect) {
  switch (effect) {
    case OptionEffect::code: return "code";
    case OptionEffect::linking: return "linking";
    case OptionEffect::lints: return "lints";
    case OptionEffect::messages: return "messages";
    case OptionEffect::build: return "build";
  }
  return "";
}

const char* name_of(OptionValue value) {
  switch (value) {
    case OptionValue::text: return "text";
    case OptionValue::file: return "file";
    case OptionValue::files_by_comma:
    case OptionValue::files_by_space: return "files";
    case OptionValue::maybe_file: return "maybe file";
    case OptionValue::directories: return "directories";
    case OptionValue::output: return "output";
    case OptionValue::processor: return "processor";
  }
  return "";
}

void print(std::span<const CompilerOption> options, std::string_view prefix) {
  for (const auto& option : options) {
    const auto dashes = prefix.empty() ? (option.name.size() == 1 ? "-" : "--") : prefix;
    std::cout << dashes << option.name << '\t' << name_of(option.effect) << '\t' << name_of(option.value) << '\t'
              << option.reason << '\n';
  }
}

}  // namespace

int main() {
  print(plain_options(), "");
  print(codegen_options(), "-C ");
  print(unstable_options(), "-Z ");
}
