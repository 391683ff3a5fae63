// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "buildstd/config/settings.hpp"
#include "buildstd/ops/session.hpp"
#include "buildstd/toolchain/toolchain.hpp"

/// The user's rustflags, from what is written to what std's compilers are given (compiler_options.hpp says what of it).
namespace buildstd::ops {

/// Puts the lines of argument files (`@FILE`) in their place.
/// @param directory where relative names start from
/// @param looked_at gets the files
Result<config::Flags> read_argument_files(config::Flags flags, const std::filesystem::path& directory,
                                          std::vector<std::filesystem::path>& looked_at);

/// An error for the first flag that a stable compiler refuses, as far as its text tells, with where it was written:
/// Cargo's own calls would be refused after std was built.
Result<void> refuse_unstable(const config::Flags& flags, const toolchain::CompilerVersion& version);

/// Says where flags were written, in an error about them: the place of the one with this word, or of all.
Error written_at(Error error, const config::Flags& flags, const std::string& word);

/// What else decides about them.
struct StdFlagsRequest {
  const toolchain::Toolchain& toolchain;
  const toolchain::Target& target;
  std::filesystem::path directory;  ///< where relative names start from
  bool links = false;               ///< std is linked too, as a dynamic library
  std::function<Result<std::string>()> native;
};

/// The flags as std gets them: files are looked at, what `native` is, is asked. An error for what std cannot be built
/// with.
Result<StdFlags> std_flags(const config::Flags& flags, const StdFlagsRequest& request);

}  // namespace buildstd::ops
