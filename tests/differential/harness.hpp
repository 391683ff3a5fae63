// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace buildstd::differential {

using Variables = std::map<std::string, std::string, std::less<>>;

/// The variables that a rustup proxy needs where HOME is not the user's; empty where rustup is not in use.
Variables rustup_variables();

/// The cargo (rustc) to compare with: what CARGO (RUSTC) names, else the one along PATH; empty where there
/// is none that runs. A rustup proxy without a default toolchain is there, but does not.
std::string find_cargo();
std::string find_rustc();

/// Says why nothing is compared.
/// @return the exit status that CTest takes for "skipped"
int skip(std::string_view reason);

/// Calls `work` for each seed with an empty folder of its own, on two threads.
/// @param argc,argv the program's arguments: [COUNT [FIRST_SEED]]
void for_each_seed(int argc, char** argv, std::uint64_t count,
                   const std::function<void(std::uint64_t seed, const std::filesystem::path& root)>& work);

}  // namespace buildstd::differential
