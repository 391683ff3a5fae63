// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "buildstd/base/command.hpp"
#include "buildstd/base/error.hpp"

namespace buildstd::invoker {

/// A started unit's command has ended.
struct Finished {
  std::size_t unit = 0;
  bool success = false;
  std::string status;                      ///< how it ended, in words
  std::string standard_output;             ///< what a build script said
  std::string diagnostics;                 ///< rustc's rendered messages, and whatever else came on standard error
  std::string other_text = {};             ///< only whatever else came
  std::vector<std::string> messages = {};  ///< only rustc's diagnostics, each one line of JSON
  std::optional<double> processor_seconds = {};  ///< what it has used, where that is known
};

/// A library's metadata is there: its dependents can start.
struct MetadataReady {
  std::size_t unit = 0;
};

/// Somebody wants the build to end.
struct Interrupted {
  int signal = 0;
};

/// A slot that `acquire_slot` refused may be free now.
struct SlotAvailable {};

/// What can happen while commands run; a variant, so that no case is forgotten.
using Event = std::variant<Finished, MetadataReady, Interrupted, SlotAvailable>;

/// How many may run beside the slots: what it takes for std's way not to wait for codegen of core and compiler_builtins
/// on two processors (docs/performance.md).
inline constexpr unsigned most_beside = 2;

/// Where commands are run: really, or in a test's imagination. The scheduler's only window to processes.
class Runner {
 public:
  virtual ~Runner() = default;

  /// Whether one more command may run now beside `running` others.
  virtual bool acquire_slot(std::size_t running) = 0;
  /// Gives back what `acquire_slot` granted; `running` others go on.
  virtual void release_slot(std::size_t running) = 0;
  /// Whether one more may run beside those that have all slots, because some of them go behind it. Nothing is to be
  /// given back. Not asked where slots are shared.
  virtual bool spares_one() { return false; }
  /// A running unit lets others go before it from here on.
  virtual void lower_priority(std::size_t /*unit*/) {}
  /// Seconds since this was made.
  [[nodiscard]] virtual double now() const = 0;
  /// Processor time that a running unit has used until now, where that can be told.
  [[nodiscard]] virtual std::optional<double> processor_seconds(std::size_t /*unit*/) const { return std::nullopt; }
  /// Starts a unit's command. An error if it cannot be started at all.
  virtual Result<void> start(std::size_t unit, const Command& command) = 0;
  /// Waits for the next event.
  virtual Event wait() = 0;
  /// Ends everything that runs, and returns when it has ended.
  virtual void stop() = 0;
  /// Whether the slots are not only this build's: those of a make, say. Then not one process more may run than
  /// `acquire_slot` has granted.
  [[nodiscard]] virtual bool shares_slots() const { return false; }
};

}  // namespace buildstd::invoker
