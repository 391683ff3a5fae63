// SPDX-License-Identifier: MIT
#include "verify/words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/text.hpp"

namespace buildstd::verify {

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::identical: return "identical";
    case Verdict::hashes: return "hashes";
    case Verdict::code: return "code";
    case Verdict::different: return "different";
    case Verdict::missing_here: return "missing-here";
    case Verdict::only_here: return "only-here";
    case Verdict::unreadable: return "unreadable";
  }
  return "different";
}

std::string_view word(DifferenceKind kind) {
  switch (kind) {
    case DifferenceKind::changed: return "changed";
    case DifferenceKind::missing_here: return "missing-here";
    case DifferenceKind::only_here: return "only-here";
  }
  return "changed";
}

std::string tally_text(const Tally& tally) {
  if (tally.there == 0 && tally.here == 0) return "-";
  if (tally.same == tally.there) return fmt::format("all {}", tally.there);
  if (tally.same_code <= tally.same) return fmt::format("{} of {}", tally.same, tally.there);
  return fmt::format("{}+{} of {}", tally.same, tally.same_code - tally.same, tally.there);
}

Tally constants_of(const CodeComparison& code) {
  return {code.data.there + code.constants.there, code.data.here + code.constants.here,
          code.data.same + code.constants.same, 0};
}

std::string other_differences(const CrateReport& crate) {
  std::vector<std::string> words;
  if (!crate.code) return {};
  if (!crate.metadata.same) words.emplace_back(crate.metadata.same_but_hashes ? "metadata (hashes)" : "metadata");
  if (!crate.code->debug_info_same) words.emplace_back("debug information");
  if (!crate.code->bitcode_same) words.emplace_back("bitcode");
  return text::join(words, ", ");
}

std::size_t differences_with(const CrateReport& crate, const Reason& reason) {
  if (!crate.code) return 0;
  return static_cast<std::size_t>(std::ranges::count_if(crate.code->differences, [&](const auto& difference) {
    return difference.reason == reason.kind && difference.about == reason.about;
  }));
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace buildstd::verify
