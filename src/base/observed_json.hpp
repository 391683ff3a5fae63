// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "buildstd/base/observed.hpp"

namespace buildstd {

/// `{"environment": {NAME: VALUE or null}, "files": {PATH: STATE}}`.
nlohmann::json observed_json(const ObservedInputs& inputs);
/// Nothing where it does not have that form.
std::optional<ObservedInputs> parse_observed(const nlohmann::json& json);

}  // namespace buildstd
