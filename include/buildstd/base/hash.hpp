// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "buildstd/base/error.hpp"

namespace buildstd {

/// A fingerprint of labelled fields: XXH3-128 over `label, length, bytes` records, so that two different
/// sequences of fields never feed the same bytes. Not for security; stable across machines and versions.
class Fingerprint {
 public:
  Fingerprint();
  ~Fingerprint();
  Fingerprint(Fingerprint&&) noexcept;
  Fingerprint& operator=(Fingerprint&&) noexcept;

  Fingerprint& field(std::string_view label, std::string_view value);
  Fingerprint& field(std::string_view label, std::uint64_t value);
  /// All of the 128 bits, 32 hexadecimal digits.
  [[nodiscard]] std::string hex() const;
  /// The upper 64 bits, 16 hexadecimal digits: the form of Cargo's and rustc's file-name hashes.
  [[nodiscard]] std::string short_hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The same by SHA-256, 64 hexadecimal digits: for what decides whether something that somebody else may have made is
/// what is wanted, where a collision would gain something.
class Digest {
 public:
  Digest();
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  Digest& field(std::string_view label, std::string_view value);
  Digest& field(std::string_view label, std::uint64_t value);
  [[nodiscard]] std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The fingerprint of a file's bytes, 32 hexadecimal digits, read piece by piece.
Result<std::string> fingerprint_of_file(const std::filesystem::path& path);

/// SHA-256, 64 hexadecimal digits: what Cargo's lock files have for packages from a registry.
std::string sha256_hex(std::string_view bytes);
/// The same of a file's bytes, read piece by piece.
Result<std::string> sha256_of_file(const std::filesystem::path& path);
/// Over all files below a directory: SHA-256 of the lines `SHA-256, two spaces, path` in the paths' order. in-toto
/// calls this `dirHash`, Go `Hash1`.
Result<std::string> sha256_of_directory(const std::filesystem::path& directory);

}  // namespace buildstd
