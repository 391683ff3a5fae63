// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "buildstd/toolchain/support.hpp"

namespace buildstd::toolchain {

/// What is read off a target's specification (`rustc --print target-spec-json`).
struct Specification {
  std::optional<bool> has_std;
  std::optional<Support> support;  ///< by its own field, else by `has_std`
  std::optional<unsigned> tier;
  std::optional<bool> host_tools;
  std::string description;
  std::optional<std::string> llvm_target;
  bool needs_explicit_cpu = false;
  bool crt_static_by_default = false;
  std::string crt_objects = "false";  ///< when rustc brings its own start objects: `true`, `false`, `musl`, `mingw`
  std::set<std::string> link_objects;
};

/// A text that is no specification says nothing.
Specification read_specification(std::string_view text);

}  // namespace buildstd::toolchain
