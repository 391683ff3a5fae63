// SPDX-License-Identifier: MIT
#include "buildstd/planner/documentation.hpp"

#include <algorithm>

#include "buildstd/base/hash.hpp"
#include "buildstd/base/std_layout.hpp"

namespace buildstd::planner {

namespace {

Unit documentation_of(const Unit& library, const DocumentationRequest& request) {
  auto unit = library;
  unit.kind = UnitKind::documentation;
  auto& call = unit.call();
  call.compiler = request.rustdoc;
  call.rustdoc = RustdocArguments{request.destination, request.version, request.flags};
  call.output_files = {"index.html"};
  // Sources are hidden from the compiler for its results; rustdoc copies the sources (src/preload).
  if (call.preload) call.preload->hidden_sources.reset();
  Fingerprint key;
  key.field("library", library.key)
      .field("destination", request.destination.string())
      .field("version", request.version);
  for (const auto& flag : request.flags) key.field("flag", flag);
  unit.key = key.short_hex();
  return unit;
}

}  // namespace

std::vector<std::string> add_documentation(Plan& plan, const DocumentationRequest& request) {
  std::vector<std::string> names;
  Fingerprint key;
  key.field("plan", plan.key);
  const auto& documented = std_layout::documented_crates;
  const auto count = plan.units.size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto& library = plan.units[i];
    if (!library.is_target_library() || !library.is_member) continue;
    if (std::ranges::find(documented, library.crate_name) == documented.end()) continue;
    auto unit = documentation_of(library, request);
    key.field("documentation", unit.key);
    names.push_back(unit.crate_name);
    plan.units.push_back(std::move(unit));
  }
  plan.key = key.short_hex();
  return names;
}

}  // namespace buildstd::planner
