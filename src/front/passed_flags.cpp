// SPDX-License-Identifier: MIT
#include "front/passed_flags.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "buildstd/planner/compiler_options.hpp"

namespace buildstd::front {

namespace {

// What Cargo passes by itself: profiles (core/profiles.rs), `-Z` flags of its own and `build.warnings`'s.
constexpr std::string_view of_cargo[] = {"allow-features",
                                         "binary-dep-depinfo",
                                         "codegen-backend",
                                         "codegen-units",
                                         "debug-assertions",
                                         "debuginfo",
                                         "embed-bitcode",
                                         "embed-metadata",
                                         "extra-filename",
                                         "force-unstable-if-unmarked",
                                         "hint-mostly-unused",
                                         "incremental",
                                         "linker",
                                         "linker-plugin-lto",
                                         "lto",
                                         "metadata",
                                         "opt-level",
                                         "overflow-checks",
                                         "panic",
                                         "panic-abort-tests",
                                         "prefer-dynamic",
                                         "rpath",
                                         "split-debuginfo",
                                         "strip",
                                         "unstable-options"};

bool is_of_user(const planner::UserFlag& flag) {
  return flag.family != planner::OptionFamily::plain && flag.effect() == planner::OptionEffect::code &&
         std::ranges::find(of_cargo, flag.name) == std::end(of_cargo);
}

bool is_same(const planner::UserFlag& one, const planner::UserFlag& other) {
  return one.family == other.family && one.name == other.name && one.value == other.value;
}

}  // namespace

bool has_flags(const std::vector<std::string>& arguments, const std::vector<std::string>& configured) {
  const planner::UserFlags passed(arguments);
  const planner::UserFlags wanted(configured);
  auto next = wanted.all().begin();
  for (const auto& flag : passed.all()) {
    if (next != wanted.all().end() && is_same(flag, *next)) ++next;
  }
  return next == wanted.all().end();
}

std::vector<std::string> flags_beyond(const std::vector<std::string>& arguments,
                                      const std::vector<std::string>& configured) {
  const planner::UserFlags passed(arguments);
  const planner::UserFlags known(configured);
  std::vector<std::string> beyond;
  for (const auto& flag : passed.all()) {
    const auto is_known = [&](const planner::UserFlag& other) { return is_same(flag, other); };
    if (is_of_user(flag) && std::ranges::none_of(known.all(), is_known)) beyond.push_back(flag.shown());
  }
  return beyond;
}

}  // namespace buildstd::front
