// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>

#include "buildstd/process/jobserver.hpp"

namespace buildstd::front {

/// The token that Cargo started this process with, as `-j` counts it. Cargo takes it for given back when the process
/// ends (the compiler's, which it becomes), so that it has to be held then. Without a jobserver there is always one.
class OwnToken {
 public:
  /// @param jobserver Cargo's, which outlives this; null: there is none
  explicit OwnToken(process::ParentJobserver* jobserver) : jobserver_(jobserver) {}

  void give() {
    if (is_held_ && jobserver_ != nullptr) jobserver_->give_own();
    is_held_ = false;
  }
  /// Whether it is held, or can be had at once.
  bool try_take() {
    if (!is_held_) is_held_ = jobserver_ == nullptr || jobserver_->try_take_own();
    return is_held_;
  }
  [[nodiscard]] bool is_held() const { return is_held_; }
  /// Until one may be had, or so long.
  void wait(std::chrono::milliseconds longest) const {
    if (jobserver_ != nullptr) jobserver_->await_token(longest);
  }
  /// How many could be had now; others may take them at once.
  [[nodiscard]] std::size_t available() const {
    return jobserver_ == nullptr ? std::numeric_limits<std::size_t>::max() : jobserver_->available();
  }
  /// It goes to another process.
  void passed_on() { is_held_ = false; }
  /// One comes from a process that has ended; it is for others where one is held.
  void inherit() {
    if (is_held_ && jobserver_ != nullptr) jobserver_->give_own();
    is_held_ = true;
  }

 private:
  process::ParentJobserver* jobserver_;
  bool is_held_ = true;
};

}  // namespace buildstd::front
