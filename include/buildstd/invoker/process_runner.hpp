// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "buildstd/base/environment.hpp"
#include "buildstd/invoker/distant_store.hpp"
#include "buildstd/invoker/runner.hpp"
#include "buildstd/process/jobserver.hpp"

namespace buildstd::invoker {

struct ProcessRunnerOptions {
  Environment environment;
  unsigned jobs = 1;
  std::shared_ptr<process::ParentJobserver> parent;  ///< whose tokens count in place of `jobs`; may be null
  bool suspends = true;                              ///< whether `suspend` may do anything
  /// How many bytes of memory can be had at the moment, if that is known; may be empty: enough.
  std::function<std::optional<std::uint64_t>()> available_memory = {};
  std::filesystem::path scratch;  ///< for the jobserver's pipe
  std::function<void()> tick;     ///< for a progress display; may be empty
  std::chrono::milliseconds tick_interval{100};
  DistantStore* distant = nullptr;  ///< where units are requested; null: nowhere
};

/// Runs commands as processes on one event loop, reads rustc's JSON messages, watches signals, and serves
/// a jobserver so that `jobs`, or the tokens of the parent's jobserver, bound processes and their codegen
/// threads together. The parent has its tokens back when the runner is gone.
/// Can suspend compilers that have no threads that would hold tokens meanwhile. Where a compiler runs alone that our
/// library is preloaded into, and there are more slots, the library has a second thread in it (src/preload/populate.c).
class ProcessRunner final : public Runner {
 public:
  static Result<ProcessRunner> create(ProcessRunnerOptions options);
  ProcessRunner(ProcessRunner&&) noexcept;
  ProcessRunner& operator=(ProcessRunner&&) noexcept;
  ~ProcessRunner() override;

  bool acquire_slot(std::size_t running) override;
  void release_slot(std::size_t running) override;
  Result<void> start(std::size_t unit, const StartRequest& request) override;
  [[nodiscard]] bool has_room() const override;
  bool suspend(std::size_t unit) override;
  void resume(std::size_t unit) override;
  bool request(std::size_t unit, const StoredUnit& what, double seconds) override;
  [[nodiscard]] double now() const override;
  [[nodiscard]] std::optional<double> processor_seconds(std::size_t unit) const override;
  Event wait() override;
  void stop() override;
  /// The loop on which all this happens.
  [[nodiscard]] process::EventLoop& loop();
  /// The signal by which somebody wants the end, which `wait` has not told of yet; 0: none.
  [[nodiscard]] int interrupted() const;

 private:
  struct State;
  explicit ProcessRunner(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace buildstd::invoker
