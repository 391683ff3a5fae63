// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/text.hpp"
#include "verify/compare.hpp"
#include "verify/words.hpp"

namespace buildstd::verify {

namespace {

constexpr std::string_view green = "\x1b[32m";
constexpr std::string_view yellow = "\x1b[33m";
constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view reset = "\x1b[0m";

constexpr std::size_t shown_differences = 10;
constexpr std::size_t shown_reasons = 6;

std::string_view color_of(Verdict verdict) {
  if (verdict == Verdict::identical) return green;
  return verdict < Verdict::different ? yellow : red;
}

class Writer {
 public:
  explicit Writer(const HumanOptions& options) : options_(options) {}

  std::string write(const SysrootReport& report) {
    std::size_t widest = 5;
    for (const auto& crate : report.crates) widest = std::max(widest, crate.name.size());
    out_ += fmt::format("{:<{}}  {:<{}}  {:>17}  {:>13}  other\n", "crate", widest, "verdict", verdict_width,
                        "functions", "constants");
    for (const auto& crate : report.crates) row(crate, widest);
    for (const auto& crate : report.crates) details(crate);
    summary(report);
    return std::move(out_);
  }

 private:
  static constexpr std::size_t verdict_width = 30;

  std::string colored(std::string_view text, std::string_view color) const {
    return options_.color ? fmt::format("{}{}{}", color, text, reset) : std::string(text);
  }

  void row(const CrateReport& crate, std::size_t widest) {
    const auto padded = fmt::format("{:<{}}", spelling(crate.verdict), verdict_width);
    out_ += fmt::format("{:<{}}  {}", text::printable(crate.name), widest, colored(padded, color_of(crate.verdict)));
    if (crate.code) {
      out_ += fmt::format("  {:>17}  {:>13}  {}", tally_text(crate.code->functions),
                          tally_text(constants_of(*crate.code)), other_differences(crate));
    }
    while (out_.ends_with(' ')) out_.pop_back();
    out_ += '\n';
  }

  void details(const CrateReport& crate) {
    if (!crate.problem.empty())
      out_ += fmt::format("\n{}: {}\n", colored(text::printable(crate.name), bold), text::printable(crate.problem));
    const auto unexplained = crate.unexplained();
    if (crate.reasons.empty() && unexplained == 0) return;
    out_ += fmt::format("\n{}: {}\n", colored(text::printable(crate.name), bold), spelling(crate.verdict));
    const auto reasons = options_.all ? crate.reasons.size() : std::min(crate.reasons.size(), shown_reasons);
    for (std::size_t i = 0; i < reasons; ++i) reason(crate, crate.reasons[i]);
    rest(crate.reasons.size() - reasons);
    if (!crate.code || crate.code->differences.empty()) {
      if (unexplained > 0) out_ += "  no reason is known\n";
      return;
    }
    auto differences = crate.code->differences;
    std::ranges::stable_sort(differences, {}, [](const auto& each) { return !each.reason.empty(); });
    if (unexplained > 0) out_ += fmt::format("  no reason is known for {}\n", counted(unexplained, "difference"));
    const auto count = options_.all ? differences.size() : std::min(differences.size(), shown_differences);
    for (std::size_t i = 0; i < count; ++i) difference(differences[i]);
    rest(differences.size() - count);
  }

  void reason(const CrateReport& crate, const Reason& reason) {
    out_ += "  " + text::printable(sentence(reason, crate.name));
    if (const auto count = differences_with(crate, reason); count > 0)
      out_ += fmt::format(": {}", counted(count, "difference"));
    out_ += '\n';
  }

  void rest(std::size_t count) {
    if (count > 0) out_ += fmt::format("  … and {} more (`-v` shows all)\n", count);
  }

  void difference(const Difference& difference) {
    const auto name = text::printable(difference.name);
    switch (difference.kind) {
      case DifferenceKind::changed: out_ += fmt::format("  ~ {} {}\n", difference.what, name); break;
      case DifferenceKind::missing_here: out_ += fmt::format("  - {} {} (only there)\n", difference.what, name); break;
      case DifferenceKind::only_here: out_ += fmt::format("  + {} {} (only here)\n", difference.what, name); break;
    }
    if (!difference.detail.empty()) out_ += fmt::format("      {}\n", text::printable(difference.detail));
  }

  void summary(const SysrootReport& report) {
    std::map<Verdict, std::size_t> counts;
    for (const auto& crate : report.crates) ++counts[crate.verdict];
    std::vector<std::string> parts;
    for (const auto& [verdict, count] : counts) parts.push_back(fmt::format("{} {}", count, spelling(verdict)));
    // The metadata of another compiler version may not say the target.
    const auto target = report.target.empty() ? std::string() : " of " + text::printable(report.target);
    out_ += fmt::format("\n{} crates{}: {}", report.crates.size(), target,
                        colored(text::join(parts, ", "), color_of(report.worst())));
    if (const auto unexplained = report.unexplained(); unexplained > 0)
      out_ += fmt::format(" ({} not explained)", unexplained);
    out_ += '\n';
  }

  HumanOptions options_;
  std::string out_;
};

}  // namespace

std::string to_text(const SysrootReport& report, const HumanOptions& options) { return Writer(options).write(report); }

}  // namespace buildstd::verify
