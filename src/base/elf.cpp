// SPDX-License-Identifier: MIT
#include "base/elf.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd {

namespace {

// More than any compiler's library has.
constexpr std::size_t most_segments = 128;
constexpr std::size_t most_dynamic_bytes = 64U << 10;
constexpr std::size_t longest_string = 4096;

// The layout of the structures that are looked at (System V ABI, "Object Files"; ELF-64 has the same in other places).
struct Layout {
  std::size_t word;            // size of an address
  std::size_t program_header;  // offsets in the file's header
  std::size_t program_header_count;
  std::size_t segment;  // size of a program header, and offsets in it
  std::size_t segment_offset, segment_address, segment_size;
};
constexpr Layout layout_32{4, 28, 44, 32, 4, 8, 16};
constexpr Layout layout_64{8, 32, 56, 56, 8, 16, 32};

constexpr std::uint64_t type_load = 1, type_dynamic = 2, type_interpreter = 3;
constexpr std::uint64_t tag_end = 0, tag_needed = 1, tag_strings = 5, tag_rpath = 15, tag_runpath = 29;

std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  if (at + size > bytes.size()) return 0;
  const auto take = [&]<class T>(T value) {
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return static_cast<std::uint64_t>(value);
  };
  if (size == 2) return take(std::uint16_t{});
  return size == 4 ? take(std::uint32_t{}) : take(std::uint64_t{});
}

struct Segment {
  std::uint64_t type, offset, address, size;
};

class ElfReader {
 public:
  explicit ElfReader(const std::filesystem::path& file) : file_(file) {}

  std::optional<ElfDependencies> read() {
    const auto header = part(0, 64);
    if (header.size() < 52 || !header.starts_with("\x7f"
                                                  "ELF"))
      return std::nullopt;
    const char order = std::endian::native == std::endian::little ? 1 : 2;
    if (header[5] != order || (header[4] != 1 && header[4] != 2)) return std::nullopt;
    layout_ = header[4] == 1 ? layout_32 : layout_64;
    if (!read_segments(header)) return std::nullopt;
    std::optional<ElfDependencies> found;
    std::string interpreter;
    for (const auto& segment : segments_) {
      if (segment.type == type_dynamic && !found) found = read_dynamic(segment);
      if (segment.type == type_interpreter) interpreter = string_at(segment.offset);
    }
    if (found) found->interpreter = std::move(interpreter);
    return found;
  }

 private:
  [[nodiscard]] std::string part(std::uint64_t offset, std::size_t size) const {
    return fs::read_part(file_, offset, size).value_or("");
  }

  bool read_segments(std::string_view header) {
    const auto count = number(header, layout_.program_header_count, 2);
    if (count == 0 || count > most_segments) return false;
    const auto table = part(number(header, layout_.program_header, layout_.word), count * layout_.segment);
    if (table.size() < count * layout_.segment) return false;
    for (std::size_t i = 0; i < count; ++i) {
      const auto one = std::string_view(table).substr(i * layout_.segment, layout_.segment);
      const auto field = [&](std::size_t at) { return number(one, at, layout_.word); };
      segments_.push_back({number(one, 0, 4), field(layout_.segment_offset), field(layout_.segment_address),
                           field(layout_.segment_size)});
    }
    return true;
  }

  // Where in the file an address is.
  [[nodiscard]] std::optional<std::uint64_t> offset_of(std::uint64_t address) const {
    for (const auto& segment : segments_) {
      if (segment.type == type_load && address >= segment.address && address - segment.address < segment.size)
        return segment.offset + (address - segment.address);
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<ElfDependencies> read_dynamic(const Segment& segment) const {
    if (segment.size > most_dynamic_bytes) return std::nullopt;
    const auto section = part(segment.offset, segment.size);
    std::vector<std::uint64_t> needed;
    std::vector<std::uint64_t> run_paths;
    std::optional<std::uint64_t> strings;
    for (std::size_t at = 0; at + 2 * layout_.word <= section.size(); at += 2 * layout_.word) {
      const auto tag = number(section, at, layout_.word);
      const auto value = number(section, at + layout_.word, layout_.word);
      if (tag == tag_end) break;
      if (tag == tag_needed) needed.push_back(value);
      if (tag == tag_rpath || tag == tag_runpath) run_paths.push_back(value);
      if (tag == tag_strings) strings = offset_of(value);
    }
    if (!strings) return std::nullopt;
    ElfDependencies found;
    for (const auto name : needed) found.needed.push_back(string_at(*strings + name));
    for (const auto paths : run_paths) {
      for (auto& path : text::split(string_at(*strings + paths), ':')) found.run_paths.push_back(std::move(path));
    }
    return found;
  }

  [[nodiscard]] std::string string_at(std::uint64_t offset) const {
    auto text = part(offset, longest_string);
    text.resize(std::min(text.size(), text.find('\0')));
    return text;
  }

  const std::filesystem::path& file_;
  Layout layout_ = layout_64;
  std::vector<Segment> segments_;
};

}  // namespace

std::optional<ElfDependencies> read_elf_dependencies(const std::filesystem::path& file) {
  return ElfReader(file).read();
}

}  // namespace buildstd
