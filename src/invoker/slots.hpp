// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/invoker/runner.hpp"
#include "buildstd/planner/unit.hpp"
#include "buildstd/process/jobserver.hpp"

namespace buildstd::invoker {

/// The threads that a unit's process can make use of.
ThreadDemand thread_demand(const planner::Unit& unit);

/// Who may work: processes, and the threads inside of compilers, by the tokens of a jobserver.
///
/// Without a parent's jobserver, compilers share one of ours that holds `jobs` in all. With one, every process
/// but the first costs one of the parent's tokens. Compilers still get a jobserver of ours, which holds what
/// we lend to it: a compiler that is killed does not give back what it has taken, but all of the parent's tokens
/// are in our hands and go back when the build ends, however it ends.
class Slots {
 public:
  /// @param scratch, spare where our jobserver's pipe may be: the first whose path suits
  Slots(unsigned jobs, std::shared_ptr<process::ParentJobserver> parent, const std::filesystem::path& scratch,
        const std::filesystem::path& spare);
  Slots(Slots&&) noexcept = default;
  Slots& operator=(Slots&&) noexcept = default;
  /// Every process has to have ended.
  ~Slots();

  /// Whether one more process may run beside `running` others. The first uses the token that every job of a
  /// make has by itself.
  bool acquire(std::size_t running);
  /// A process has ended; `running` others go on.
  void release(std::size_t running);
  /// Lends the parent's tokens to the compilers that run, up to `wanted`, and takes back what is more.
  /// @return whether more would be welcome
  bool lend(std::size_t wanted);
  /// Become readable when `acquire` or `lend` may have more.
  [[nodiscard]] std::vector<int> descriptors() const;
  /// They have to be asked again and again instead.
  [[nodiscard]] bool has_to_poll() const { return parent_ && !parent_->descriptor(); }
  [[nodiscard]] bool has_parent() const { return parent_ != nullptr; }
  /// The value of `CARGO_MAKEFLAGS`; nothing where there is no jobserver of ours.
  [[nodiscard]] std::optional<std::string> makeflags() const;

 private:
  unsigned jobs_;
  std::shared_ptr<process::ParentJobserver> parent_;
  std::optional<process::Jobserver> own_;
  std::size_t lent_ = 0;  // of the parent's tokens, in our jobserver or with its readers
};

}  // namespace buildstd::invoker
