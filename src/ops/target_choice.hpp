// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>

#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// A session without targets: configuration read, the compiler found and asked about itself.
Result<Session> open_ground(const Selection& selection, const Surroundings& surroundings, Diagnostics& diagnostics);

/// Decides which targets a session is for, and what each gets.
Result<void> choose_targets(Session& session, Diagnostics& diagnostics);

/// The names of the targets that are asked for, by option, by configuration, else the host alone.
struct WantedTargets {
  std::vector<std::string> names;
  bool explicitly = false;
};
Result<WantedTargets> wanted_targets(const Session& session);

/// Whether unstable things are open: a nightly compiler, or RUSTC_BOOTSTRAP=1 as for Cargo (core/features.rs).
bool is_nightly(const Session& session);

/// A target specification's file under a path that is named after its content, for compilers to read: what is
/// built, kept and asked about is then told apart by content, wherever the file lies and however it is called.
Result<std::filesystem::path> pin_specification(const Session& session, const std::string& path);

}  // namespace buildstd::ops
