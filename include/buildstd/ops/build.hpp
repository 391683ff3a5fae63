// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/invoker/build.hpp"
#include "buildstd/ops/session.hpp"
#include "buildstd/planner/plan.hpp"

namespace buildstd::ops {

/// Who executes a plan: `build`, which removes what it has compiled when the sysroot is there, or another build system,
/// which keeps it in a directory of its own to see what is old.
enum class PlanFor { build, export_to_file };

/// Plans every target of the session that is to be built, in the session's order.
Result<std::vector<planner::Plan>> plan(const Session& session, PlanFor purpose = PlanFor::build);

/// A sysroot that can be used for a target.
struct Sysroot {
  std::string target;
  std::filesystem::path path;
  std::filesystem::path inputs;  ///< a file that lists what it was made from; it may not be there
  bool is_prebuilt = false;      ///< the toolchain's own, because the configuration says "never"
  std::size_t compiled = 0;      ///< units that were run for it; 0: it was there
};

/// Shows a build. `waiting` is called when another process holds the lock of what is to be built.
class BuildView : public invoker::BuildObserver {
 public:
  virtual void waiting(const std::string& what) = 0;
  /// What earlier builds have left here is not used.
  virtual void discarded(const std::string& /*reason*/) {}
  /// `--timings` was asked for: where the report is; nothing where no unit was run.
  virtual void timing_report(const std::optional<std::filesystem::path>& /*page*/) {}
  /// What came from the remote cache, and what was given to it.
  virtual void exchanged(const cache::Uses& /*uses*/) {}
  /// Called about ten times a second while something runs.
  virtual void tick() = 0;
  /// Whether `compiler_message` shows what it is given.
  [[nodiscard]] virtual bool shows_messages() const { return false; }
};

/// What of a session's sysroots is there.
struct MadeAlready {
  std::string key;                          ///< over all plans
  std::optional<std::vector<Sysroot>> all;  ///< unset: something has to be built
};
Result<MadeAlready> find_made(const Session& session, Diagnostics& diagnostics);

/// Plans, and looks at all that a build would refuse, or warn of because linking will fail.
Result<std::vector<planner::Plan>> check_build(const Session& session, Diagnostics& diagnostics);

/// Told of a sysroot that has all metadata, against which libraries can be compiled, while code is still made. When the
/// build has ended well the code is there too, in the same place.
using UseMetadata = std::function<void(const Sysroot&)>;

/// Makes the sysroots of the session's targets, or finds them made. Concurrent builds of the same thing do
/// the work once. The error of an interrupted build has its exit status.
/// @param use_metadata empty: a sysroot is there as a whole or not at all
Result<std::vector<Sysroot>> build(const Session& session, BuildView& view, Diagnostics& diagnostics,
                                   const UseMetadata& use_metadata = {});

}  // namespace buildstd::ops
