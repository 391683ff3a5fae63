// SPDX-License-Identifier: MIT
// What a stable compiler refuses: rustc_session, src/config.rs, tried on 1.85 to 1.97.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "buildstd/base/text.hpp"
#include "buildstd/planner/compiler_options.hpp"

namespace buildstd::planner {

namespace {

template <std::size_t N>
using Names = std::array<std::string_view, N>;

template <std::size_t N>
bool is_one_of(std::string_view word, const Names<N>& words) {
  return std::ranges::find(words, word) != words.end();
}

struct UnstableValue {
  std::string_view option;
  bool (*is_unstable)(std::string_view value);
};

// rustc_target, src/spec/mod.rs: `LinkerFlavorCli::is_unstable`.
bool is_new_flavor(std::string_view value) {
  constexpr Names<8> stable = {"em", "gcc", "ld", "ld.lld", "ld64.lld", "lld-link", "msvc", "wasm-ld"};
  return !is_one_of(value, stable);
}
bool names_components(std::string_view value) {
  constexpr Names<10> stable = {"", "y", "yes", "on", "true", "n", "no", "off", "false", "-linker"};
  return !is_one_of(value, stable);
}

constexpr std::array codegen_values = {
    UnstableValue{"force-frame-pointers", [](auto value) { return value == "non-leaf"; }},
    UnstableValue{"link-self-contained", names_components},
    UnstableValue{"linker-features", [](auto value) { return value != "-lld"; }},
    UnstableValue{"linker-flavor", is_new_flavor},
    UnstableValue{"panic", [](auto value) { return value == "immediate-abort"; }},
    UnstableValue{"symbol-mangling-version", [](auto value) { return value == "legacy" || value == "hashed"; }},
};

bool is_unstable_print(std::string_view value) {
  constexpr Names<7> names = {"all-target-specs-json",  "backend-has-zstd",      "check-cfg",
                              "crate-root-lint-levels", "supported-crate-types", "target-spec-json",
                              "target-spec-json-schema"};
  return is_one_of(value.substr(0, value.find('=')), names);
}
bool is_unstable_library(std::string_view value) {
  const auto kind = value.substr(0, value.contains('=') ? value.find('=') : 0);
  return kind.starts_with("link-arg") || kind.contains("as-needed");
}
bool is_unstable_output(std::string_view value) {
  return std::ranges::any_of(text::split(value, ','),
                             [](const auto& one) { return one.starts_with("thin-link-bitcode"); });
}

constexpr std::array plain_values = {
    UnstableValue{"edition", [](auto value) { return value == "future"; }},
    UnstableValue{"emit", is_unstable_output},
    UnstableValue{"env-set", [](auto) { return true; }},
    UnstableValue{"error-format", [](auto value) { return value.starts_with("human-"); }},
    UnstableValue{"extern", [](auto value) { return value.substr(0, value.find('=')).contains(':'); }},
    UnstableValue{"json", [](auto value) { return value.contains("timings"); }},
    UnstableValue{"l", is_unstable_library},
    UnstableValue{"print", is_unstable_print},
    UnstableValue{"target", [](auto value) { return value.ends_with(".json"); }},
};

std::optional<std::string> reason(const UserFlag& flag) {
  if (flag.family == OptionFamily::unstable) return "options that begin with `-Z` are unstable";
  const auto find = [&](const auto& values) -> std::optional<std::string> {
    const auto found = std::ranges::find(values, std::string_view(flag.name), &UnstableValue::option);
    if (found == values.end() || !found->is_unstable(flag.value.value_or(""))) return std::nullopt;
    return fmt::format("this value of `{}` is unstable", flag.name);
  };
  return flag.family == OptionFamily::codegen ? find(codegen_values) : find(plain_values);
}

}  // namespace

std::vector<UserFlags::Unstable> UserFlags::unstable() const {
  std::vector<Unstable> found;
  for (const auto& flag : flags_) {
    if (auto why = reason(flag)) found.push_back({flag, *std::move(why)});
  }
  return found;
}

}  // namespace buildstd::planner
