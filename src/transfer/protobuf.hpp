// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The part of Protocol Buffers' binary form that a record needs.
namespace buildstd::transfer::protobuf {

/// A field as it stands in a message.
struct Field {
  std::uint32_t number = 0;
  bool has_bytes = false;   ///< a string, bytes, or a message within; else a number
  std::uint64_t value = 0;  ///< of a number
  std::string_view bytes;
};

/// Goes through the fields of a message, without trust in it; groups, which nobody has used for decades, are damage.
class Reader {
 public:
  explicit Reader(std::string_view message) : left_(message) {}

  /// The next field; nothing at the end, or where the message is damaged.
  std::optional<Field> next();
  [[nodiscard]] bool is_damaged() const { return is_damaged_; }

 private:
  std::optional<std::uint64_t> varint();
  std::optional<std::uint64_t> fixed(std::size_t size);
  std::optional<std::string_view> bytes();

  std::string_view left_;
  bool is_damaged_ = false;
};

void add_number(std::string& message, std::uint32_t field, std::uint64_t value);
void add_bytes(std::string& message, std::uint32_t field, std::string_view bytes);

}  // namespace buildstd::transfer::protobuf
