// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "buildstd/base/error.hpp"

namespace buildstd::transfer {

/// A file without a name, which goes with this.
class ScratchFile {
 public:
  static Result<ScratchFile> create(const std::filesystem::path& folder);

  /// Appends.
  Result<void> write(std::string_view bytes);
  [[nodiscard]] Result<void> read(std::uint64_t offset, char* to, std::size_t size) const;
  /// Forgets what follows.
  Result<void> shorten(std::uint64_t size);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] int handle() const { return file_.get(); }

 private:
  std::filesystem::path folder_;
  fs::Descriptor file_;
  std::uint64_t size_ = 0;
};

}  // namespace buildstd::transfer
