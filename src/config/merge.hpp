// SPDX-License-Identifier: MIT
#pragma once

#include "key.hpp"
#include "value.hpp"

namespace buildstd::config {

/// Which side of a merge wins where both set a scalar and neither's source outranks the other's.
enum class Precedence { present, incoming };

/// Merges `incoming` into `present`: tables member by member, lists joined, scalars by rank and `precedence`.
/// A list or table never meets another kind of value: an error that names both places.
/// Cargo: src/context/config_value.rs, `merge_helper`.
Result<void> merge(Value& present, Value incoming, Precedence precedence);

/// True for the few lists of which the strongest source alone counts (a program with its arguments).
bool replaces_as_whole(const Key& key);

/// Weakest sources first, each source's own order kept.
void sort_by_rank(Value::List& list);

}  // namespace buildstd::config
