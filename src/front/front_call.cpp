// SPDX-License-Identifier: MIT
#include "buildstd/front/front_call.hpp"

#include "buildstd/base/file_state.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/ops/compiler_choice.hpp"

namespace buildstd::front {

namespace {

RustTool tool_of(const fs::Path& program) {
  return program.stem().string().ends_with("rustdoc") ? RustTool::rustdoc : RustTool::rustc;
}

// Neither an option nor a source file.
bool may_be_program(const std::string& argument) {
  return !argument.starts_with('-') && !argument.starts_with('@') && !argument.ends_with(".rs");
}

// A program at the head of the arguments.
std::optional<fs::Path> take_program(std::vector<std::string>& arguments, const ops::ProcessContext& process_context) {
  if (arguments.empty() || !may_be_program(arguments.front())) return std::nullopt;
  const auto& first = arguments.front();
  auto program = fs::find_program(first, process_context.environment.get("PATH").value_or(""), process_context.cwd);
  if (program) arguments.erase(arguments.begin());
  return program;
}

}  // namespace

// As `build.rustc-wrapper` the compiler, or another wrapper and then the compiler, are the first arguments
// (Cargo: core/compilation.rs, `rustc_process`).
FrontCall read_front_call(const fs::Path& name, std::vector<std::string> arguments,
                          const ops::ProcessContext& process_context) {
  FrontCall call{tool_of(name), std::nullopt, {}, std::nullopt, {}, std::move(arguments)};
  auto program = take_program(call.arguments, process_context);
  const auto& rest = call.arguments;
  if (!program && rest.size() > 1 && may_be_program(rest[0]) &&
      !fs::file_state(fs::absolute(rest[0], process_context.cwd)))
    call.missing_compiler = rest[0];
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
