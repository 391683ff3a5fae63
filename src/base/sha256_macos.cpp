// SPDX-License-Identifier: MIT
#include "base/sha256.hpp"

#include <CommonCrypto/CommonDigest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace buildstd {

struct Sha256::State {
  CC_SHA256_CTX context{};
};

Sha256::Sha256() : state_(std::make_unique<State>()) { CC_SHA256_Init(&state_->context); }
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  while (!bytes.empty()) {  // it counts in 32 bits
    const auto piece = bytes.substr(0, std::min<std::size_t>(bytes.size(), 1U << 30U));
    CC_SHA256_Update(&state_->context, piece.data(), static_cast<CC_LONG>(piece.size()));
    bytes.remove_prefix(piece.size());
  }
}

std::string Sha256::hex() const {
  auto copy = state_->context;
  std::array<unsigned char, CC_SHA256_DIGEST_LENGTH> digest{};
  CC_SHA256_Final(digest.data(), &copy);
  std::string text;
  for (const auto byte : digest) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace buildstd
