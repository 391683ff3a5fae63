// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "buildstd/front/front_call.hpp"
#include "buildstd/front/view.hpp"
#include "buildstd/ops/session.hpp"

/// The front stands where Cargo calls the compiler (`build.rustc`, `build.rustdoc`, `build.rustc-wrapper`). It tells
/// calls for the host from calls for a target, has the standard library of that target made if it is not there, and
/// becomes the compiler with its sysroot. Everything else it passes on as it is.
namespace buildstd::front {

/// What a call ends with.
struct Answer {
  std::optional<Command> becomes;  ///< the compiler's call
  std::string text;                ///< else what is printed in its place
  std::string error_text = {};     ///< and to standard error
};

/// Answers a call, with the configuration of the Cargo that has started this process.
/// @param selection what `exec` and `env` have asked for (`ops::selection_variable`); nothing: the configuration
/// decides
/// @param view shows the build of a standard library, if there is one
Result<Answer> answer(const FrontCall& call, const std::optional<ops::Selection>& selection,
                      const ops::ProcessContext& process_context, View& view);

}  // namespace buildstd::front
