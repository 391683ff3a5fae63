// SPDX-License-Identifier: MIT
#include "verify/wasm_check.hpp"

#include <llvm/BinaryFormat/Wasm.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace buildstd::verify {

namespace {

namespace wasm = llvm::wasm;

// Reads forward; once something does not fit, all that follows is empty.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
      if (rest_.empty()) break;
      const auto next = static_cast<std::uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      if (shift < 64) value |= static_cast<std::uint64_t>(next & 0x7f) << shift;
      if ((next & 0x80) == 0) return value;
    }
    good_ = false;
    rest_ = {};
    return 0;
  }
  std::string_view part(std::uint64_t length) {
    if (length > rest_.size()) good_ = false;
    const auto taken = rest_.substr(0, good_ ? length : 0);
    rest_.remove_prefix(taken.size());
    if (!good_) rest_ = {};
    return taken;
  }
  /// A number of things that follow, each of at least one byte.
  std::uint64_t count() {
    const auto value = number();
    if (value <= rest_.size()) return value;
    good_ = false;
    rest_ = {};
    return 0;
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

bool has_addend(std::uint64_t type) {
  switch (type) {
    case wasm::R_WASM_FUNCTION_INDEX_LEB:
    case wasm::R_WASM_TABLE_INDEX_SLEB:
    case wasm::R_WASM_TABLE_INDEX_I32:
    case wasm::R_WASM_TYPE_INDEX_LEB:
    case wasm::R_WASM_GLOBAL_INDEX_LEB:
    case wasm::R_WASM_TAG_INDEX_LEB:
    case wasm::R_WASM_TABLE_INDEX_REL_SLEB:
    case wasm::R_WASM_GLOBAL_INDEX_I32:
    case wasm::R_WASM_TABLE_INDEX_SLEB64:
    case wasm::R_WASM_TABLE_INDEX_I64:
    case wasm::R_WASM_TABLE_NUMBER_LEB:
    case wasm::R_WASM_TABLE_INDEX_REL_SLEB64:
    case wasm::R_WASM_FUNCTION_INDEX_I32: return false;
    default: return true;
  }
}

class WasmChecker {
 public:
  bool run(std::string_view bytes) {
    constexpr std::size_t head = 8;  // magic and version
    if (bytes.size() < head) return false;
    Reader file(bytes.substr(head));
    while (file.good() && !file.at_end()) {
      const auto kind = file.number();
      const auto content = file.part(file.number());
      if (!file.good() || !section(kind, content)) return false;
      ++sections_;
    }
    return file.good() && relocations_fit();
  }

 private:
  bool section(std::uint64_t kind, std::string_view content) {
    Reader reader(content);
    if (kind == wasm::WASM_SEC_CUSTOM) return custom(reader);
    if (kind == wasm::WASM_SEC_START || kind == wasm::WASM_SEC_DATACOUNT) return true;
    const auto count = reader.count();
    if (kind == wasm::WASM_SEC_TYPE) types_ = count;
    for (std::uint64_t i = 0; kind == wasm::WASM_SEC_CODE && i < count && reader.good(); ++i) {
      Reader function(reader.part(reader.number()));
      function.count();  // of kinds of variables
      if (!function.good()) return false;
    }
    return reader.good();
  }

  bool custom(Reader& reader) {
    const auto name = reader.part(reader.number());
    if (name == "linking") return linking(reader);
    if (!name.starts_with("reloc.")) return reader.good();
    reader.number();  // the section they are for
    const auto count = reader.count();
    for (std::uint64_t i = 0; i < count && reader.good(); ++i) {
      const auto type = reader.number();
      reader.number();  // the place
      relocations_.emplace_back(type, reader.number());
      if (has_addend(type)) reader.number();
    }
    return reader.good();
  }

  bool linking(Reader& reader) {
    reader.number();  // the version
    while (reader.good() && !reader.at_end()) {
      const auto kind = reader.number();
      Reader part(reader.part(reader.number()));
      const auto count = part.count();
      if (!part.good()) return false;
      if (kind != wasm::WASM_SYMBOL_TABLE) continue;
      if (symbols_ || !symbols_fit(part, count)) return false;
      symbols_ = count;
    }
    return reader.good();
  }

  // Symbols of sections are looked up among those before this one (tool-conventions, Linking.md, "Symbol Table
  // Subsection").
  [[nodiscard]] bool symbols_fit(Reader& table, std::uint64_t count) const {
    for (std::uint64_t i = 0; i < count && table.good(); ++i) {
      const auto kind = table.number();
      const auto flags = table.number();
      const bool defined = (flags & wasm::WASM_SYMBOL_UNDEFINED) == 0;
      if (kind == wasm::WASM_SYMBOL_TYPE_SECTION) {
        if (table.number() >= sections_) return false;
      } else if (kind == wasm::WASM_SYMBOL_TYPE_DATA) {
        table.part(table.number());
        for (int field = 0; defined && field < 3; ++field) table.number();  // segment, offset, size
      } else {
        table.number();
        if (defined || (flags & wasm::WASM_SYMBOL_EXPLICIT_NAME) != 0) table.part(table.number());
      }
    }
    return table.good();
  }

  [[nodiscard]] bool relocations_fit() const {
    for (const auto& [type, index] : relocations_) {
      if (index >= (type == wasm::R_WASM_TYPE_INDEX_LEB ? types_ : symbols_.value_or(0))) return false;
    }
    return true;
  }

  std::uint64_t sections_ = 0;
  std::uint64_t types_ = 0;
  std::optional<std::uint64_t> symbols_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> relocations_;
};

}  // namespace

Result<void> check_wasm(std::string_view bytes) {
  if (WasmChecker().run(bytes)) return {};
  return fail("its sections do not hold what they say");
}

}  // namespace buildstd::verify
