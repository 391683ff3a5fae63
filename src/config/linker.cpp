// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <utility>

#include "buildstd/base/cfg.hpp"
#include "buildstd/config/settings.hpp"
#include "check.hpp"
#include "lookup.hpp"

// Cargo: src/compiler/compilation.rs `target_linker`.
namespace buildstd::config {

namespace {

Error several(const std::string& first, const Found<std::string>& one, const std::string& second,
              const Found<std::string>& other) {
  const auto place = one.source.place();
  const auto where =
      place ? fmt::format("{}:{}:{}", place->file.string(), place->line, place->column) : one.source.describe();
  return at(Error("several matching instances of `target.'cfg(..)'.linker` in configurations")
                .note(fmt::format("first match `{}` located in {}", first, where))
                .note(fmt::format("second match `{}` located in {}", second, other.source.describe()))
                .help("name the linker in `[target.<triple>]`, which comes before both"),
            other.source);
}

}  // namespace

Result<std::optional<Sourced<std::string>>> linker(const Config& config, std::string_view target, const CfgSet& cfgs) {
  const auto& data = config.data();
  BUILDSTD_CHECK(check_target_tables(data));
  using Linker = Sourced<std::string>;
  BUILDSTD_TRY(const auto triple, find_string(data, Key::parse(fmt::format("target.{}.linker", target))));
  if (triple) return Linker{resolve_program(data, *triple), triple->source.origin()};

  const auto key = Key::parse("target");
  BUILDSTD_TRY(const auto* const tables, find_table(data, key));
  if (tables == nullptr) return std::nullopt;
  std::optional<Found<std::string>> found;
  std::string found_in;
  for (const auto& [name, table] : *tables) {
    if (!name.starts_with("cfg(") || !name.ends_with(')')) continue;
    const auto selector = TargetSelector::parse(name);
    if (!selector || !selector->matches(target, cfgs)) continue;
    BUILDSTD_TRY(auto here, find_string(data, key.exact_child(name).exact_child("linker")));
    if (!here) continue;
    if (found) return fail(several(found_in, *found, name, *here));
    found = std::move(here);
    found_in = name;
  }
  if (!found) return std::nullopt;
  return Linker{resolve_program(data, *found), found->source.origin()};
}

}  // namespace buildstd::config
