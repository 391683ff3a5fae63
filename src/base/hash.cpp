// SPDX-License-Identifier: MIT
#include "buildstd/base/hash.hpp"

#include <fmt/format.h>
// These functions, deprecated with version 3 in favour of ones that set up providers and configuration first, which is
// 3 MB of a static program and some time.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <xxhash.h>

#include <array>

#include "base/fs_parts.hpp"
#include "buildstd/base/fs.hpp"

namespace buildstd {

struct Fingerprint::State {
  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  std::unique_ptr<XXH3_state_t, Free> hash{XXH3_createState()};
};

Fingerprint::Fingerprint() : state_(std::make_unique<State>()) { XXH3_128bits_reset(state_->hash.get()); }
Fingerprint::~Fingerprint() = default;
Fingerprint::Fingerprint(Fingerprint&&) noexcept = default;
Fingerprint& Fingerprint::operator=(Fingerprint&&) noexcept = default;

namespace {

std::string header_of(std::string_view label, std::string_view value) {
  return fmt::format("{}\n{}\n", label, value.size());
}

}  // namespace

Fingerprint& Fingerprint::field(std::string_view label, std::string_view value) {
  const auto header = header_of(label, value);
  XXH3_128bits_update(state_->hash.get(), header.data(), header.size());
  XXH3_128bits_update(state_->hash.get(), value.data(), value.size());
  return *this;
}

Fingerprint& Fingerprint::field(std::string_view label, std::uint64_t value) {
  return field(label, fmt::to_string(value));
}

std::string Fingerprint::hex() const {
  const auto digest = XXH3_128bits_digest(state_->hash.get());
  return fmt::format("{:016x}{:016x}", digest.high64, digest.low64);
}

std::string Fingerprint::short_hex() const { return hex().substr(0, 16); }

Result<std::string> fingerprint_of_file(const std::filesystem::path& path) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> hash(XXH3_createState(), XXH3_freeState);
  XXH3_128bits_reset(hash.get());
  BUILDSTD_CHECK(fs::read_pieces(
      path, [&](std::string_view piece) { XXH3_128bits_update(hash.get(), piece.data(), piece.size()); }));
  const auto digest = XXH3_128bits_digest(hash.get());
  return fmt::format("{:016x}{:016x}", digest.high64, digest.low64);
}

namespace {

std::string finished(SHA256_CTX& state) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_Final(digest.data(), &state);
  std::string text;
  for (const auto byte : digest) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

struct Digest::State {
  SHA256_CTX hash{};
};

Digest::Digest() : state_(std::make_unique<State>()) { SHA256_Init(&state_->hash); }
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

Digest& Digest::field(std::string_view label, std::string_view value) {
  const auto header = header_of(label, value);
  SHA256_Update(&state_->hash, header.data(), header.size());
  SHA256_Update(&state_->hash, value.data(), value.size());
  return *this;
}

Digest& Digest::field(std::string_view label, std::uint64_t value) { return field(label, fmt::to_string(value)); }

std::string Digest::hex() const {
  auto copy = state_->hash;
  return finished(copy);
}

std::string sha256_hex(std::string_view bytes) {
  SHA256_CTX state;
  SHA256_Init(&state);
  SHA256_Update(&state, bytes.data(), bytes.size());
  return finished(state);
}

Result<std::string> sha256_of_file(const std::filesystem::path& path) {
  SHA256_CTX state;
  SHA256_Init(&state);
  BUILDSTD_CHECK(
      fs::read_pieces(path, [&](std::string_view piece) { SHA256_Update(&state, piece.data(), piece.size()); }));
  return finished(state);
}

Result<std::string> sha256_of_directory(const std::filesystem::path& directory) {
  BUILDSTD_TRY(const auto files, fs::list_recursively(directory));
  std::string lines;
  for (const auto& file : files) {
    BUILDSTD_TRY(const auto digest, sha256_of_file(directory / file));
    lines += digest + "  " + file.generic_string() + "\n";
  }
  return sha256_hex(lines);
}

}  // namespace buildstd
