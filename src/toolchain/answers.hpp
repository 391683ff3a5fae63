// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/toolchain/toolchain.hpp"

/// The compiler's answers, read.
namespace buildstd::toolchain {

/// Of `--print=target-spec-json --print=cfg`. It cannot be cut by separators, only by what each looks like.
struct TargetAnswer {
  std::string specification;
  std::vector<std::string> cfgs;
};
TargetAnswer cut_target_answer(std::string_view answer);

/// Of `-vV`. An error where that is no compiler's version; `rustc` is for its words.
Result<CompilerVersion> parse_version(const std::string& answer, const std::filesystem::path& rustc);

/// Names of options of `-Zhelp`, with dashes.
std::set<std::string> parse_unstable_options(const std::string& answer);

}  // namespace buildstd::toolchain
