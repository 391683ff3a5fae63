// SPDX-License-Identifier: MIT
#include "buildstd/ops/compiler_choice.hpp"

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::ops {

namespace {

constexpr std::string_view front_prefix = "buildstd-";

}  // namespace

// The installed programs are `buildstd-rustc` and `buildstd-rustdoc`, links to buildstd; launchers are `rustc` and
// `rustdoc` in a folder `buildstd`.
bool is_front(const std::filesystem::path& program) {
  const auto name = program.stem().string();
  const bool is_tool = name == "rustc" || name == "rustdoc";
  const bool is_prefixed = name == std::string(front_prefix) + "rustc" || name == std::string(front_prefix) + "rustdoc";
  return is_prefixed || (is_tool && program.parent_path().filename() == "buildstd");
}

Result<std::filesystem::path> real_compiler(const Environment& environment, const std::filesystem::path& cwd) {
  const auto path = environment.get("PATH").value_or("");
  if (const auto named = environment.get_nonempty(compiler_variable)) {
    if (auto program = fs::find_program(*named, path, cwd)) return *std::move(program);
    return fail(Error("could not find the compiler that BUILDSTD_RUSTC names").help("correct it, or unset it"));
  }
  for (const auto& folder : text::split(path, fs::path_list_separator)) {
    auto program = fs::absolute(std::filesystem::path(folder) / "rustc", cwd);
    if (fs::is_executable(program) && !is_front(program) && !is_front(fs::canonical(program))) return program;
  }
  return fail(Error("could not find the compiler `rustc`")
                  .caused_by("no directory of PATH has an executable file of this name")
                  .help("install Rust, or name the compiler with the environment variable BUILDSTD_RUSTC"));
}

Result<std::string> compiler_name(const config::Tools& tools, const ProcessContext& process_context) {
  if (const auto named = process_context.environment.get_nonempty(compiler_variable)) return *named;
  if (!is_front(tools.rustc.value)) return tools.rustc.value;
  BUILDSTD_TRY(const auto compiler, real_compiler(process_context.environment, process_context.cwd));
  return compiler.string();
}

}  // namespace buildstd::ops
