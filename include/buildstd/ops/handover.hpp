// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/ops/cargo_call.hpp"
#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// What makes every Cargo call buildstd's front (buildstd/front/front.hpp) as its compiler, which then decides with
/// Cargo's own choices. The user's flags and wrapper stay his own.
class Handover {
 public:
  /// @param compiler what the front becomes
  /// @param selection as it was encoded for the variable, so that it counts in the front
  /// @param cargo the call that is started, where it is one of Cargo's
  static Result<Handover> make(const Invocation& invocation, const Session& compiler, std::string selection,
                               const std::optional<CargoCall>& cargo = std::nullopt);

  /// For a process. Of several targets no variable can hold the names: Cargo has them from `build.target` or its own
  /// `--target`.
  [[nodiscard]] std::map<std::string, std::string> variables() const;
  /// The programs that these name in place of the compiler.
  [[nodiscard]] std::vector<std::filesystem::path> programs() const { return {rustc_, rustdoc_}; }
  /// A fragment of Cargo's configuration.
  [[nodiscard]] std::string cargo_config() const;

 private:
  std::string rustc_;    ///< the front
  std::string rustdoc_;  ///< the front
  bool is_wrapper_ = false;
  std::string compiler_;
  std::optional<std::string> real_rustdoc_;  ///< where the user names one
  std::optional<std::string> rustup_toolchain_;
  std::string selection_;
  std::string directory_;  ///< where buildstd was called
  std::vector<std::string> targets_;
};

}  // namespace buildstd::ops
