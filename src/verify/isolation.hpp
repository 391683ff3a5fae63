// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "buildstd/base/error.hpp"

/// Files come from anywhere, and LLVM's readers trust them: what reads one runs in a process of its own, so that a
/// crash is an error about that file.
namespace buildstd::verify {

/// What a task may use. Any std is far below; a file that wants more is damaged, or made to harm.
struct Limits {
  std::uint64_t memory = 4ULL << 30;    ///< bytes of address space
  unsigned seconds = 120;               ///< of a processor
  std::uint64_t result = 256ULL << 20;  ///< bytes
};

struct Task {
  std::string subject;  ///< the file, or files, in errors: "`libcore-….rlib`"
  std::function<Result<std::string>()> run;
};

/// Runs each task in a process of its own, one a processor at a time. Returns what they returned, in order; an error
/// where one did, crashed, or went beyond its limits. Nothing else of what a task does is seen here.
std::vector<Result<std::string>> run_isolated(const std::vector<Task>& tasks, const Limits& limits = {});

}  // namespace buildstd::verify
