// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "buildstd/base/trusted_directory.hpp"

namespace buildstd::fs {

/// A file in which something is kept between runs, where only this user can have written it. Where there is no place
/// for it, or it cannot be read or written, something is found out again: that costs time, nothing else.
class KeptFile {
 public:
  /// Nowhere.
  KeptFile() = default;
  /// @param directory null: nowhere
  KeptFile(std::shared_ptr<const TrustedDirectory> directory, std::string name)
      : directory_(std::move(directory)), name_(std::move(name)) {}

  [[nodiscard]] std::optional<std::string> read(std::uint64_t limit = default_read_limit) const {
    auto text = directory_ ? directory_->read(name_, limit) : fail("nowhere");
    return text ? std::optional(*std::move(text)) : std::nullopt;
  }
  void write(std::string_view content) const {
    if (directory_) [[maybe_unused]]
      const auto written = directory_->write(name_, content);
  }

 private:
  std::shared_ptr<const TrustedDirectory> directory_;
  std::string name_;
};

}  // namespace buildstd::fs
