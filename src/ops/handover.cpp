// SPDX-License-Identifier: MIT
#include "buildstd/ops/handover.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/ops/compiler_choice.hpp"
#include "ops/front_programs.hpp"
#include "ops/target_choice.hpp"

namespace buildstd::ops {

namespace {

// A specification's path is looked for from where it was named.
std::string target_for_cargo(const std::string& target, const ProcessContext& process_context) {
  return target.ends_with(".json") ? fs::absolute(target, process_context.cwd).string() : target;
}

}  // namespace

Result<Handover> Handover::make(const Invocation& invocation, const Session& compiler, std::string selection,
                                const std::optional<CargoCall>& cargo) {
  const auto& process_context = invocation.process_context;
  BUILDSTD_TRY(const auto folder, compiler.storage.make_directory("front"));
  BUILDSTD_TRY(const auto programs, front_programs(process_context.installed.program, folder));
  Handover handover;
  handover.rustc_ = programs.rustc.string();
  handover.rustdoc_ = programs.rustdoc.string();
  // As a wrapper the front sees clippy-driver, which compiles by itself. A wrapper of the user's comes first.
  BUILDSTD_TRY(const auto tools, config::tools(invocation.config));
  handover.is_wrapper_ = !tools.rustc_wrapper || is_front(tools.rustc_wrapper->value);
  handover.compiler_ = compiler.compiler.toolchain.rustc.string();
  if (compiler.settings.rustdoc) handover.real_rustdoc_ = compiler.settings.rustdoc;
  handover.rustup_toolchain_ = invocation.selection.toolchain;
  handover.selection_ = std::move(selection);
  // Whether Cargo will know targets without being told: its own options, or the configuration where it will look for
  // it. Options of buildstd's are none of Cargo's.
  const auto call = cargo.value_or(CargoCall());
  BUILDSTD_TRY(const auto cargos, configuration_for(call, invocation, {}));
  BUILDSTD_TRY(const bool knows, names_targets(call, cargos));
  // Without a target Cargo would not keep apart what is for the host.
  const auto& selection_here = invocation.selection;
  if (!selection_here.targets.empty() || !knows) {
    BUILDSTD_TRY(const auto all, configuration_for(call, invocation, selection_here.config));
    BUILDSTD_TRY(const auto wanted, wanted_targets(selection_here, all, compiler.compiler.toolchain.version.host));
    for (const auto& target : wanted.names) handover.targets_.push_back(target_for_cargo(target, process_context));
  }
  handover.directory_ = process_context.cwd.string();
  return handover;
}

std::map<std::string, std::string> Handover::variables() const {
  std::map<std::string, std::string> variables = {{"RUSTC", rustc_},
                                                  {"RUSTDOC", rustdoc_},
                                                  {std::string(compiler_variable), compiler_},
                                                  {std::string(selection_variable), selection_},
                                                  {std::string(directory_variable), directory_}};
  if (is_wrapper_) variables["RUSTC_WRAPPER"] = rustc_;
  if (real_rustdoc_) variables[std::string(rustdoc_variable)] = *real_rustdoc_;
  if (rustup_toolchain_) variables["RUSTUP_TOOLCHAIN"] = *rustup_toolchain_;
  if (targets_.size() == 1) variables["CARGO_BUILD_TARGET"] = targets_.front();
  return variables;
}

std::string Handover::cargo_config() const {
  using text::quote_toml;
  auto fragment = fmt::format("[build]\nrustc = {}\nrustdoc = {}\n", quote_toml(rustc_), quote_toml(rustdoc_));
  if (is_wrapper_) fragment += fmt::format("rustc-wrapper = {}\n", quote_toml(rustc_));
  std::vector<std::string> quoted;
  for (const auto& target : targets_) quoted.push_back(quote_toml(target));
  if (!quoted.empty()) fragment += fmt::format("target = [{}]\n", text::join(quoted, ", "));
  fragment += "\n[env]\n";
  for (const auto& [name, value] : variables()) {
    if (name.starts_with("BUILDSTD_")) fragment += fmt::format("{} = {}\n", name, quote_toml(value));
  }
  return fragment;
}

}  // namespace buildstd::ops
