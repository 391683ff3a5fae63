// SPDX-License-Identifier: MIT
#pragma once

#include "buildstd/ops/build.hpp"
#include "cli/command.hpp"

namespace buildstd::cli {

struct BuiltSession {
  ops::Session session;
  std::vector<ops::Sysroot> sysroots;
};

}  // namespace buildstd::cli
