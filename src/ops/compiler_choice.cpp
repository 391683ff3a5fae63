// SPDX-License-Identifier: MIT
#include "buildstd/ops/compiler_choice.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/process/event_loop.hpp"

namespace buildstd::ops {

// `init` and `exec` make it as `buildstd/rustc` and `buildstd/rustdoc` in some folder.
bool is_front(const std::filesystem::path& program) {
  const auto name = program.stem();
  return (name == "rustc" || name == "rustdoc") && program.parent_path().filename() == "buildstd";
}

namespace {

std::optional<fs::Path> first_rustc_in_path(const Environment& environment, const fs::Path& cwd) {
  for (const auto& folder : text::split(environment.get("PATH").value_or(""), fs::path_list_separator)) {
    auto program = fs::absolute(fs::Path(folder) / "rustc", cwd);
    if (fs::is_executable(program) && !is_front(program) && !is_front(fs::canonical(program))) return program;
  }
  return std::nullopt;
}

// What a variable names; nothing where it is not set.
Result<std::optional<fs::Path>> named_by(std::string_view variable, const Environment& environment,
                                         const fs::Path& cwd) {
  const auto named = environment.get_nonempty(variable);
  if (!named) return std::nullopt;
  auto program = fs::find_program(*named, environment.get("PATH").value_or(""), cwd);
  if (program) return program;
  return fail(Error(fmt::format("could not find the program `{}`, which {} names", text::printable(*named), variable))
                  .help("correct the variable, or unset it"));
}

}  // namespace

Result<fs::Path> real_compiler(const Environment& environment, const fs::Path& cwd) {
  BUILDSTD_TRY(auto named, named_by(compiler_variable, environment, cwd));
  if (!named) named = first_rustc_in_path(environment, cwd);
  if (named) return *std::move(named);
  return fail(
      Error("could not find `rustc`")
          .caused_by("no directory of PATH has an executable file of this name")
          .help(fmt::format("install Rust, or name the program with the environment variable {}", compiler_variable)));
}

Result<fs::Path> real_rustdoc(const Environment& environment, const fs::Path& cwd) {
  BUILDSTD_TRY(auto named, named_by(rustdoc_variable, environment, cwd));
  if (named) return *std::move(named);
  BUILDSTD_TRY(const auto rustc, real_compiler(environment, cwd));
  const auto beside = rustc.parent_path() / fmt::format("rustdoc{}", rustc.extension().string());
  if (fs::is_executable(beside)) return beside;
  // Beside a script that calls the compiler there is none.
  if (const auto sysroot = process::run({rustc.string(), {"--print=sysroot"}, {}, cwd}, environment)) {
    auto own = fs::Path(text::trim(sysroot->standard_output)) / "bin" / beside.filename();
    if (sysroot->status.success() && fs::is_executable(own)) return own;
  }
  // One of PATH may be another version's, which cannot read this compiler's crates.
  return fail(
      Error("the toolchain has no rustdoc")
          .caused_by(fmt::format("there is no program `{}`, nor one in the compiler's sysroot", beside.string()))
          .help(fmt::format("install it: it comes with rustc in most toolchains; {} names one elsewhere",
                            rustdoc_variable)));
}

Result<std::string> compiler_name(const config::Tools& tools, const ProcessContext& process_context) {
  if (const auto named = process_context.environment.get_nonempty(compiler_variable)) {
    BUILDSTD_CHECK(named_by(compiler_variable, process_context.environment, process_context.cwd));
    return *named;
  }
  if (!is_front(tools.rustc.value)) return tools.rustc.value;
  BUILDSTD_TRY(const auto compiler, real_compiler(process_context.environment, process_context.cwd));
  return compiler.string();
}

}  // namespace buildstd::ops
