// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/text.hpp"
#include "buildstd/ops/cargo_call.hpp"
#include "buildstd/ops/handover.hpp"
#include "buildstd/ops/remote_cache.hpp"
#include "cli/build_session.hpp"
#include "cli/option_table.hpp"
#include "cli/succeed.hpp"

namespace buildstd::cli {

namespace {

// Several targets of the command line are for Cargo's command line too.
void note_targets(Context& context, const std::optional<ops::CargoCall>& call) {
  if (context.invocation->selection.targets.size() < 2 || !call || !call->targets.empty()) return;
  Diagnostic note{
      Diagnostic::Severity::note,
      "Cargo's environment cannot name several targets: this command builds for those of its own",
      {},
      {fmt::format("add `--target {}` behind the command too, or set `build.target` in Cargo's configuration",
                   text::join(context.invocation->selection.targets, " --target "))}};
  context.console.report(std::move(note));
}

// The user's own environment: `[env]` is for what Cargo starts, and Cargo applies it again.
Result<int> start(Context& context, const ops::Successor& successor) {
  return become(successor, context.process_context.environment, context.console);
}

// The token is given to no program, and so not to the front below Cargo.
Result<bool> needs_token(const Context& context, const ops::CargoCall& call) {
  if (!context.process_context.remote_cache_token || call.compiles_nothing()) return false;
  BUILDSTD_TRY(const auto remote, ops::remote_cache(context.invocation->selection, context.process_context));
  return !remote.url.empty() && !context.invocation->selection.no_cache;
}

// Cargo's calls of the front say what has to be built, and when. For other commands, and where the build is to be told
// of in another way, it is built before; also where only this process can speak to the remote cache.
Result<bool> is_left_to_cargo(const Context& context, const std::optional<ops::CargoCall>& call, MessageFormat format) {
  if (!call || context.selection.timings || format != MessageFormat::human) return false;
  BUILDSTD_TRY(const bool needs, needs_token(context, *call));
  return !needs;
}

Result<int> run_exec(Context& context, const std::vector<std::string>& words, MessageFormat format) {
  if (words.empty())
    return fail(Error("no command to run").help("put it behind `--`: `buildstd exec -- cargo build`").exit_status(1));
  auto call = ops::read_cargo_call(words);
  if (call) {
    BUILDSTD_TRY(call, ops::expand_alias(words, context.invocation->config));
  }
  ops::Successor successor{words, {}, context.process_context.cwd};
  BUILDSTD_CHECK(find_command(successor, context.process_context.environment));  // before a minute's work for it
  if (call && call->brings_its_std()) return start(context, successor);
  // rustup gives Cargo the toolchain, and the compiler has to be its.
  if (call && !context.invocation->selection.toolchain) context.invocation->selection.toolchain = call->toolchain;
  const auto asked = *context.invocation;
  std::vector<std::filesystem::path> programs;
  const auto hand_over = [&](const ops::Session& session) -> Result<void> {
    note_targets(context, call);
    BUILDSTD_TRY(const auto handover,
                 ops::Handover::make(asked, session, encode(asked.selection, asked.process_context.cwd), call));
    successor.variables = handover.variables();
    programs = handover.programs();
    return {};
  };
  BUILDSTD_TRY(const bool is_left, is_left_to_cargo(context, call, format));
  if (is_left) {
    BUILDSTD_TRY(const auto session, ops::open_compiler(*context.invocation, context.console));
    BUILDSTD_CHECK(hand_over(session));
    return start(context, successor);
  }
  if (call) BUILDSTD_CHECK(ops::follow(*call, *context.invocation, context.console));
  BUILDSTD_TRY(const auto built, build_session(context, format));
  BUILDSTD_CHECK(hand_over(built.session));
  if (!call && format == MessageFormat::human) remember(context, built, {"", successor, programs});
  return start(context, successor);
}

}  // namespace

void register_exec(const Registration& registration) {
  auto* command = registration.app.add_subcommand(
      "exec", "Run a command in which every Cargo uses a standard library that is built for what it compiles");
  registration.options.add(*command, planning_options);
  const auto words = std::make_shared<std::vector<std::string>>();
  command->add_option("command", *words, "The command and its arguments, behind `--`")->type_name("CMD...");
  registration.options.add(*command, {OptionGroup::timings});
  const auto format = std::make_shared<std::string>();
  add_message_option(*command, format);
  command->callback([&run = registration.run, words, format] {
    run = [words, format](Context& context) { return run_exec(context, *words, message_format(*format)); };
  });
}

}  // namespace buildstd::cli
