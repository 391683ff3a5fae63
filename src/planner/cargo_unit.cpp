// SPDX-License-Identifier: MIT
#include "buildstd/planner/cargo_unit.hpp"

namespace buildstd::planner {

std::optional<CargoDebuginfo> parse_debuginfo(std::string_view word) {
  using enum CargoDebuginfo;
  if (word == "0" || word == "none" || word == "false") return none;
  if (word == "line-directives-only") return line_directives_only;
  if (word == "line-tables-only") return line_tables_only;
  if (word == "1" || word == "limited") return limited;
  if (word == "2" || word == "full" || word == "true") return full;
  return std::nullopt;
}

}  // namespace buildstd::planner
