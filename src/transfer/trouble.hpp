// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace buildstd::transfer {

/// Why somebody is not served any more, as a person is told it, and what to do about it (may be empty).
struct Trouble {
  std::string reason;
  std::string help;
};

}  // namespace buildstd::transfer
