// SPDX-License-Identifier: MIT
// How functions are unwound: `.eh_frame` of ELF (Linux Standard Base, "Exception Frames").
#include <llvm/Support/DataExtractor.h>

#include "verify/model.hpp"

namespace buildstd::verify {

void ObjectModel::read_frames() {
  for (std::size_t i = 0; i < object_.sections.size(); ++i) {
    if (object_.sections[i].name == ".eh_frame") read_frame_records(i);
  }
}

void ObjectModel::add_record(Fingerprint& fingerprint, std::size_t section, FrameRecord record) {
  const Atom part{section, record.begin, record.end, {}, false};
  const auto bytes = this->bytes(part);
  fingerprint.field("head", std::string_view(bytes).substr(0, record.skip_begin));
  fingerprint.field("tail", std::string_view(bytes).substr(std::min<std::size_t>(record.skip_end, bytes.size())));
  for (const auto& patch : patches(part)) {
    if (patch.offset >= record.skip_begin && patch.offset < record.skip_end) continue;
    fingerprint.field("at", patch.offset).field("type", patch.type).field("to", describe(patch.to));
  }
}

// A record is a length, the distance back to its common part (0: it is one itself), and for a function's the place of
// the function, which a relocation gives.
void ObjectModel::read_frame_records(std::size_t section) {
  const auto bytes = object_.sections[section].bytes;
  const llvm::DataExtractor data(llvm::StringRef(bytes), object_.file->isLittleEndian(), 0);
  constexpr std::uint64_t head = 8;
  std::map<std::uint64_t, std::string> common_parts;
  const auto common_part = [&](std::uint64_t begin) -> const std::string& {
    auto& known = common_parts[begin];
    auto cursor = begin;
    const auto end = begin + 4 + data.getU32(&cursor);
    if (!known.empty() || end > bytes.size()) return known;
    Fingerprint fingerprint;
    add_record(fingerprint, section, {begin, end, 0, 0});
    return known = fingerprint.hex();
  };
  for (std::uint64_t at = 0; at + head <= bytes.size();) {
    auto cursor = at;
    const std::uint64_t length = data.getU32(&cursor);
    const std::uint64_t back = data.getU32(&cursor);
    const auto end = at + 4 + length;
    if (length < 4 || end > bytes.size()) return;
    const FrameRecord function{at, end, 4, head + object_.file->getBytesInAddress()};
    const auto begin = at;
    at = end;
    if (back == 0 || back > begin + 4) continue;
    const auto places = patches({section, begin + head, begin + head + 1, {}, false});
    if (places.empty() || !places.front().to.atom) continue;
    Fingerprint fingerprint;
    fingerprint.field("common", common_part(begin + 4 - back));
    add_record(fingerprint, section, function);
    frames_[*places.front().to.atom] = fingerprint.hex();
  }
}

}  // namespace buildstd::verify
