// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <utility>

#include "buildstd/base/text.hpp"
#include "buildstd/config/settings.hpp"
#include "check.hpp"
#include "lookup.hpp"

namespace buildstd::config {

namespace {

/// A variable of its own name comes before the key. Set to nothing it still does, and means no program.
Result<std::optional<Sourced<std::string>>> find_tool(const Config::Data& data, std::string_view variable,
                                                      std::string_view key) {
  if (const auto text = data.environment.get(variable); text && text::is_utf8(*text)) {
    // Here a backslash makes a path on every system (Cargo: src/context/mod.rs, `maybe_get_tool`).
    const bool is_path = text->find_first_of("/\\") != std::string::npos;
    return Sourced<std::string>{is_path ? (data.cwd / *text).string() : *text,
                                Source::variable(std::string(variable)).origin()};
  }
  BUILDSTD_TRY(const auto program, find_string(data, Key::parse(key)));
  if (!program) return std::nullopt;
  return Sourced<std::string>{resolve_program(data, *program), program->source.origin()};
}

Result<Sourced<std::string>> required(const Config::Data& data, std::string_view variable, std::string_view key,
                                      std::string_view fallback) {
  BUILDSTD_TRY(auto tool, find_tool(data, variable, key));
  if (!tool) return Sourced<std::string>{std::string(fallback), {}};
  if (!tool->value.empty()) return *std::move(tool);
  auto error =
      Error(fmt::format("the program for `{}` is set to an empty string in {}", fallback, tool->origin.describe()))
          .help(fmt::format("name a program there, or unset it to use `{}` from PATH", fallback));
  return fail(tool->origin.place ? std::move(error).at(*tool->origin.place) : std::move(error));
}

Result<std::optional<Sourced<std::string>>> wrapper(const Config::Data& data, std::string_view variable,
                                                    std::string_view key) {
  BUILDSTD_TRY(auto tool, find_tool(data, variable, key));
  if (tool && tool->value.empty()) return std::nullopt;
  return tool;
}

}  // namespace

Result<Tools> tools(const Config& config) {
  const auto& data = config.data();
  BUILDSTD_CHECK(check_build_table(data));
  Tools result;
  BUILDSTD_TRY(result.rustc, required(data, "RUSTC", "build.rustc", "rustc"));
  BUILDSTD_TRY(result.rustdoc, required(data, "RUSTDOC", "build.rustdoc", "rustdoc"));
  BUILDSTD_TRY(result.rustc_wrapper, wrapper(data, "RUSTC_WRAPPER", "build.rustc-wrapper"));
  BUILDSTD_TRY(result.rustc_workspace_wrapper,
               wrapper(data, "RUSTC_WORKSPACE_WRAPPER", "build.rustc-workspace-wrapper"));
  return result;
}

}  // namespace buildstd::config
