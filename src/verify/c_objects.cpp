// SPDX-License-Identifier: MIT
#include "verify/c_objects.hpp"

#include <llvm/BinaryFormat/ELF.h>
#include <llvm/Support/DataExtractor.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace buildstd::verify {

namespace {

namespace elf = llvm::ELF;

using Feature = std::pair<std::uint32_t, std::string_view>;
constexpr std::array x86_features = {Feature{elf::GNU_PROPERTY_X86_FEATURE_1_IBT, "IBT"},
                                     Feature{elf::GNU_PROPERTY_X86_FEATURE_1_SHSTK, "SHSTK"}};
constexpr std::array aarch64_features = {Feature{elf::GNU_PROPERTY_AARCH64_FEATURE_1_BTI, "BTI"},
                                         Feature{elf::GNU_PROPERTY_AARCH64_FEATURE_1_PAC, "PAC"}};

template <std::size_t count>
std::string named(std::uint32_t bits, const std::array<Feature, count>& features) {
  std::string names;
  for (const auto& [bit, name] : features) {
    if ((bits & bit) == 0) continue;
    if (!names.empty()) names += ", ";
    names += name;
  }
  return names;
}

// Properties are a type, a size and as many bytes, padded to words (System V ABI, "Program Property").
std::string features_of(std::string_view properties, bool little_endian, std::uint64_t word) {
  const llvm::DataExtractor data(llvm::StringRef(properties), little_endian, 0);
  for (std::uint64_t at = 0; at + 8 <= properties.size();) {
    const auto type = data.getU32(&at);
    const std::uint64_t size = data.getU32(&at);
    auto value = at;
    const auto bits = size == 4 ? data.getU32(&value) : 0;
    if (type == elf::GNU_PROPERTY_X86_FEATURE_1_AND) return named(bits, x86_features);
    if (type == elf::GNU_PROPERTY_AARCH64_FEATURE_1_AND) return named(bits, aarch64_features);
    at += (size + word - 1) / word * word;
  }
  return {};
}

}  // namespace

std::string compiler_comment(const Object& object) {
  const auto* comment = object.section(".comment");
  if (comment == nullptr) return {};
  // Each is a string with a zero behind it, and the table begins with one.
  const auto text = comment->bytes.substr(std::min(comment->bytes.find_first_not_of('\0'), comment->bytes.size()));
  return std::string(text.substr(0, text.find('\0')));
}

std::string control_flow_protection(const Object& object) {
  const auto* note = object.section(".note.gnu.property");
  constexpr std::uint64_t head = 16;  // three sizes and types, and the owner's name: "GNU", a zero
  if (note == nullptr || note->bytes.size() < head) return {};
  const bool little_endian = object.file->isLittleEndian();
  const llvm::DataExtractor data(llvm::StringRef(note->bytes), little_endian, 0);
  std::uint64_t at = 4;
  const std::uint64_t size = data.getU32(&at);
  if (data.getU32(&at) != elf::NT_GNU_PROPERTY_TYPE_0 || note->bytes.substr(12, 3) != "GNU") return {};
  return features_of(note->bytes.substr(head, size), little_endian, object.file->getBytesInAddress());
}

}  // namespace buildstd::verify
