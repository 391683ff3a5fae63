// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/ops/build.hpp"
#include "buildstd/ops/session.hpp"
#include "buildstd/ops/terminal.hpp"

/// The way past everything: the same words, in the same place, with the same environment, and all files that counted
/// then unchanged, come to the same sysroots. Nothing is parsed or planned, and no process is started.
namespace buildstd::ops {

/// What a run came to.
struct Outcome {
  std::vector<Sysroot> sysroots;
  Verbosity verbosity = Verbosity::normal;
  bool colors = false;
};

/// A run's words and what else decides how it is answered, before anything is made of them.
struct Words {
  std::vector<std::string> arguments;  ///< as they were given
  std::filesystem::path cwd;           ///< before `-C`
  bool for_terminal = false;           ///< standard error is one
};

/// The outcome of an earlier run, if it would be this one's too. Needs the user's cache.
std::optional<Outcome> recall(const Words& words, const Surroundings& surroundings);

/// Remembers a run for `recall`. Nothing happens where there is no cache, or where it is not known what the outcome
/// depends on.
void remember(const Words& words, const Session& session, const Outcome& outcome);

}  // namespace buildstd::ops
