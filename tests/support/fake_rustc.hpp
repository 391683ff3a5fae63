// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

/// The mock compiler (fake_rustc.cpp says what it does).
namespace fake_rustc {

struct Call {
  std::vector<std::string> arguments;
  std::string crate = "probe";
  std::string crate_type, emit, out_dir, suffix, source;
  std::vector<std::string> externs;
  std::vector<std::string> prints;
  bool unstable = false;
};

/// Of the environment; empty where it is not set.
std::string variable(const char* name);
/// Fails with a message as rustc writes it.
[[noreturn]] void diagnose(const std::string& message);
/// Answers questions about itself and its targets.
int answer(const Call& call);

}  // namespace fake_rustc
