// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "buildstd/base/error.hpp"
#include "buildstd/process/ancestry.hpp"

namespace buildstd::process {

/// Does `work` in a process of its own, which goes on when this one has become another program. It is in this one's
/// process group, so that Ctrl-C reaches it. Its standard input and output are empty; its standard error is that of
/// `beside`, where that can be written to without harm (a terminal or a pipe), else nowhere. Call it only while this
/// process has one thread.
/// @return its number, in this process; in the other one `work`'s result is the exit status
Result<int> start_in_background(const OtherProcess& beside, const std::function<int()>& work);

/// Interrupts this process, as SIGTERM does, if the other one has ended.
void stop_without(const OtherProcess& other);

}  // namespace buildstd::process
