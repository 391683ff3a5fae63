// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "buildstd/base/error.hpp"

namespace buildstd::process {

/// A GNU make jobserver that buildstd serves to the compilers it starts, so that their codegen threads and
/// the number of processes together stay within `-jN`. Tokens live in a named pipe (make 4.4's `fifo:`
/// style), which each process opens for itself: nothing is inherited, and reading never blocks us.
class Jobserver {
 public:
  /// @param directory where the pipe may be made; its path must hold no white space, as MAKEFLAGS is split
  /// @param jobs the total; one of them is the implicit token that needs no reading
  /// @return nothing where the system or the path does not allow one; then rustc falls back to its own
  static std::optional<Jobserver> create(const std::filesystem::path& directory, unsigned jobs);
  Jobserver(Jobserver&& other) noexcept;
  Jobserver& operator=(Jobserver&& other) noexcept;
  ~Jobserver();

  /// The value of `CARGO_MAKEFLAGS` (the `jobserver` crate reads it before `MAKEFLAGS`).
  [[nodiscard]] std::string makeflags() const;
  /// Takes a token if there is one now.
  bool try_acquire();
  void release();
  /// Becomes readable when there is a token.
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  Jobserver(std::filesystem::path path, int descriptor, unsigned jobs)
      : path_(std::move(path)), descriptor_(descriptor), jobs_(jobs) {}

  std::filesystem::path path_;
  int descriptor_ = -1;
  unsigned jobs_ = 1;
};

}  // namespace buildstd::process
