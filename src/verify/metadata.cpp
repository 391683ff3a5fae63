// SPDX-License-Identifier: MIT
#include "verify/metadata.hpp"

#include <algorithm>
#include <array>

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

// What differs between the versions of the format (`METADATA_VERSION` in rustc_metadata/src/rmeta/mod.rs).
struct Format {
  std::uint8_t version;
  bool has_stubs;  // the head tells whether the rest is in the file beside
};
constexpr std::array formats = {
    Format{9, false},  // since rust#118344, which made the root's position eight bytes: Rust 1.76
    Format{10, true},  // since rust#137535, `-Zembed-metadata`: Rust 1.88
};

bool is_plain(std::string_view text, std::string_view also) {
  return std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           also.find(c) != std::string_view::npos;
  });
}

// The absolute path that ends there. A text's length stands before it, and may look like a letter.
std::string_view path_before(std::string_view bytes, std::size_t end) {
  constexpr std::size_t longest = 4096;
  auto begin = end;
  while (begin > 0 && end - begin < longest && bytes[begin - 1] >= ' ' && bytes[begin - 1] <= '~') --begin;
  const auto text = bytes.substr(begin, end - begin);
  return text.substr(std::min(text.find('/'), text.size()));
}

// Cargo's folder of a package's build script: `PACKAGE-HASH` (core/compiler/build_runner/compilation_files.rs).
bool is_package_folder(std::string_view name) {
  constexpr std::size_t digits = 16;
  if (name.size() < digits + 2 || name[name.size() - digits - 1] != '-') return false;
  return is_plain(name.substr(0, name.size() - digits), "-_") &&
         name.substr(name.size() - digits).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(bytes[i])) << (8 * i);
  return value;
}

}  // namespace

std::optional<MetadataHead> read_metadata_head(std::string_view metadata) {
  constexpr std::size_t root_at = 8;
  if (metadata.size() < root_at + 8 || !metadata.starts_with(magic)) return std::nullopt;
  const auto version = static_cast<std::uint8_t>(metadata[magic.size()]);
  if (version < formats.front().version) return std::nullopt;
  MetadataHead head;
  // The compiler's version keeps its place, or rustc could not say which one it has met.
  Decoder decoder(metadata, root_at + 8);
  head.rustc_version = decoder.text();
  if (!decoder.good() || !is_plain(head.rustc_version, " .-()+_/:")) return std::nullopt;
  decoder = Decoder(metadata, little_endian(metadata.substr(root_at, 8)));
  const bool is_builtin = decoder.byte() == 0;  // not a target of a JSON file, which no prebuilt std has
  const auto target = decoder.text();
  const bool has_target = is_builtin && decoder.good() && !target.empty() && is_plain(target, "-_.");
  const auto format = std::ranges::find(formats, version, &Format::version);
  if (has_target) head.target = target;
  if (format == formats.end()) return head;
  if (!has_target) return std::nullopt;
  head.hash_at = decoder.at();
  const auto hash = decoder.raw(sizeof(CrateHash));
  if (!decoder.good()) return std::nullopt;
  std::ranges::copy(hash, head.hash.emplace().begin());
  decoder.symbol();
  decoder.byte();  // is_proc_macro_crate
  if (format->has_stubs) head.stub = decoder.byte() == 1;
  return decoder.good() ? std::optional(head) : std::nullopt;
}

std::string build_directory_in(std::string_view metadata) {
  constexpr std::string_view made = "/out/";
  constexpr std::string_view scripts = "/build/";
  auto left = 10'000;  // each is up to 4 KiB to look through, and nobody's metadata has so many
  for (auto end = metadata.find(made); end != std::string_view::npos && left-- > 0;
       end = metadata.find(made, end + 1)) {
    const auto path = path_before(metadata, end);
    const auto package = path.rfind(scripts);
    if (package != std::string_view::npos && package > 0 && is_package_folder(path.substr(package + scripts.size())))
      return std::string(path.substr(0, package));
  }
  return {};
}

Result<std::string_view> metadata_of_member(const Member& member, const std::string& where) {
  if (!looks_like_object(member.bytes)) return member.bytes;
  BUILDSTD_TRY(const auto object, read_object(member.bytes, where));
  const auto* section = object.section(".rmeta");
  return section == nullptr ? std::string_view() : section->bytes;
}

}  // namespace buildstd::verify
