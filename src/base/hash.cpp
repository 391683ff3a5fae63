// SPDX-License-Identifier: MIT
#include "buildstd/base/hash.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include "base/fs_parts.hpp"
#include "base/sha256.hpp"
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

struct Digest::State {
  Sha256 hash;
};

Digest::Digest() : state_(std::make_unique<State>()) {}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

Digest& Digest::field(std::string_view label, std::string_view value) {
  state_->hash.add(header_of(label, value));
  state_->hash.add(value);
  return *this;
}

Digest& Digest::field(std::string_view label, std::uint64_t value) { return field(label, fmt::to_string(value)); }

std::string Digest::hex() const { return state_->hash.hex(); }

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.hex();
}

Result<std::string> sha256_of_file(const std::filesystem::path& path) {
  Sha256 hash;
  BUILDSTD_CHECK(fs::read_pieces(path, [&](std::string_view piece) { hash.add(piece); }));
  return hash.hex();
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
