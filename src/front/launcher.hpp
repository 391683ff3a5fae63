// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace buildstd::front {

/// A shell script that Cargo calls as its compiler and that becomes the front. It finds buildstd where it is installed
/// on the machine at hand, so that a repository can hold it.
/// @param tool `rustc` or `rustdoc`
std::string launcher_script(std::string_view tool);

/// Whether a file's text is such a script.
bool is_launcher(std::string_view text);

}  // namespace buildstd::front
