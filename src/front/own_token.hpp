// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "buildstd/process/jobserver.hpp"

namespace buildstd::front {

/// The token that Cargo started this process with, as `-j` counts it. Without a jobserver there is always one.
class OwnToken {
 public:
  /// @param jobserver Cargo's, which outlives this; null: there is none
  explicit OwnToken(process::ParentJobserver* jobserver) : jobserver_(jobserver) {}

  void give() {
    if (is_held_ && jobserver_ != nullptr) jobserver_->give_own();
    is_held_ = false;
  }
  void take() {
    if (!is_held_ && jobserver_ != nullptr) jobserver_->take_own();
    is_held_ = true;
  }
  /// Whether it is held, or can be had at once.
  bool try_take() {
    if (!is_held_) is_held_ = jobserver_ == nullptr || jobserver_->try_take_own();
    return is_held_;
  }
  [[nodiscard]] bool is_held() const { return is_held_; }
  /// Until one may be had, or so long.
  void wait(std::chrono::milliseconds longest) const {
    if (is_held_ || jobserver_ == nullptr) return;
    jobserver_->await_token(longest);
  }
  /// Whether there is another beside it.
  [[nodiscard]] bool is_spare() const {
    if (jobserver_ == nullptr) return true;
    const bool another = jobserver_->try_acquire();
    jobserver_->release();
    return another;
  }
  /// It goes to another process, or comes from one that has ended.
  void passed_on() { is_held_ = false; }
  void inherited() { is_held_ = true; }

 private:
  process::ParentJobserver* jobserver_;
  bool is_held_ = true;
};

}  // namespace buildstd::front
