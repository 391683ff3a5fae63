// SPDX-License-Identifier: MIT
#pragma once

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/ops/build.hpp"
#include "buildstd/ops/terminal.hpp"
#include "buildstd/process/ancestry.hpp"

namespace buildstd::front {

/// Where the build of a standard library is shown.
class View {
 public:
  virtual ~View() = default;
  /// From now on this process is the one that builds, beside Cargo, and standard error is Cargo's own. It stops when
  /// Cargo has ended.
  virtual void in_background(const process::OtherProcess& cargo, const ops::TerminalSettings& settings) = 0;
  virtual ops::BuildView& build() = 0;
  virtual Diagnostics& diagnostics() = 0;
};

}  // namespace buildstd::front
