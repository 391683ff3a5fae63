// SPDX-License-Identifier: MIT
#include "verify/prologues.hpp"

#include <algorithm>
#include <string_view>

namespace buildstd::verify {

namespace {

constexpr std::string_view frame_64 = "\x55\x48\x89\xe5";  // push rbp; mov rbp, rsp
constexpr std::string_view frame_32 = "\x55\x89\xe5";      // push ebp; mov ebp, esp

// Near calls, direct and through memory. Other bytes may look like one in a function that calls nothing; a share over
// hundreds of functions stands that.
bool calls(std::string_view code) {
  for (std::size_t i = 0; i + 5 < code.size(); ++i) {
    if (code[i] == '\xe8' || (code[i] == '\xff' && (code[i + 1] == '\x15' || code[i + 1] == '\xd0'))) return true;
  }
  return false;
}

}  // namespace

void count_prologues(const Object& object, PrologueCounts& counts) {
  const auto machine = object.file->getArch();
  if (machine != llvm::Triple::x86_64 && machine != llvm::Triple::x86) return;
  const auto frame = machine == llvm::Triple::x86_64 ? frame_64 : frame_32;
  // The start may save something first, or return early; this far in is near enough.
  constexpr std::size_t start = 32;
  for (const auto& symbol : object.symbols) {
    if (!symbol.function || !symbol.section || symbol.size == 0) continue;
    const auto& bytes = object.sections[*symbol.section].bytes;
    if (symbol.offset > bytes.size()) continue;
    const auto code = bytes.substr(symbol.offset, symbol.size);
    const bool framed = code.substr(0, start).find(frame) != std::string_view::npos;
    const bool calling = calls(code);
    (calling ? counts.calling : counts.leaves) += 1;
    if (framed) (calling ? counts.calling_with_frame : counts.leaves_with_frame) += 1;
  }
}

FramePointers frame_pointers_of(const PrologueCounts& counts) {
  constexpr std::size_t enough = 8;
  const auto most = [](std::size_t part, std::size_t whole) { return part * 2 > whole; };
  if (counts.calling < enough) return FramePointers::unknown;
  if (!most(counts.calling_with_frame, counts.calling)) return FramePointers::none;
  if (counts.leaves < enough) return FramePointers::unknown;
  return most(counts.leaves_with_frame, counts.leaves) ? FramePointers::always : FramePointers::non_leaf;
}

}  // namespace buildstd::verify
