// SPDX-License-Identifier: MIT
#include "buildstd/front/front_call.hpp"

#include "buildstd/base/fs.hpp"
#include "buildstd/ops/compiler_choice.hpp"

namespace buildstd::front {

namespace {

RustTool tool_of(const fs::Path& program) {
  return program.stem().string().ends_with("rustdoc") ? RustTool::rustdoc : RustTool::rustc;
}

// A program at the head of the arguments; an option or a source file is none.
std::optional<fs::Path> take_program(std::vector<std::string>& arguments, const ops::ProcessContext& process_context) {
  if (arguments.empty()) return std::nullopt;
  const auto& first = arguments.front();
  if (first.starts_with('-') || first.starts_with('@') || first.ends_with(".rs")) return std::nullopt;
  auto program = fs::find_program(first, process_context.environment.get("PATH").value_or(""), process_context.cwd);
  if (program) arguments.erase(arguments.begin());
  return program;
}

}  // namespace

// As `build.rustc-wrapper` the compiler, or another wrapper and then the compiler, are the first arguments
// (Cargo: core/compilation.rs, `rustc_process`).
FrontCall read_front_call(const fs::Path& name, std::vector<std::string> arguments,
                          const ops::ProcessContext& process_context) {
  FrontCall call{tool_of(name), std::nullopt, {}, std::nullopt, std::move(arguments)};
  auto program = take_program(call.arguments, process_context);
  if (!program) return call;
  const auto next = call.arguments.empty() ? "" : call.arguments.front();
  if (auto second = take_program(call.arguments, process_context)) {
    call.wrapped = std::move(program);
    call.wrapped_compiler = next;
    program = std::move(second);
  }
  call.tool = tool_of(*program);
  if (!ops::is_front(*program)) call.compiler = std::move(program);
  return call;
}

}  // namespace buildstd::front
