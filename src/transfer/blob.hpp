// SPDX-License-Identifier: MIT
#pragma once

#include <zstd.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "buildstd/base/error.hpp"
#include "transfer/digest.hpp"

namespace buildstd::transfer {

/// Bytes as a record names them.
struct Named {
  std::string sha256;
  std::uint64_t size = 0;
};
/// A file of a unit: its content, and the blob (one zstd frame) that a server keeps of it.
struct FileNames {
  Named content;
  Named stored;
  bool is_executable = false;
};

/// A blob that arrives piece by piece and becomes a new file that nobody writes to, never more of it than it should be.
class BlobReader {
 public:
  enum class State { fine, damaged, not_written };

  static Result<BlobReader> create(std::filesystem::path to, FileNames names);
  /// Not fine: nothing more is taken.
  State take(std::string_view piece);
  /// All has arrived: whether it is what it should be.
  State finish();
  /// Why it could not be written.
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };

  State fail_write(const Error& error);
  State keep(std::string_view content);

  std::filesystem::path path_;
  FileNames names_;
  fs::Descriptor file_;
  std::unique_ptr<ZSTD_DCtx, Free> context_;
  std::string buffer_;
  Digest stored_digest_;
  Digest content_digest_;
  std::uint64_t stored_size_ = 0;
  std::uint64_t content_size_ = 0;
  bool frame_ended_ = false;
  State state_ = State::fine;
  std::string reason_;
};

/// A file that becomes a blob, in slices short enough that somebody else is served in between.
class BlobMaker {
 public:
  using Sink = std::function<Result<void>(std::string_view)>;

  /// @param size what it should have; an error where it has another, or more than a remote takes
  static Result<BlobMaker> create(const std::filesystem::path& from, std::uint64_t size);
  /// Compresses a slice; true when that was the last.
  Result<bool> step(const Sink& sink);
  /// After the last.
  [[nodiscard]] const FileNames& names() const { return names_; }

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };

  Result<void> finish();

  std::filesystem::path path_;
  fs::Descriptor file_;
  std::unique_ptr<ZSTD_CCtx, Free> context_;
  std::string input_;
  std::string output_;
  Digest stored_digest_;
  Digest content_digest_;
  FileNames names_;
  std::uint64_t expected_ = 0;
};

}  // namespace buildstd::transfer
