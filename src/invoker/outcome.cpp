// SPDX-License-Identifier: MIT
#include "invoker/outcome.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"

namespace buildstd::invoker {

Error describe(const ScriptFailure& failure) {
  auto error =
      Error(fmt::format("failed to run custom build command for `{}`", failure.package))
          .caused_by(fmt::format("process didn't exit successfully: `{}` ({})", failure.command, failure.status));
  if (!failure.standard_output.empty()) error = std::move(error).caused_by("--- stdout\n" + failure.standard_output);
  if (!failure.standard_error.empty()) error = std::move(error).caused_by("--- stderr\n" + failure.standard_error);
  return error;
}

Result<void> take_messages(const ScriptOutput& output, const std::string& package, Diagnostics& diagnostics) {
  for (const auto& warning : output.warnings) diagnostics.warn(fmt::format("{}: {}", package, warning));
  if (output.errors.empty()) return {};
  auto error = Error(fmt::format("build script of `{}` reported errors", package));
  for (const auto& line : output.errors) error = std::move(error).caused_by(line);
  return fail(std::move(error));
}

Result<void> check_outputs(const std::vector<std::filesystem::path>& outputs, const std::string& package,
                           const std::string& messages) {
  const auto missing = std::ranges::find_if_not(outputs, fs::is_file);
  if (missing == outputs.end()) return {};
  return fail(Error(fmt::format("the compiler said it had compiled `{}`, but left no `{}`", package, missing->string()))
                  .output(messages)
                  .help("check what RUSTC and RUSTC_WRAPPER name"));
}

}  // namespace buildstd::invoker
