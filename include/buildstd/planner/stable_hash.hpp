// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace buildstd::planner {

/// The hasher behind Cargo's unit hashes: SipHash-1-3 with a 128-bit result and a zero key, over the bytes
/// that Rust's `Hash` implementations feed it (Cargo: src/cargo/util/hasher.rs, which names
/// `StableSipHasher128` of the crate rustc-stable-hash 0.1; the same in every Cargo since 1.85).
///
/// Integers go in little-endian, `usize` as 64 bits (rustc-stable-hash: src/stable_hasher.rs). A copy of a
/// hasher continues on its own.
class StableHasher {
 public:
  void u8(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void u32(std::uint32_t value) { integer(value, 4); }
  void u64(std::uint64_t value) { integer(value, 8); }
  /// A `bool`: one byte.
  void boolean(bool value) { u8(value ? 1 : 0); }
  /// A `usize`, and the length that comes before the elements of a slice or a `Vec`.
  void length(std::size_t value) { u64(value); }
  /// Which variant of an enum it is: an `isize`, which takes one byte as long as it is below 255.
  void variant(std::uint8_t index) { u8(index); }
  /// A `str`: its bytes and 0xff, which no UTF-8 text holds.
  void str(std::string_view value);
  void strs(const std::vector<std::string>& values);
  void optional_str(const std::optional<std::string>& value);

  /// Bytes with nothing around them.
  void bytes(std::string_view value) { bytes_ += value; }

  /// The 128 bits, as two halves.
  struct Halves {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
  };
  [[nodiscard]] Halves halves() const;
  /// What `Hasher::finish` returns for all that went in: the two halves of the 128 bits, folded
  /// (rustc-stable-hash: src/sip128.rs).
  [[nodiscard]] std::uint64_t finish() const;

 private:
  void integer(std::uint64_t value, int width);

  std::string bytes_;  // the input is a few hundred bytes, so that hashing it at the end is simplest
};

}  // namespace buildstd::planner
