// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "verify/compare.hpp"

namespace buildstd::verify {

struct HtmlOptions {
  std::string there;  ///< the folders, as they were named
  std::string here;
  std::string required;  ///< the worst verdict that counts as success
  bool met = false;
};

/// A page of its own: no script, and nothing that it loads.
std::string to_html(const SysrootReport& report, const HtmlOptions& options);

}  // namespace buildstd::verify
