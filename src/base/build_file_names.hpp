// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "buildstd/base/error.hpp"

/// File names in the languages of build systems: what a name cannot be written with is an error. No name may hold a
/// line end. What is documented of the languages is less than what they do: `integration.build_files` runs both tools
/// in directories with each of the characters.
namespace buildstd {

namespace make_names {

/// Lines that have to stand before the first name.
extern const std::string_view definitions;

/// The name of a rule's target; of a prerequisite; of one behind a `|`; of a file to include. In each, other characters
/// have a meaning.
Result<std::string> target(const std::filesystem::path& path);
Result<std::string> prerequisite(const std::filesystem::path& path);
Result<std::string> order_only(const std::filesystem::path& path);
Result<std::string> included(const std::filesystem::path& path);

}  // namespace make_names

namespace ninja_names {

extern const std::string_view definitions;

/// In ninja's own files.
std::string path(const std::filesystem::path& path);
/// In a depfile, whose language is a compiler's: it has no way to write many characters.
Result<std::string> in_depfile(const std::filesystem::path& path);

}  // namespace ninja_names

}  // namespace buildstd
