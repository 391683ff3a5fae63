// SPDX-License-Identifier: MIT
#include "transfer/blob.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "buildstd/base/text.hpp"
#include "transfer/limits.hpp"

namespace buildstd::transfer {

namespace {

// docs/performance.md has what other levels give.
constexpr int level = 6;
// 8 MiB, what no level up to 19 goes beyond: a hostile frame cannot ask for more memory.
constexpr int largest_window_log = 23;
constexpr std::size_t slice_size = 128 * 1024;

}  // namespace

Result<BlobReader> BlobReader::create(std::filesystem::path to, FileNames names) {
  BlobReader reader;
  BUILDSTD_TRY(reader.file_, fs::create_new(AT_FDCWD, to.c_str(), names.is_executable ? 0555 : 0444, to));
  reader.path_ = std::move(to);
  reader.names_ = std::move(names);
  reader.context_.reset(ZSTD_createDCtx());
  if (!reader.context_) return fail("out of memory");
  ZSTD_DCtx_setParameter(reader.context_.get(), ZSTD_d_windowLogMax, largest_window_log);
  reader.buffer_.resize(ZSTD_DStreamOutSize());
  return reader;
}

BlobReader::State BlobReader::fail_write(const Error& error) {
  reason_ = error.message();
  for (const auto& cause : error.causes()) reason_ += ": " + cause;
  return state_ = State::not_written;
}

BlobReader::State BlobReader::keep(std::string_view content) {
  content_size_ += content.size();
  if (content_size_ > names_.content.size) return state_ = State::damaged;
  content_digest_.add(content);
  const auto written = fs::write_all(file_, content, path_);
  return written ? State::fine : fail_write(written.error());
}

BlobReader::State BlobReader::take(std::string_view piece) {
  if (state_ != State::fine) return state_;
  stored_size_ += piece.size();
  if (stored_size_ > names_.stored.size || frame_ended_) return state_ = State::damaged;
  stored_digest_.add(piece);
  ZSTD_inBuffer input{piece.data(), piece.size(), 0};
  bool is_full = false;  // there may be more output without more input
  while (input.pos < input.size || is_full) {
    if (frame_ended_) return state_ = State::damaged;  // something after the one frame
    ZSTD_outBuffer output{buffer_.data(), buffer_.size(), 0};
    const auto left = ZSTD_decompressStream(context_.get(), &output, &input);
    if (ZSTD_isError(left) != 0U) return state_ = State::damaged;
    frame_ended_ = left == 0;
    is_full = !frame_ended_ && output.pos == output.size;
    if (keep(std::string_view(buffer_).substr(0, output.pos)) != State::fine) return state_;
  }
  return State::fine;
}

BlobReader::State BlobReader::finish() {
  if (state_ != State::fine) return state_;
  context_.reset();
  const bool is_right = frame_ended_ && stored_size_ == names_.stored.size && content_size_ == names_.content.size &&
                        stored_digest_.hex() == names_.stored.sha256 && content_digest_.hex() == names_.content.sha256;
  if (!is_right) return state_ = State::damaged;
  if (const auto problem = file_.close()) {
    return fail_write(Error(fmt::format("failed to write `{}`", path_.string())).caused_by(problem.message()));
  }
  return State::fine;
}

Result<BlobMaker> BlobMaker::create(const std::filesystem::path& from, std::uint64_t size) {
  if (size > largest_file) return fail(fmt::format("`{}` is larger than a remote cache takes", from.string()));
  BlobMaker maker;
  struct ::stat status{};
  BUILDSTD_TRY(maker.file_, fs::open_to_read(AT_FDCWD, from.c_str(), 0, from, status));
  maker.path_ = from;
  maker.expected_ = size;
  maker.context_.reset(ZSTD_createCCtx());
  if (!maker.context_) return fail("out of memory");
  ZSTD_CCtx_setParameter(maker.context_.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setPledgedSrcSize(maker.context_.get(), size);
  maker.input_.resize(slice_size);
  maker.output_.resize(ZSTD_CStreamOutSize());
  return maker;
}

Result<bool> BlobMaker::step(const Sink& sink) {
  const auto count = fs::retrying([&] { return ::read(file_.get(), input_.data(), input_.size()); });
  if (count < 0) return fail(fmt::format("failed to read `{}`", path_.string()));
  const std::string_view piece(input_.data(), static_cast<std::size_t>(count));
  names_.content.size += piece.size();
  if (names_.content.size > expected_) return fail(fmt::format("`{}` has changed", path_.string()));
  content_digest_.add(piece);
  const bool is_last = names_.content.size == expected_ || piece.empty();
  ZSTD_inBuffer input{piece.data(), piece.size(), 0};
  std::size_t left = 0;
  do {
    ZSTD_outBuffer output{output_.data(), output_.size(), 0};
    left = ZSTD_compressStream2(context_.get(), &output, &input, is_last ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left) != 0U) return fail(fmt::format("`{}` has changed", path_.string()));
    const auto made = std::string_view(output_).substr(0, output.pos);
    stored_digest_.add(made);
    names_.stored.size += made.size();
    BUILDSTD_CHECK(sink(made));
  } while (is_last ? left != 0 : input.pos < input.size);
  if (is_last) BUILDSTD_CHECK(finish());
  return is_last;
}

Result<void> BlobMaker::finish() {
  char more = 0;
  if (names_.content.size != expected_ || fs::retrying([&] { return ::read(file_.get(), &more, 1); }) != 0) {
    return fail(fmt::format("`{}` has changed", path_.string()));
  }
  if (!is_plausible(names_.content.size, names_.stored.size)) {
    return fail(fmt::format("`{}` is larger than a reader would take of so small a blob", path_.string()));
  }
  names_.content.sha256 = content_digest_.hex();
  names_.stored.sha256 = stored_digest_.hex();
  return {};
}

}  // namespace buildstd::transfer
