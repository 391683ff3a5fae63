// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// Answers about targets: a compiler's, or a test's.
class TargetAnswers {
 public:
  virtual ~TargetAnswers() = default;
  /// A target as it is under these flags.
  [[nodiscard]] virtual Result<toolchain::Target> target(const std::string& name,
                                                         const std::vector<std::string>& flags) const = 0;
  /// The installed standard library of a target, if it has one and there is a program that reads it.
  [[nodiscard]] virtual Result<std::optional<toolchain::Prebuilt>> prebuilt(const std::string& target) const = 0;
};

/// Those of the compiler, and of the program that reads object files.
class ProbeAnswers final : public TargetAnswers {
 public:
  ProbeAnswers(toolchain::Probe& probe, const toolchain::Toolchain& toolchain, std::filesystem::path inspector)
      : probe_(probe), toolchain_(toolchain), inspector_(std::move(inspector)) {}
  [[nodiscard]] Result<toolchain::Target> target(const std::string& name,
                                                 const std::vector<std::string>& flags) const override {
    return probe_.target(toolchain_, name, flags);
  }
  [[nodiscard]] Result<std::optional<toolchain::Prebuilt>> prebuilt(const std::string& target) const override {
    return probe_.prebuilt(toolchain_, target, inspector_);
  }

 private:
  toolchain::Probe& probe_;
  const toolchain::Toolchain& toolchain_;
  std::filesystem::path inspector_;
};

/// What decides about targets, beside what the compiler answers.
struct TargetRequest {
  const Selection& selection;
  const Settings& settings;
  const toolchain::Toolchain& toolchain;
  const ProcessContext& process_context;
  StateDirectory& state;  ///< where copies of target specifications are kept
};

/// Decides which targets a call is for, and what each gets.
Result<TargetChoices> choose_targets(const TargetRequest& request, const TargetAnswers& answers,
                                     Diagnostics& diagnostics);

/// The names of the targets that are asked for, by option, by configuration, else the host alone.
struct WantedTargets {
  std::vector<std::string> names;
  bool explicitly = false;
};
Result<WantedTargets> wanted_targets(const Selection& selection, const config::Config& config, const std::string& host);

/// Whether unstable things are open: a nightly compiler, or RUSTC_BOOTSTRAP=1 as for Cargo (core/features.rs).
bool is_nightly(const toolchain::CompilerVersion& version, const Environment& environment);

/// A target specification's file under a path that is named after its content, for compilers to read: what is
/// built, kept and asked about is then told apart by content, wherever the file lies and however it is called.
/// @param state where the copy is kept; it is prepared
/// @param path may be relative to `cwd`
Result<std::filesystem::path> pin_specification(StateDirectory& state, const std::string& path,
                                                const std::filesystem::path& cwd);

}  // namespace buildstd::ops
