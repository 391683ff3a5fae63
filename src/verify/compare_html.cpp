// SPDX-License-Identifier: MIT
#include "verify/compare_html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "buildstd/base/text.hpp"
#include "verify/html_style.hpp"
#include "verify/words.hpp"

namespace buildstd::verify {

namespace {

// Text from files: nothing of it is markup, nothing of it controls.
std::string escaped(std::string_view input) {
  std::string out;
  for (const char c : text::printable(input)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

// Crates are named by letters, digits and underscores; a file's name may hold anything.
std::string anchor(const std::string& crate) {
  std::string out = "crate-";
  for (const char c : crate) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    out += plain ? std::string(1, c) : fmt::format("-{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string tag(Verdict verdict) {
  return fmt::format(R"(<span class="tag {}">{}</span>)", word(verdict), spelling(verdict));
}

struct Meaning {
  Verdict verdict;
  std::string_view text;
};
constexpr std::array meanings = {
    Meaning{Verdict::identical, "The library and its metadata are the same bytes."},
    Meaning{Verdict::hashes,
            "The same but for hashes: wherever the files differ, both have the hash of the same crate, or the one in "
            "its files’ names."},
    Meaning{Verdict::code,
            "Every function, variable and constant is the same; metadata, debug information, bitcode, or the order of "
            "things are not."},
    Meaning{Verdict::different, "Some function, variable or constant is not the same, or bundled objects are not."},
    Meaning{Verdict::missing_here, "Only the reference has this crate."},
    Meaning{Verdict::only_here, "The reference has no such crate."},
    Meaning{Verdict::unreadable, "A file of the crate could not be read."},
};

class Page {
 public:
  Page(const SysrootReport& report, const HtmlOptions& options) : options_(options), crates_(report.crates) {
    target_ = report.target.empty() ? "a target" : "<code>" + escaped(report.target) + "</code>";
    unexplained_ = report.unexplained();
    std::ranges::stable_sort(crates_, std::ranges::greater(), &CrateReport::verdict);
    for (const auto& crate : crates_) ++counts_[crate.verdict];
  }

  std::string write() {
    head();
    out_ += "<main>\n";
    table();
    sections();
    words();
    out_ += "</main>\n";
    out_ += "<footer>Made by <code>buildstd-verify " BUILDSTD_VERSION "</code>.</footer>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  void head() {
    out_ += fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>Rust standard library compared: {} of {} crates identical</title>\n<style>{}</style>\n</head>\n<body>\n"
        "<a class=\"skip\" href=\"#crates\">Skip to the crates</a>\n<header>\n",
        counts_[Verdict::identical], crates_.size(), html_style);
    out_ += fmt::format("<h1>Rust’s standard library for {}, compared</h1>\n", target_);
    out_ += fmt::format("<p class=\"lead\">{} of {} crates are identical to the reference.{}</p>\n",
                        counts_[Verdict::identical], crates_.size(), conclusion());
    bar();
    sides();
    out_ += "</header>\n";
  }

  [[nodiscard]] std::string conclusion() const {
    if (unexplained_ > 0) return fmt::format(" In {}, something has no known reason.", counted(unexplained_, "crate"));
    return counts_.begin()->first == Verdict::identical && counts_.size() == 1
               ? std::string()
               : std::string(" Every difference has a known reason.");
  }

  // The shares of the verdicts: a picture, and the same in words.
  void bar() {
    out_ += "<div class=\"bar\" aria-hidden=\"true\">";
    for (const auto& [verdict, count] : counts_)
      if (count > 0) out_ += fmt::format("<span class=\"{}\" style=\"flex: {}\"></span>", word(verdict), count);
    out_ += "</div>\n<ul class=\"counts\">\n";
    for (const auto& [verdict, count] : counts_)
      if (count > 0)
        out_ += fmt::format("<li><a class=\"tag {0}\" href=\"#verdict-{0}\">{1} {2}</a></li>\n", word(verdict), count,
                            spelling(verdict));
    out_ += "</ul>\n";
  }

  void sides() {
    out_ += fmt::format(
        "<dl class=\"sides\">\n<dt>There, the reference</dt><dd><code>{}</code></dd>\n"
        "<dt>Here, what is checked</dt><dd><code>{}</code></dd>\n"
        "<dt>Required of every crate</dt><dd>{}: {}</dd>\n</dl>\n",
        escaped(options_.there), escaped(options_.here), escaped(options_.required), options_.met ? "met" : "not met");
  }

  void table() {
    out_ +=
        "<h2 id=\"crates\">Crates</h2>\n<p class=\"quiet\" id=\"columns\">Functions and constants: how many of those "
        "there are the same here; after a plus, those with the same bytes that refer to other constants.</p>\n"
        "<div class=\"scroll wide\" role=\"region\" aria-labelledby=\"crates\" tabindex=\"0\">\n"
        "<table aria-labelledby=\"crates\" aria-describedby=\"columns\">\n<thead><tr><th scope=\"col\">Crate</th>"
        "<th scope=\"col\">Verdict</th><th scope=\"col\">Functions</th><th scope=\"col\">Constants</th>"
        "<th scope=\"col\">Also differs</th></tr></thead>\n<tbody>\n";
    const Verdict* previous = nullptr;
    for (const auto& crate : crates_) {
      const bool first = previous == nullptr || *previous != crate.verdict;
      previous = &crate.verdict;
      row(crate, first);
    }
    out_ += "</tbody>\n</table>\n</div>\n";
  }

  void row(const CrateReport& crate, bool is_first) {
    const auto id = is_first ? fmt::format(" id=\"verdict-{}\"", word(crate.verdict)) : std::string();
    const auto name = escaped(crate.name);
    const auto linked = has_section(crate) ? fmt::format("<a href=\"#{}\">{}</a>", anchor(crate.name), name) : name;
    out_ += fmt::format("<tr{}><th scope=\"row\">{}</th><td>{}</td>", id, linked, tag(crate.verdict));
    if (crate.code)
      out_ += fmt::format("<td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td>",
                          numbers(crate.code->functions), numbers(constants_of(*crate.code)), other_differences(crate));
    else
      out_ += "<td></td><td></td><td></td>";
    out_ += "</tr>\n";
  }

  static std::string numbers(const Tally& tally) {
    const auto words = tally_text(tally);
    return words == "-" ? "none" : words;
  }

  static bool has_section(const CrateReport& crate) { return crate.verdict != Verdict::identical; }

  void sections() {
    if (std::ranges::none_of(crates_, has_section)) return;
    out_ += "<h2 id=\"differences\">Differences</h2>\n";
    for (const auto& crate : crates_) {
      if (has_section(crate)) section(crate);
    }
  }

  void section(const CrateReport& crate) {
    out_ += fmt::format(
        "<section class=\"crate\" id=\"{0}\" aria-labelledby=\"{0}-name\">\n<h3 id=\"{0}-name\">{1} {2}</h3>\n",
        anchor(crate.name), escaped(crate.name), tag(crate.verdict));
    if (!crate.problem.empty()) out_ += fmt::format("<p>{}</p>\n", escaped(crate.problem));
    if (!crate.reasons.empty()) out_ += "<ul>\n";
    for (const auto& reason : crate.reasons) {
      const auto count = differences_with(crate, reason);
      const auto follows =
          count == 0 ? std::string() : fmt::format(" <span class=\"quiet\">({})</span>", counted(count, "difference"));
      out_ += fmt::format("<li>{}{}</li>\n", escaped(sentence(reason, crate.name)), follows);
    }
    if (!crate.reasons.empty()) out_ += "</ul>\n";
    differences(crate);
    out_ += "</section>\n";
  }

  void differences(const CrateReport& crate) {
    const bool any = crate.code && !crate.code->differences.empty();
    if (const auto unexplained = crate.unexplained(); unexplained > 0)
      out_ += fmt::format("<p class=\"unknown\">No reason is known{}.</p>\n",
                          any ? " for " + counted(unexplained, "difference") : std::string());
    if (!any) return;
    auto all = crate.code->differences;
    std::ranges::stable_sort(all, {}, [](const auto& each) { return !each.reason.empty(); });
    out_ += fmt::format("<details><summary>{} in {}</summary>\n<ul class=\"differences\">\n",
                        counted(all.size(), "difference"), escaped(crate.name));
    for (const auto& each : all) difference(each);
    out_ += "</ul>\n</details>\n";
  }

  void difference(const Difference& each) {
    const std::string_view kind = each.kind == DifferenceKind::changed        ? "changed"
                                  : each.kind == DifferenceKind::missing_here ? "only there"
                                                                              : "only here";
    out_ += fmt::format("<li><span class=\"kind\">{}</span><span>{} <code>{}</code></span>", kind, each.what,
                        escaped(each.name));
    out_ += each.reason.empty() ? std::string("<span class=\"why unknown\">no known reason</span>")
                                : fmt::format("<span class=\"why\">{}</span>", escaped(cause(each)));
    if (!each.detail.empty()) out_ += fmt::format("<code class=\"detail\">{}</code>", escaped(each.detail));
    out_ += "</li>\n";
  }

  static std::string cause(const Difference& each) {
    if (each.reason == "c-objects") return "C objects";
    const auto kind = text::replace_all(each.reason, "-", " ");
    return each.about.empty() ? kind : kind + ": " + each.about;
  }

  void words() {
    out_ += "<h2 id=\"words\">What the verdicts mean</h2>\n<dl class=\"words\">\n";
    for (const auto& meaning : meanings) {
      if (counts_.contains(meaning.verdict) && counts_.at(meaning.verdict) > 0)
        out_ += fmt::format("<dt>{}</dt><dd>{}</dd>\n", tag(meaning.verdict), meaning.text);
    }
    out_ += "</dl>\n";
  }

  const HtmlOptions& options_;
  std::vector<CrateReport> crates_;
  std::map<Verdict, std::size_t> counts_;
  std::string target_;
  std::size_t unexplained_ = 0;
  std::string out_;
};

}  // namespace

std::string to_html(const SysrootReport& report, const HtmlOptions& options) { return Page(report, options).write(); }

}  // namespace buildstd::verify
