// SPDX-License-Identifier: MIT
#include "buildstd/planner/stable_hash.hpp"

#include <bit>
#include <cstddef>

namespace buildstd::planner {

namespace {

/// The state of SipHash (Aumasson and Bernstein, "SipHash: a fast short-input PRF"), in its variant with a
/// 128-bit result, with a key of zeros: what is left of the initial values are the four constants.
///
/// Written here because no library that buildstd uses has the 1-3 variant at no cost to its start: libcrypto
/// has, behind a provider that takes longer to load than buildstd runs.
struct SipState {
  std::uint64_t v0 = 0x736f6d6570736575;
  std::uint64_t v1 = 0x646f72616e646f6d ^ 0xee;
  std::uint64_t v2 = 0x6c7967656e657261;
  std::uint64_t v3 = 0x7465646279746573;

  void round() {
    v0 += v1;
    v2 += v3;
    v1 = std::rotl(v1, 13) ^ v0;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 = std::rotl(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = std::rotl(v1, 17) ^ v2;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 = std::rotl(v2, 32);
  }

  void word(std::uint64_t value) {
    v3 ^= value;
    round();
    v0 ^= value;
  }

  std::uint64_t half() {
    for (int i = 0; i < 3; ++i) round();
    return v0 ^ v1 ^ v2 ^ v3;
  }
};

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return value;
}

}  // namespace

void StableHasher::str(std::string_view value) {
  bytes_ += value;
  u8(0xff);
}

void StableHasher::strs(const std::vector<std::string>& values) {
  length(values.size());
  for (const auto& value : values) str(value);
}

void StableHasher::optional_str(const std::optional<std::string>& value) {
  variant(value ? 1 : 0);
  if (value) str(*value);
}

StableHasher::Halves StableHasher::halves() const {
  SipState state;
  std::string_view rest = bytes_;
  for (; rest.size() >= 8; rest.remove_prefix(8)) state.word(little_endian(rest.substr(0, 8)));
  state.word((static_cast<std::uint64_t>(bytes_.size()) << 56) | little_endian(rest));
  state.v2 ^= 0xee;
  const auto low = state.half();
  state.v1 ^= 0xdd;
  return {low, state.half()};
}

std::uint64_t StableHasher::finish() const {
  const auto [low, high] = halves();
  return low * 3 + high;
}

void StableHasher::integer(std::uint64_t value, int width) {
  for (int i = 0; i < width; ++i) u8(static_cast<std::uint8_t>(value >> (8 * i)));
}

}  // namespace buildstd::planner
