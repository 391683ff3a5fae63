// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

#include "buildstd/front/view.hpp"
#include "buildstd/ops/build.hpp"
#include "buildstd/ops/session.hpp"
#include "buildstd/process/ancestry.hpp"
#include "front/turn.hpp"

namespace buildstd::front {

/// What of a sysroot must be there before a call goes on. Metadata is enough for a library, whatever else comes.
enum class Need { metadata, all };

struct SharedStd {
  std::vector<ops::Sysroot> sysroots;
  std::filesystem::path builder_files;  ///< of the process that builds it, for `BuilderFiles`; empty: there was none
};

/// Makes the session's sysroots, or finds them made, beside other calls of the same Cargo that want the same. The first
/// one starts a process that builds, with Cargo's jobserver; it and all others wait, and give the token that Cargo has
/// started them with to others meanwhile.
/// @param turn of a call that waits for it once std's metadata is there; null: of one that goes on at once
Result<SharedStd> build_shared(const ops::Session& session, Need need, const process::OtherProcess& cargo,
                               const ops::TerminalSettings& terminal, View& view, Turn* turn);

}  // namespace buildstd::front
