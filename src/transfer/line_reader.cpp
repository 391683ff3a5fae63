// SPDX-License-Identifier: MIT
#include "transfer/line_reader.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>

#include "base/descriptor.hpp"

namespace buildstd::transfer {

void LineReader::read_some() {
  constexpr std::size_t most = 64 * 1024;
  std::array<char, most> piece;  // NOLINT: is filled below
  const auto count = fs::retrying([&] { return ::read(handle_, piece.data(), piece.size()); });
  is_at_end_ = count <= 0;
  if (!is_at_end_) buffer_.append(piece.data(), static_cast<std::size_t>(count));
}

void LineReader::read_available() {
  while (!is_at_end_) {
    ::pollfd waiting{handle_, POLLIN, 0};
    if (fs::retrying([&] { return ::poll(&waiting, 1, 0); }) <= 0) return;
    read_some();
  }
}

std::optional<std::string> LineReader::next() {
  const auto end = buffer_.find('\n', searched_);
  if (end == std::string::npos) {
    buffer_.erase(0, start_);
    start_ = 0;
    searched_ = buffer_.size();
    return {};
  }
  auto line = buffer_.substr(start_, end - start_);
  start_ = searched_ = end + 1;
  return line;
}

}  // namespace buildstd::transfer
