// SPDX-License-Identifier: MIT
#include "base/sha256.hpp"

#include <fmt/format.h>

#ifdef __APPLE__  // whose system has the same functions
#define COMMON_DIGEST_FOR_OPENSSL
#include <CommonCrypto/CommonDigest.h>
#else
// These functions, deprecated with version 3 in favour of ones that set up providers and configuration first, which is
// 3 MB of a static program and some time.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#endif

#include <algorithm>
#include <array>
#include <cstdint>

namespace buildstd {

struct Sha256::State {
  SHA256_CTX context{};
};

Sha256::Sha256() : state_(std::make_unique<State>()) { SHA256_Init(&state_->context); }
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  while (!bytes.empty()) {  // Apple's counts in 32 bits
    const auto piece = bytes.substr(0, std::min<std::size_t>(bytes.size(), 1U << 30U));
    SHA256_Update(&state_->context, piece.data(), static_cast<std::uint32_t>(piece.size()));
    bytes.remove_prefix(piece.size());
  }
}

std::string Sha256::hex() const {
  auto copy = state_->context;
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_Final(digest.data(), &copy);
  std::string text;
  for (const auto byte : digest) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace buildstd
