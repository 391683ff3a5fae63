// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "verify/compare.hpp"

/// What was found as an in-toto Statement (docs/verify-predicate.md), for others to sign and to keep.
namespace buildstd::verify {

struct StatementContext {
  std::string required;  ///< the worst verdict that counts as success, as JSON has it
  bool met = false;      ///< whether every crate was as good
  std::string build;     ///< what `here` was made from: a JSON object, as `buildstd verify` gives it; may be empty
};

/// An error where `build` is no JSON object.
Result<nlohmann::json> to_statement(const SysrootReport& report, const StatementContext& context);

}  // namespace buildstd::verify
