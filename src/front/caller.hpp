// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/ops/cargo_call.hpp"
#include "buildstd/ops/process_context.hpp"
#include "buildstd/process/ancestry.hpp"

namespace buildstd::front {

/// Who calls the front, as far as it can be seen.
struct Caller {
  std::filesystem::path cwd;                     ///< where Cargo looks for configuration
  ops::CargoCall cargo;                          ///< its command line, aliases expanded
  std::optional<process::OtherProcess> process;  ///< Cargo itself; below a compiler cache's server there is none
  /// What Cargo was started with, without what it sets for a crate; with its jobserver.
  Environment environment;
  bool is_of_unknown_project = false;  ///< only the user's own configuration can be found
  bool is_build_script = false;        ///< a build script calls, not Cargo itself
};

/// Finds the Cargo that this process descends from. Where there is none, the front's own launcher says which project's
/// configuration counts, else the working directory.
Result<Caller> find_caller(const std::optional<process::OtherProcess>& cargo,
                           const ops::ProcessContext& process_context, Diagnostics& diagnostics);

/// Whether a build script has started this process (Cargo: compiler/custom_build.rs sets what it looks at).
bool is_below_build_script(const Environment& environment);

}  // namespace buildstd::front
