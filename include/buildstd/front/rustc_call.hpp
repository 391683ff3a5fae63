// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/build_choices.hpp"

namespace buildstd::front {

/// A call of rustc or rustdoc by somebody else, usually Cargo, as far as it decides which standard library it needs.
struct RustcCall {
  enum class Kind {
    question,  ///< about the compiler or a target (`-vV`, `--print`): nothing is compiled
    compilation,
  };
  Kind kind = Kind::question;
  std::optional<std::string> target;  ///< `--target`; unset: the host
  bool is_for_tests = false;          ///< a test harness, or documentation's tests: needs the crate `test`
  /// Needs std's code, now or when what it makes is linked; else (`cargo check`, `cargo doc`) metadata is enough.
  bool needs_code = false;
  /// Makes libraries only, which are linked by another call: std's metadata is enough until then.
  bool is_linked_later = false;
  std::optional<PanicStrategy> panic;
  bool caps_lints = false;  ///< `--cap-lints`: Cargo gives it to what is nobody's own work, from a registry or from Git
  bool has_sysroot = false;  ///< `--sysroot` is given: the caller knows what it wants
  bool as_json = false;      ///< errors are to be JSON diagnostics
  std::string crate_name;
  std::optional<std::filesystem::path> out_dir;
  std::vector<std::string> arguments;  ///< all, with argument files (`@FILE`) expanded
};

enum class RustTool { rustc, rustdoc };

/// Reads a command line. Argument files that cannot be read are left as they are: the compiler says what is wrong.
/// @param arguments without the program
RustcCall read_rustc_call(RustTool tool, const std::vector<std::string>& arguments);

}  // namespace buildstd::front
