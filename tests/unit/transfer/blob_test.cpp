// SPDX-License-Identifier: MIT
#include "transfer/blob.hpp"

#include <sys/stat.h>

#include "unit/transfer/units.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::transfer;
using Catch::Matchers::Contains;

namespace {

// What becomes of a blob that arrives in pieces.
BlobReader::State arrive(const std::filesystem::path& to, const FileNames& names, std::string_view bytes,
                         std::size_t piece = 1000) {
  auto reader = value_of(BlobReader::create(to, names));
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    if (const auto state = reader.take(bytes.substr(0, piece)); state != BlobReader::State::fine) return state;
  }
  return reader.finish();
}

std::string varied(std::size_t size) {
  std::string text;
  for (std::size_t at = 0; text.size() < size; ++at) text += std::to_string(at * at);
  text.resize(size);
  return text;
}

std::string frame_of(std::string_view content) {
  std::string frame(ZSTD_compressBound(content.size()), '\0');
  frame.resize(ZSTD_compress(frame.data(), frame.size(), content.data(), content.size(), 1));
  return frame;
}

}  // namespace

TEST_CASE("files become blobs and files again", "[transfer]") {
  const TempDir dir;
  const auto size = GENERATE(as<std::size_t>{}, 0, 1, 128 * 1024, 128 * 1024 + 1, 1000000);
  const auto content = varied(size);
  const auto file = dir.file("content", content);
  const auto blob = blob_of(file, size);
  CHECK(blob.names.content.sha256 == digest_of(content));
  CHECK(blob.names.stored.sha256 == digest_of(blob.bytes));
  CHECK(blob.names.stored.size == blob.bytes.size());
  CHECK(ZSTD_getFrameContentSize(blob.bytes.data(), blob.bytes.size()) == size);
  for (const std::size_t piece : {1U, 77U, 1000000U}) {
    if (piece == 1 && size > 1000) continue;
    const auto to = dir.path("again" + std::to_string(piece));
    CHECK(arrive(to, blob.names, blob.bytes, piece) == BlobReader::State::fine);
    CHECK(value_of(fs::read(to)) == content);
    struct ::stat status{};
    REQUIRE(::stat(to.c_str(), &status) == 0);
    CHECK((status.st_mode & 0222U) == 0U);
    CHECK((status.st_mode & 0100U) == 0U);
  }
  auto program = blob.names;
  program.is_executable = true;
  CHECK(arrive(dir.path("program"), program, blob.bytes, 4096) == BlobReader::State::fine);
  struct ::stat status{};
  REQUIRE(::stat(dir.path("program").c_str(), &status) == 0);
  CHECK((status.st_mode & 0300U) == 0100U);
  CHECK_FALSE(BlobReader::create(file, blob.names).has_value());
}

TEST_CASE("damaged blobs", "[transfer]") {
  const TempDir dir;
  const auto content = varied(300000);
  const auto blob = blob_of(dir.file("content", content), content.size());
  const auto damaged = BlobReader::State::damaged;
  const auto to = dir.path("to");
  auto bytes = blob.bytes;
  auto names = blob.names;
  SECTION("shorter") { CHECK(arrive(to, names, bytes.substr(0, bytes.size() - 1)) == damaged); }
  SECTION("empty") { CHECK(arrive(to, names, "") == damaged); }
  SECTION("longer") { CHECK(arrive(to, names, bytes + "x") == damaged); }
  SECTION("another byte") {
    bytes[bytes.size() / 2] ^= 1;
    CHECK(arrive(to, names, bytes) == damaged);
  }
  SECTION("another content of the same size") {
    bytes = frame_of(varied(299999) + "!");
    names.stored = {digest_of(bytes), bytes.size()};
    CHECK(arrive(to, names, bytes) == damaged);
  }
  SECTION("more content than said") {
    names.content.size -= 1;
    CHECK(arrive(to, names, bytes) == damaged);
  }
  SECTION("two frames") {
    bytes += blob.bytes;
    names.stored = {digest_of(bytes), bytes.size()};
    CHECK(arrive(to, names, bytes) == damaged);
  }
  SECTION("something after the frame") {
    bytes += "x";
    names.stored = {digest_of(bytes), bytes.size()};
    CHECK(arrive(to, names, bytes) == damaged);
  }
  SECTION("not compressed") {
    names.stored = names.content;
    CHECK(arrive(to, names, content) == damaged);
  }
}

TEST_CASE("a blob never becomes more than it should", "[transfer]") {
  const TempDir dir;
  const auto bomb = frame_of(std::string(std::size_t{64} << 20U, '\0'));
  const FileNames names{{digest_of("x"), 1000}, {digest_of(bomb), bomb.size()}};
  CHECK(arrive(dir.path("to"), names, bomb) == BlobReader::State::damaged);
  CHECK(std::filesystem::file_size(dir.path("to")) <= 1000);
}

TEST_CASE("files that change, or compress too well", "[transfer]") {
  const TempDir dir;
  const auto file = dir.file("content", "0123456789");
  const auto nowhere = [](std::string_view) -> Result<void> { return {}; };
  const auto whole = [&](const std::filesystem::path& from, std::uint64_t size) {
    auto maker = value_of(BlobMaker::create(from, size));
    auto step = maker.step(nowhere);
    while (step && !*step) step = maker.step(nowhere);
    return step;
  };
  for (const std::uint64_t size : {9U, 11U, 0U}) CHECK_THAT(message_of(whole(file, size)), Contains("has changed"));
  CHECK_FALSE(BlobMaker::create(dir.path("nowhere"), 1).has_value());
  CHECK_FALSE(BlobMaker::create(dir.path(), 1).has_value());
  const std::string zeros(3 << 20, '\0');
  CHECK_THAT(message_of(whole(dir.file("zeros", zeros), zeros.size())), Contains("larger than a reader would take"));
}
