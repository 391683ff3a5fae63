// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "buildstd/base/command.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/invoker/unit_store.hpp"

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

/// A unit that was requested has come into the store, or will not.
struct Answered {
  std::size_t unit = 0;
};

/// What can happen while commands run; a variant, so that no case is forgotten.
using Event = std::variant<Finished, MetadataReady, Interrupted, SlotAvailable, Answered>;

/// How many threads beside its first a process can make use of at a time.
struct ThreadDemand {
  unsigned from_start = 0;
  unsigned past_metadata = 0;  ///< once a library's metadata is there: codegen
};

/// A process that is to be started for a unit, and what a runner has to know of it.
struct StartRequest {
  Command command;
  ThreadDemand threads = {};
  bool is_preloaded = false;  ///< our library is loaded into it (src/preload)
  bool alone = false;         ///< at most build scripts can run beside it until its metadata is there
};

/// Where commands are run: really, or simulated in a test. The scheduler's only access to processes.
class Runner {
 public:
  virtual ~Runner() = default;

  /// Whether one more command may run now beside `running` others.
  virtual bool acquire_slot(std::size_t running) = 0;
  /// Gives back what `acquire_slot` granted; `running` others go on.
  virtual void release_slot(std::size_t running) = 0;
  /// Whether there is memory for one more command beside those that run and those that are suspended.
  [[nodiscard]] virtual bool has_room() const { return true; }
  /// Takes the processor from a unit that generates code, until it is resumed; its slot is free then.
  /// @return whether that is possible
  virtual bool suspend(std::size_t /*unit*/) { return false; }
  virtual void resume(std::size_t /*unit*/) {}
  /// Seconds since this was made.
  [[nodiscard]] virtual double now() const = 0;
  /// Processor time that a running unit has used until now, where that can be told.
  [[nodiscard]] virtual std::optional<double> processor_seconds(std::size_t /*unit*/) const { return std::nullopt; }
  /// Has a unit looked for where that takes time (`DistantStore::request`); `Answered` follows.
  /// @return false: it is not looked for
  virtual bool request(std::size_t /*unit*/, const StoredUnit& /*what*/, double /*seconds*/) { return false; }
  /// Starts a unit's process. An error if it cannot be started at all.
  virtual Result<void> start(std::size_t unit, const StartRequest& request) = 0;
  /// Waits for the next event.
  virtual Event wait() = 0;
  /// Ends everything that runs or is suspended, and returns when it has ended.
  virtual void stop() = 0;
};

}  // namespace buildstd::invoker
