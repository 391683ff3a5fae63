// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

namespace buildstd::transfer {

/// Lines of a pipe, taken as they come.
class LineReader {
 public:
  /// @param handle is not closed
  explicit LineReader(int handle) : handle_(handle) {}

  /// Reads what is there without waiting for more.
  void read_available();
  /// Waits for something, and reads it.
  void read_some();
  /// The next whole line.
  std::optional<std::string> next();
  [[nodiscard]] bool is_at_end() const { return is_at_end_; }
  /// To be polled; -1 at the end.
  [[nodiscard]] int handle() const { return is_at_end_ ? -1 : handle_; }

 private:
  int handle_;
  bool is_at_end_ = false;
  std::string buffer_;
  std::size_t start_ = 0;     // of what has not been given
  std::size_t searched_ = 0;  // where no line ends before
};

}  // namespace buildstd::transfer
