// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/toolchain/toolchain.hpp"

namespace buildstd::planner {

/// What one group of targets needs that neither the std workspace nor its profile says.
struct TargetRule {
  enum class Kind {
    std_feature,     ///< a feature of the `sysroot` package
    startup_object,  ///< a source in `library/rtstartup` that becomes an object beside the crates
    link_library,    ///< a native library that std links statically, from `self-contained`
    environment,     ///< a variable that changes what the compiler makes of the crates
  };
  Kind kind;
  std::string_view value;
  std::string_view targets;  ///< in words
  bool (*applies)(const toolchain::Target&);
  std::string_view source;
};

/// The whole table. The compiler's flags by target stand in recipe_flags.cpp, among those of all targets.
const std::vector<TargetRule>& target_rules();

/// The values of the rules of one kind that apply to a target.
std::vector<std::string> rule_values(TargetRule::Kind kind, const toolchain::Target& target);

/// The files that linking a program needs from the target's `self-contained` folder: the start objects that rustc
/// hands to the linker, and the libraries that std links.
std::set<std::string> self_contained_files(const toolchain::Target& target);

}  // namespace buildstd::planner
