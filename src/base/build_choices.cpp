// SPDX-License-Identifier: MIT
#include "buildstd/base/build_choices.hpp"

#include <array>

namespace buildstd {

namespace {

constexpr std::array crate_choices = {StdCrates::core, StdCrates::alloc, StdCrates::std};
constexpr std::array panic_strategies = {PanicStrategy::unwind, PanicStrategy::abort, PanicStrategy::immediate_abort};

template <class Choices>
std::optional<typename Choices::value_type> parse(const Choices& choices, std::string_view name) {
  for (auto choice : choices) {
    if (name_of(choice) == name) return choice;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(StdCrates crates) {
  switch (crates) {
    case StdCrates::core: return "core";
    case StdCrates::alloc: return "alloc";
    case StdCrates::std: return "std";
  }
  return "";
}

std::optional<StdCrates> parse_std_crates(std::string_view name) { return parse(crate_choices, name); }

std::string_view name_of(PanicStrategy strategy) {
  switch (strategy) {
    case PanicStrategy::unwind: return "unwind";
    case PanicStrategy::abort: return "abort";
    case PanicStrategy::immediate_abort: return "immediate-abort";
  }
  return "";
}

std::optional<PanicStrategy> parse_panic_strategy(std::string_view name) { return parse(panic_strategies, name); }

std::string_view name_of(RecipeKind kind) { return kind == RecipeKind::dist ? "dist" : "prebuilt"; }

std::optional<RecipeKind> parse_recipe(std::string_view name) {
  if (name == "dist") return RecipeKind::dist;
  if (name == "prebuilt") return RecipeKind::prebuilt;
  return std::nullopt;
}

std::string_view name_of(CObjects objects) { return objects == CObjects::source ? "source" : "prebuilt"; }

std::optional<CObjects> parse_c_objects(std::string_view name) {
  if (name == "source") return CObjects::source;
  if (name == "prebuilt") return CObjects::prebuilt;
  return std::nullopt;
}

}  // namespace buildstd
