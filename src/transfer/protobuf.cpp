// SPDX-License-Identifier: MIT
#include "transfer/protobuf.hpp"

#include <cstddef>

namespace buildstd::transfer::protobuf {

namespace {

constexpr std::uint64_t varint_type = 0;
constexpr std::uint64_t fixed64_type = 1;
constexpr std::uint64_t bytes_type = 2;
constexpr std::uint64_t fixed32_type = 5;
constexpr unsigned type_bits = 3;
constexpr std::uint64_t largest_field = (1ULL << 29U) - 1;

void add_varint(std::string& message, std::uint64_t value) {
  for (; value >= 0x80U; value >>= 7U) message += static_cast<char>((value & 0x7fU) | 0x80U);
  message += static_cast<char>(value);
}

void add_tag(std::string& message, std::uint32_t field, std::uint64_t type) {
  add_varint(message, (std::uint64_t{field} << type_bits) | type);
}

}  // namespace

std::optional<std::uint64_t> Reader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !left_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    if (shift == 63 && byte > 1) return {};
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80U) return value;
  }
  return {};
}

std::optional<std::uint64_t> Reader::fixed(std::size_t size) {
  if (left_.size() < size) return {};
  std::uint64_t value = 0;
  for (std::size_t at = size; at > 0; --at) value = (value << 8U) | static_cast<unsigned char>(left_[at - 1]);
  left_.remove_prefix(size);
  return value;
}

std::optional<std::string_view> Reader::bytes() {
  const auto size = varint();
  if (!size || *size > left_.size()) return {};
  const auto found = left_.substr(0, static_cast<std::size_t>(*size));
  left_.remove_prefix(found.size());
  return found;
}

std::optional<Field> Reader::next() {
  if (is_damaged_ || left_.empty()) return {};
  is_damaged_ = true;  // until all of it has been read
  const auto tag = varint();
  if (!tag || *tag >> type_bits == 0 || *tag >> type_bits > largest_field) return {};
  const auto type = *tag & ((1U << type_bits) - 1);
  Field field{static_cast<std::uint32_t>(*tag >> type_bits), type == bytes_type, 0, {}};
  if (type == bytes_type) {
    const auto found = bytes();
    if (!found) return {};
    field.bytes = *found;
  } else {
    std::optional<std::uint64_t> value;
    if (type == varint_type) value = varint();
    if (type == fixed64_type) value = fixed(8);
    if (type == fixed32_type) value = fixed(4);
    if (!value) return {};
    field.value = *value;
  }
  is_damaged_ = false;
  return field;
}

void add_number(std::string& message, std::uint32_t field, std::uint64_t value) {
  add_tag(message, field, varint_type);
  add_varint(message, value);
}

void add_bytes(std::string& message, std::uint32_t field, std::string_view bytes) {
  add_tag(message, field, bytes_type);
  add_varint(message, bytes.size());
  message += bytes;
}

}  // namespace buildstd::transfer::protobuf
