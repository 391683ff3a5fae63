// SPDX-License-Identifier: MIT
#include "buildstd/front/front.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/ops/compiler_choice.hpp"
#include "buildstd/ops/preload.hpp"
#include "buildstd/planner/compiler_options.hpp"
#include "buildstd/process/background.hpp"
#include "buildstd/process/event_loop.hpp"
#include "front/build_order.hpp"
#include "front/builder_files.hpp"
#include "front/caller.hpp"
#include "front/cargo_layout.hpp"
#include "front/identity.hpp"
#include "front/own_token.hpp"
#include "front/passed_flags.hpp"
#include "front/refusals.hpp"
#include "front/run_memory.hpp"
#include "front/rustc_info.hpp"
#include "front/shared_build.hpp"
#include "front/turn.hpp"

namespace buildstd::front {

namespace {

using fs::Path;
using Strings = std::vector<std::string>;

// Each is a process, and two pipes in Cargo.
constexpr std::size_t most_waiting = 64;

// core/compiler/build_context/target_info.rs, `TargetInfo::new`.
bool is_cargos_question(const Strings& arguments) {
  const Strings first{"-", "--crate-name", "___", "--print=file-names"};
  return arguments.size() > first.size() && std::equal(first.begin(), first.end(), arguments.begin());
}

/// Answers one call.
class Front {
 public:
  Front(const FrontCall& call, const std::optional<ops::Selection>& selection,
        const ops::ProcessContext& process_context, View& view)
      : call_(call),
        rustc_(read_rustc_call(call.tool, call.arguments)),
        selection_(selection),
        process_context_(process_context),
        view_(view),
        jobserver_(process_context.jobserver.value_or(nullptr)),
        token_(jobserver_.get()) {}

  Result<Answer> answer() {
    if (!call_.missing_compiler.empty()) return fail(no_compiler(call_.missing_compiler));
    if (rustc_.has_sysroot) return pass_on();
    if (rustc_.kind == RustcCall::Kind::question) return answer_question();
    if (is_tried_out_for_host()) return pass_on();
    cargo_ = process::find_ancestor("cargo");
    if (rustc_.out_dir) directory_ = build_directory(*rustc_.out_dir, rustc_.target);
    if (directory_) have_version_asked(*directory_);
    if (directory_ && cargo_) memory_.emplace(*cargo_, *directory_);
    const auto turn = turn_of_library();
    const auto decision = known_or_made(turn.get());
    if (cargo_) {
      const auto builder = decision ? decision->builder_files : Path();
      take_token(turn.get(), token_, BuilderFiles(builder, *cargo_), *cargo_);
    }
    if (!decision) return fail(decision.error());
    BUILDSTD_CHECK(check_flags(*decision));
    return become(*decision);
  }

 private:
  // Where a build script's package is for the host, TARGET, which it passes on, is the host; the folder that Cargo has
  // given it tells. Such packages use the toolchain's own std, and need not wait for another. A Cargo that the script
  // starts sets variables of its own (core/compiler/compilation.rs, `fill_rustc_tool_env`).
  [[nodiscard]] bool is_tried_out_for_host() const {
    const auto& environment = process_context_.environment;
    return rustc_.target && is_below_build_script(environment) && !environment.get("CARGO_CRATE_NAME") &&
           rustc_.target == environment.get("HOST") &&
           is_for_host(environment.get("OUT_DIR").value_or(""), *rustc_.target);
  }

  // All of a call that the decision depends on. The configuration, the environment of Cargo and the compiler are the
  // same in a run.
  [[nodiscard]] std::string question_of_call() const {
    const auto& environment = process_context_.environment;
    const auto variable = [&](std::string_view name) { return environment.get(name).value_or(""); };
    const Strings parts = {call_.tool == RustTool::rustdoc ? "rustdoc" : "rustc",
                           rustc_.target.value_or("host"),
                           rustc_.panic ? std::string(name_of(*rustc_.panic)) : "",
                           rustc_.is_for_tests ? "tests" : "",
                           rustc_.needs_code ? "code" : "",
                           rustc_.is_linked_later ? "library" : "",
                           is_below_build_script(environment) ? "script" : "",
                           variable(ops::selection_variable),
                           variable(ops::compiler_variable)};
    return text::join(parts, "|");
  }

  // Without its token, the call has waited, or has still to wait, for others.
  Result<Decision> known_or_made(Turn* turn) {
    const auto question = question_of_call();
    const auto known = memory_ ? memory_->recall(question) : std::nullopt;
    if (known) {
      if (known->sysroot && turn != nullptr && token_.available() == 0 && turn->waiting() < most_waiting) {
        turn->take_place(time_to_come);
        token_.give();
      }
      return *known;
    }
    BUILDSTD_TRY(const auto decision, decide());
    if (memory_) memory_->keep(question, decision);
    if (turn != nullptr && !token_.is_held()) turn->take_place(2 * polling_interval + time_to_come);
    return decision;
  }

  Result<Answer> answer_question() {
    const bool is_version = call_.arguments == Strings{"-vV"};
    if (!is_version && (call_.wrapped || !is_cargos_question(call_.arguments))) return pass_on();
    cargo_ = process::find_ancestor("cargo");
    if (is_version) return version();
    const auto known = cargo_ ? printed() : std::nullopt;
    return known ? Answer{std::nullopt, known->standard_output, known->standard_error} : pass_on();
  }

  // Cargo keeps no answers, so that it asks for the version (rustc_info.hpp); so they are kept here.
  std::optional<toolchain::Printed> printed() {
    const auto caller = find_caller(cargo_, process_context_, unheard_);
    const auto invocation = caller ? invocation_for(*caller) : fail(caller.error());
    auto session = invocation ? ops::open_compiler(*invocation, unheard_) : fail(invocation.error());
    if (!session) return std::nullopt;
    auto& probe = session->compiler.probe;
    const auto answer = probe.printed(call_.arguments);
    probe.save();
    return answer ? *answer : std::nullopt;
  }

  // Cargo's first question (util/rustc.rs, `Rustc::new`); the answer is part of what it knows crates by.
  Result<Answer> version() {
    BUILDSTD_TRY(const auto caller, find_caller(cargo_, process_context_, unheard_));
    BUILDSTD_TRY(const auto invocation, invocation_for(caller));
    BUILDSTD_TRY(const auto session, ops::open_compiler(invocation, unheard_));
    const auto selection = process_context_.environment.get(ops::selection_variable).value_or("");
    const auto identity = std_identity(invocation, session, selection, cargo_ ? cargo_->id() : "");
    if (!identity) return pass_on();
    auto text = session.compiler.toolchain.version.verbose;
    if (call_.wrapped) {
      BUILDSTD_TRY(const auto passed_on, pass_on());
      BUILDSTD_TRY(auto output, process::run(*passed_on.becomes, process_context_.environment));
      if (!output.status.success()) return passed_on;
      text = std::move(output.standard_output);
    }
    if (!text.ends_with('\n')) text += '\n';
    return Answer{std::nullopt, fmt::format("{}std: {} (buildstd {})\n", text, *identity, BUILDSTD_VERSION)};
  }

  Result<Decision> decide() {
    BUILDSTD_TRY(auto caller, find_caller(cargo_, process_context_, unheard_));
    if (caller.cargo.brings_its_std()) return Decision{};
    if (rustc_.target && caller.is_of_unknown_project) BUILDSTD_CHECK(find_project(caller));
    BUILDSTD_TRY(auto invocation, invocation_for(caller));
    if (!rustc_.target) {
      BUILDSTD_CHECK(check_host(caller, invocation));
      return for_host(caller, invocation);
    }
    BUILDSTD_TRY(auto session, ops::open_session(invocation, unheard_));
    // A compiler cache's server compiles only so many at once: asked from a call that it has made, it waits for itself.
    // So for all calls alike, or those that it passes on would have another std.
    session.settings.rustc_wrapper.reset();
    const auto& choice = session.targets.all.front();
    if (choice.never) return Decision{};
    if (!selection_) BUILDSTD_CHECK(tell_unused_keys(caller, session));
    if (!selection_ && !choice.is_configured) return Decision{};
    const auto& flags = call_.tool == RustTool::rustdoc ? choice.rustdocflags : choice.rustflags;
    Decision decision{std::nullopt, flags.flags};
    BUILDSTD_CHECK(check_flags(decision));
    BUILDSTD_CHECK(check_runtime(flags.flags));  // before it is built
    BUILDSTD_TRY(const auto std, build(caller, session));
    if (std.sysroots.front().is_prebuilt) return decision;
    decision.sysroot = std.sysroots.front().path;
    decision.builder_files = std.builder_files;
    decision.preload = ops::preload_library(session).value_or("");
    return decision;
  }

  // A key that is not known may have been misspelt; Cargo, which knows none of these keys, warns of all alike. What a
  // call of Cargo's writes to its own standard error Cargo keeps, and says again when the key has long been mended.
  [[nodiscard]] Result<void> tell_unused_keys(const Caller& caller, const ops::Session& session) {
    constexpr const char* told = "unused keys are told";
    std::map<std::string, Diagnostic> unused;  // once each: Cargo's own configuration has been read for the caller, too
    for (const auto& one : unheard_.all) {
      if (one.message.find("build-std") != std::string::npos) unused.emplace(one.message, one);
    }
    if (unused.empty() || (memory_ && memory_->recall(told))) return {};
    if (memory_) memory_->keep(told, {});
    const auto tell = [&] {
      for (const auto& [message, one] : unused) view_.diagnostics().report(one);
      return 0;
    };
    if (!caller.process) {
      tell();
      return {};
    }
    BUILDSTD_TRY(const auto terminal, ops::terminal_settings(session.settings.config, caller.cargo.terminal));
    BUILDSTD_TRY([[maybe_unused]] const auto teller, process::start_in_background(*caller.process, [&] {
                   view_.in_background(*caller.process, terminal);
                   return tell();
                 }));
    return {};
  }

  // By the folder that Cargo writes to, where that is in its usual place in a package.
  [[nodiscard]] Result<void> find_project(Caller& caller) const {
    if (!directory_ || !fs::is_file(directory_->parent_path() / "Cargo.toml")) return fail(unknown_project());
    caller.cwd = directory_->parent_path();
    return {};
  }

  Result<SharedStd> build(const Caller& caller, const ops::Session& session) {
    if (!caller.process) {
      BUILDSTD_TRY(auto sysroots, ops::build(session, view_.build(), view_.diagnostics()));
      return SharedStd{std::move(sysroots), {}};
    }
    BUILDSTD_TRY(const auto terminal, ops::terminal_settings(session.settings.config, caller.cargo.terminal));
    const auto need = rustc_.is_linked_later || !rustc_.needs_code ? Need::metadata : Need::all;
    return build_shared(session, need, *caller.process, terminal, view_, token_);
  }

  // Of the libraries that a program depends on, which of those that could be compiled comes first counts. The user's
  // own are few at a time, and more likely to fail, which Cargo would hear only after all that it has started.
  [[nodiscard]] std::unique_ptr<Turn> turn_of_library() const {
    const auto& environment = process_context_.environment;
    const bool is_dependency = rustc_.target && rustc_.is_linked_later && rustc_.caps_lints && !call_.wrapped &&
                               !is_below_build_script(environment);
    if (!is_dependency || !memory_ || process_context_.cpus == 1) return nullptr;
    auto run = memory_->directory();
    if (!run) return nullptr;
    const auto variable = [&](std::string_view name) { return environment.get(name).value_or(""); };
    Package package{variable("CARGO_PKG_NAME"), variable("CARGO_PKG_VERSION"), variable("CARGO_MANIFEST_DIR")};
    auto way = [this, package = std::move(package)] {
      const auto kept = memory_->directory();
      return kept ? way_of(package, *kept, *directory_, cargo_->cwd) : 0;
    };
    return std::make_unique<Turn>(*std::move(run), std::move(way));
  }

  // What Cargo passes must be what its configuration says: otherwise std would be built with other flags than the
  // crates that use it. Cargo puts them in one piece behind its own arguments (compiler/mod.rs, `prepare_rustc`). A
  // build script may compile with any.
  [[nodiscard]] Result<void> check_flags(const Decision& decision) const {
    const auto& all = rustc_.arguments;
    const auto& flags = decision.flags;
    if (is_below_build_script(process_context_.environment)) return {};
    if (!has_flags(all, flags)) return fail(other_flags(rustc_, flags, flags_beyond(all, {})));
    if (decision.sysroot) BUILDSTD_CHECK(check_runtime(flags));
    // `cargo rustc` may give a crate more; where there is no Cargo to be read, that is not told from its `--config`.
    // Who calls by himself may say what he likes.
    const bool is_unseen_cargos = !cargo_ && decision.sysroot && directory_;
    const auto beyond = is_unseen_cargos ? flags_beyond(all, flags) : Strings();
    return beyond.empty() ? Result<void>() : fail(other_flags(rustc_, flags, beyond));
  }

  // The toolchain's own std has the crate that counts.
  [[nodiscard]] Result<void> check_runtime(const Strings& flags) const {
    if (is_below_build_script(process_context_.environment)) return {};
    const auto runtime = planner::UserFlags(rustc_.arguments).profiler_runtime();
    if (!runtime || planner::UserFlags(flags).profiler_runtime()) return {};
    return fail(counts_without_std(rustc_, *runtime));
  }

  // Calls as the rustc beside a rustdoc, with what Cargo was started with.
  [[nodiscard]] Result<ops::Invocation> invocation_for(const Caller& caller) {
    auto selection = selection_.value_or(ops::Selection());
    selection.config.insert(selection.config.begin(), caller.cargo.config.begin(), caller.cargo.config.end());
    selection.targets.clear();
    if (rustc_.target) selection.targets.push_back(*rustc_.target);
    if (!selection.panic) selection.panic = rustc_.panic;
    // Libraries that tests use are compiled against the same as the tests.
    selection.with_test = rustc_.is_for_tests || caller.cargo.runs_tests() || caller.cargo.names_tests;
    // What a build script tries out to metadata needs no code, and no other std than the crates that need it. To LLVM
    // IR, as autocfg does, it does: metadata alone has no MIR of what is inlined, and the answers would be wrong.
    const bool needs_code = rustc_.needs_code || caller.cargo.makes_code();
    selection.metadata_only = selection.metadata_only || !needs_code;
    // Its panic strategy is in Cargo's calls; what is installed has a profile of its own.
    const bool is_tried_out = caller.is_build_script && !caller.cargo.installs_foreign();
    selection.profile_panic = is_tried_out ? ops::ProfilePanic::as_passed : ops::ProfilePanic::ignored;
    auto context = process_context_;
    context.cwd = caller.cwd;
    if (caller.process) context.environment = caller.environment;
    BUILDSTD_TRY(const auto rustc, real_rustc());
    context.environment.set(std::string(ops::compiler_variable), rustc.string());
    BUILDSTD_TRY(auto invocation, ops::read_configuration(std::move(selection), std::move(context), unheard_));
    auto places = caller.cargo;
    places.targets.clear();
    if (places.installs_foreign()) places.target_dir = directory_;
    BUILDSTD_CHECK(ops::follow(places, invocation, unheard_));
    return invocation;
  }

  // A call that says nothing of a target is for the host. Where Cargo names targets, it is a build script or what that
  // uses; where it does not, nobody can tell.
  [[nodiscard]] Result<void> check_host(const Caller& caller, const ops::Invocation& invocation) {
    if (!caller.process || caller.is_build_script) return {};
    BUILDSTD_TRY(const bool has_targets, ops::names_targets(caller.cargo, invocation.config));
    if (has_targets) return {};
    BUILDSTD_TRY(const auto session, ops::open_session(invocation, unheard_));
    const auto& choice = session.targets.all.front();
    if (!choice.is_configured && !selection_) return {};
    BUILDSTD_TRY(const auto setting,
                 config::build_std(invocation.config, choice.target.name, choice.target.cfgs, unheard_));
    return fail(needs_target(setting.always ? setting.always->origin : config::Origin()));
  }

  // As it is, but faster where std is built: the run's processors are std's, too.
  [[nodiscard]] Decision for_host(const Caller& caller, const ops::Invocation& invocation) {
    if (caller.is_build_script || !(selection_ || config::wants_build_std(invocation.config))) return {};
    const auto session = ops::open_compiler(invocation, unheard_);
    return {std::nullopt, {}, session ? ops::preload_library(*session).value_or("") : ""};
  }

  [[nodiscard]] Result<Path> real_rustc() const {
    if (call_.compiler && call_.tool == RustTool::rustc) return *call_.compiler;
    return ops::real_compiler(process_context_.environment, process_context_.cwd);
  }

  [[nodiscard]] Result<Path> real_tool() const {
    if (call_.compiler) return *call_.compiler;
    if (call_.tool == RustTool::rustdoc) return ops::real_rustdoc(process_context_.environment, process_context_.cwd);
    return ops::real_compiler(process_context_.environment, process_context_.cwd);
  }

  [[nodiscard]] Result<Answer> pass_on() const { return become({}); }

  [[nodiscard]] Result<Answer> become(const Decision& decision) const {
    Command command{{}, call_.arguments, {}, {}};
    if (call_.wrapped) {
      command.program = call_.wrapped_compiler;
      command = command.behind(call_.wrapped->string());
    } else {
      BUILDSTD_TRY(command.program, real_tool());
    }
    if (decision.sysroot) command = command.with({"--sysroot", decision.sysroot->string()});
    // The compiler is faster with it. Not rustdoc, which runs what it has compiled, nor tools that compile by
    // themselves.
    if (!decision.preload.empty() && call_.tool == RustTool::rustc && !call_.wrapped) {
      command.environment["BUILDSTD_RESTORE_PRELOAD"] = process_context_.environment.get("LD_PRELOAD").value_or("");
      command.environment["LD_PRELOAD"] = ops::preloaded_with(decision.preload, process_context_.environment);
    }
    return Answer{std::move(command), {}};
  }

  const FrontCall& call_;
  RustcCall rustc_;
  const std::optional<ops::Selection>& selection_;
  const ops::ProcessContext& process_context_;
  View& view_;
  std::shared_ptr<process::ParentJobserver> jobserver_;
  OwnToken token_;
  CollectedDiagnostics unheard_;  // whoever builds says them once
  std::optional<process::OtherProcess> cargo_;
  std::optional<Path> directory_;  ///< Cargo's build directory, where this is a call of Cargo's by what it writes to
  std::optional<RunMemory> memory_;
};

}  // namespace

Result<Answer> answer(const FrontCall& call, const std::optional<ops::Selection>& selection,
                      const ops::ProcessContext& process_context, View& view) {
  return Front(call, selection, process_context, view).answer();
}

}  // namespace buildstd::front
