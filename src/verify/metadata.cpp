// SPDX-License-Identifier: MIT
#include "verify/metadata.hpp"

#include <algorithm>

#include "verify/object.hpp"

namespace buildstd::verify {

namespace {

constexpr std::string_view magic = std::string_view("rust\0\0\0", 7);
constexpr char string_end = '\xc1';  // rustc_serialize/src/opaque.rs, STR_SENTINEL

// Reads as rustc_serialize's MemDecoder; gives up for good at the first thing that does not fit.
class Decoder {
 public:
  Decoder(std::string_view bytes, std::size_t at) : bytes_(bytes), at_(at), good_(at <= bytes.size()) {}

  std::uint8_t byte() {
    if (!good_ || at_ >= bytes_.size()) return good_ = false, std::uint8_t{0};
    return static_cast<std::uint8_t>(bytes_[at_++]);
  }
  std::uint64_t leb128() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto next = byte();
      value |= static_cast<std::uint64_t>(next & 0x7f) << shift;
      if ((next & 0x80) == 0) return value;
    }
    good_ = false;
    return 0;
  }
  std::string_view raw(std::uint64_t length) {
    if (!good_ || length > bytes_.size() - at_) return good_ = false, std::string_view();
    const auto part = bytes_.substr(at_, length);
    at_ += part.size();
    return part;
  }
  std::string_view text() {
    const auto part = raw(leb128());
    if (byte() != static_cast<std::uint8_t>(string_end)) good_ = false;
    return part;
  }
  // A `Symbol`: text, a place where it stands, or a number of rustc's own table.
  void symbol() {
    if (byte() == 0)
      text();
    else
      leb128();
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  std::string_view bytes_;
  std::size_t at_;
  bool good_;
};

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(bytes[i])) << (8 * i);
  return value;
}

}  // namespace

std::optional<MetadataHead> read_metadata_head(std::string_view metadata) {
  constexpr std::size_t root_at = 8;
  constexpr std::uint8_t has_stubs = 10;  // the version of the format since the metadata may be split
  if (metadata.size() < root_at + 8 || !metadata.starts_with(magic)) return std::nullopt;
  const auto version = static_cast<std::uint8_t>(metadata[magic.size()]);
  if (version < 9 || version > has_stubs) return std::nullopt;
  MetadataHead head;
  Decoder decoder(metadata, root_at + 8);
  head.rustc_version = decoder.text();
  decoder = Decoder(metadata, little_endian(metadata.substr(root_at, 8)));
  if (decoder.byte() != 0) return std::nullopt;  // a target of a JSON file: not among prebuilt ones
  head.target = decoder.text();
  head.hash_at = decoder.at();
  const auto hash = decoder.raw(head.hash.size());
  std::ranges::copy(hash, head.hash.begin());
  decoder.symbol();
  decoder.byte();  // is_proc_macro_crate
  head.stub = decoder.byte() == 1 && version >= has_stubs;
  return decoder.good() ? std::optional(head) : std::nullopt;
}

Result<std::string_view> metadata_of_member(const Member& member, const std::string& where) {
  if (!looks_like_object(member.bytes)) return member.bytes;
  BUILDSTD_TRY(const auto object, read_object(member.bytes, where));
  const auto* section = object.section(".rmeta");
  return section == nullptr ? std::string_view() : section->bytes;
}

}  // namespace buildstd::verify
