// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <vector>

#include "buildstd/front/view.hpp"
#include "buildstd/ops/build.hpp"
#include "buildstd/ops/session.hpp"
#include "buildstd/process/ancestry.hpp"
#include "front/own_token.hpp"

namespace buildstd::front {

/// How often, at least, a call that waits looks whether it may go on.
inline constexpr std::chrono::milliseconds polling_interval{100};

/// What of a sysroot must be there before a call goes on. Metadata is enough for a library, whatever else comes.
enum class Need { metadata, all };

struct SharedStd {
  std::vector<ops::Sysroot> sysroots;
  std::filesystem::path builder_files;  ///< of the process that builds it, for `BuilderFiles`; empty: there was none
};

/// Makes the session's sysroots, or finds them made, beside other calls of the same Cargo that want the same. The first
/// one starts a process that builds, with Cargo's jobserver; it and all others wait, and give the token that Cargo has
/// started them with to others meanwhile.
/// @param token is not held afterwards where the call has waited: `take_token`
Result<SharedStd> build_shared(const ops::Session& session, Need need, const process::OtherProcess& cargo,
                               const ops::TerminalSettings& terminal, View& view, OwnToken& token);

}  // namespace buildstd::front
