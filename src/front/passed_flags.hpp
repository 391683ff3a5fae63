// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace buildstd::front {

/// Whether a call of the compiler has the flags, in their order; as one word or two, as compiler caches write them
/// anew.
/// @param arguments of the call
/// @param configured the rustflags
bool has_flags(const std::vector<std::string>& arguments, const std::vector<std::string>& configured);

/// The flags of a call of the compiler that make another std and can only come from the user, as Cargo itself passes
/// none of the kind (compiler/mod.rs, `build_base_args`: profiles' settings, names, `--cfg`), and that are not among
/// those that its configuration gives.
/// @param arguments of the call
/// @param configured the rustflags
std::vector<std::string> flags_beyond(const std::vector<std::string>& arguments,
                                      const std::vector<std::string>& configured);

}  // namespace buildstd::front
