// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

namespace buildstd::process {

/// A process beside this one that kills the process groups of this one's children when this one is gone, however that
/// came about: also by SIGKILL, which nobody can catch, and also what is suspended, which would stay so for ever.
///
/// It knows them by their numbers, which come through a pipe, and it is woken by the pipe's end. Each child tells its
/// number itself before it becomes another program, and has the pipe open until then: no child can be missed.
class Guard {
 public:
  /// @return null where no process can be started
  static std::unique_ptr<Guard> start();
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  /// Nothing is killed.
  ~Guard();

  /// For a child, whose group is named after it. Async-signal-safe.
  void add_this_process() const;
  /// The group's number may be another's from now on.
  void remove(int group) const;
  /// Whether it is there: anybody may kill it.
  [[nodiscard]] bool watches();

 private:
  Guard(int pid, int read, int write) : pid_(pid), read_(read), write_(write) {}
  void tell(int message) const;

  int pid_;
  int read_;  // so that writing is no error where it is gone
  int write_;
};

}  // namespace buildstd::process
