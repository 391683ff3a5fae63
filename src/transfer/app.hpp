// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "buildstd/base/environment.hpp"

namespace buildstd::transfer {

/// What is printed at the end, and the exit status.
struct Outcome {
  int status = 0;
  std::string data;  ///< for standard output
  std::string said;  ///< for standard error
};

/// The whole program: speaks over `input` and `output` until the input's end.
Outcome run(const std::vector<std::string>& arguments, const Environment& environment, int input, int output);

}  // namespace buildstd::transfer
