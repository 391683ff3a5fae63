// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "buildstd/planner/plan.hpp"

/// Plans as text, for people and for other programs.
namespace buildstd::planner {

/// One unit a line: what, for whom, features.
std::string as_table(const std::vector<Plan>& plans);
/// Every unit with its command, environment, outputs and edges.
std::string as_json(const std::vector<Plan>& plans);
/// The commands as lines for a POSIX shell, dependencies first. Arguments that a build script adds when it
/// has run are not in them; a comment says where.
std::string as_commands(const std::vector<Plan>& plans);
/// The format of `cargo build --unit-graph` (Cargo: compiler/unit_graph.rs, version 1).
std::string as_unit_graph(const std::vector<Plan>& plans);
/// Graphviz.
std::string as_dot(const std::vector<Plan>& plans);
/// The fixed choices with their sources.
std::string choices_text(const Plan& plan);

}  // namespace buildstd::planner
