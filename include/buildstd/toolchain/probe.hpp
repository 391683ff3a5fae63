// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/base/input_states.hpp"
#include "buildstd/base/kept_file.hpp"
#include "buildstd/toolchain/prebuilt.hpp"
#include "buildstd/toolchain/toolchain.hpp"

namespace buildstd::toolchain {

struct ProbeRequest {
  std::string rustc;  ///< a path, or a name to look up along PATH
  Environment environment;
  std::filesystem::path cwd;  ///< rustup's overrides depend on it
  fs::KeptFile kept;          ///< where answers are kept between runs
  /// `processor_identity()`; without it nothing that depends on the processor is remembered.
  std::string processor = {};
};

/// What the compiler has printed.
struct Printed {
  std::string standard_output;
  std::string standard_error;
};

/// Asks the compiler about itself. Answers are kept and used again as long as the
/// compiler's files are the same ones (by their states) and, for a rustup proxy, everything that
/// rustup's choice of toolchain depends on is the same too; then no process is started at all.
class Probe {
 public:
  static Result<Probe> open(const ProbeRequest& request);
  Probe(Probe&&) noexcept;
  Probe& operator=(Probe&&) noexcept;
  ~Probe();

  /// The compiler. One process for the version, one for what `--print` tells, one for the unstable options.
  Result<Toolchain> toolchain();
  /// A target under flags. One process. An error with the nearest names for one that rustc does not know.
  Result<Target> target(const Toolchain& toolchain, const std::string& name, const std::vector<std::string>& flags);
  /// The installed standard library of a target, as the program `inspector` (buildstd-verify) reads it; nothing
  /// where the toolchain has none. One process.
  Result<std::optional<Prebuilt>> prebuilt(const Toolchain& toolchain, const std::string& target,
                                           const std::filesystem::path& inspector);
  /// Whether the compiler accepts flags from whoever calls it, as Cargo does, and not only from us: an error with the
  /// compiler's own words where they are unstable, or wrong. One process.
  Result<void> check_flags(const std::string& target, const std::vector<std::string>& flags);
  /// What `native` (`-Ctarget-cpu`, `-Ztune-cpu`) means to the compiler on this machine: the name of the processor and
  /// its features, as text for a key. One process, once for each processor.
  Result<std::string> native_meaning();
  /// What the compiler prints when somebody else asks it, as Cargo does; nothing where it fails. One process.
  Result<std::optional<Printed>> printed(const std::vector<std::string>& arguments);
  /// Every target, in one process, from the specifications that are built into the compiler.
  Result<std::vector<TargetSummary>> targets();
  /// Keeps new answers; a failure to do so is no error.
  void save();
  /// The files that decide which compiler this is and what it answers, whether they are there or not.
  [[nodiscard]] std::vector<std::filesystem::path> looked_for() const;
  /// Adds the compiler's files as they are now.
  void add_compiler(InputStates& inputs, const Toolchain& toolchain) const;
  /// Whether rustup picks the compiler, and so `+toolchain` has a meaning.
  [[nodiscard]] bool chosen_by_rustup() const;
  /// How many processes were started so far.
  [[nodiscard]] unsigned processes() const;

 private:
  struct State;
  explicit Probe(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace buildstd::toolchain
