// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "buildstd/base/text.hpp"
#include "buildstd/ops/timing_report.hpp"

// A page of elements placed by percentages: no script, nothing loaded, and it fits any width.
namespace buildstd::ops {

namespace {

using invoker::UnitTiming;
using planner::Unit;
using planner::UnitKind;

constexpr std::string_view head = R"html(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>buildstd timings</title>
<style>
:root {
  --text: #1c2128; --faint: #5d6673; --page: #ffffff; --panel: #f6f7f9; --line: #d9dde3; --grid: #e6e9ee;
  --frontend: #3f7fbf; --codegen: #9a7fd1; --script: #d08a2e; --critical: #c8321f; --cpu: #2f8f6b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e8ee; --faint: #99a3b1; --page: #14171c; --panel: #1c2128; --line: #343b46; --grid: #2a303a;
    --frontend: #5b9fe0; --codegen: #a98fe4; --script: #dd9c47; --critical: #ff7a66; --cpu: #4fb98f;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 90rem; color: var(--text); background: var(--page);
  font: 14px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 2rem 0 .6rem; }
p { margin: .2rem 0; color: var(--faint); }
.facts { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.2rem 0 0; padding: 0; }
.fact { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .5rem .9rem; min-width: 9rem; }
.fact dt { color: var(--faint); font-size: .85rem; }
.fact dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
.fact small { color: var(--faint); font-size: .8rem; }
.legend { display: flex; flex-wrap: wrap; gap: 1.2rem; margin: 0 0 .6rem; color: var(--faint); }
.legend i { display: inline-block; width: 1em; height: .8em; border-radius: 2px; margin-right: .4em; vertical-align: -.05em; }
.chart { border: 1px solid var(--line); border-radius: 6px; background: var(--panel); padding: .5rem .8rem; }
.row { display: grid; grid-template-columns: 15.5rem 1fr; align-items: center; min-height: 1.5rem; }
.name { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; padding-right: .6rem; }
.name small { color: var(--faint); }
.critical .name { font-weight: 600; }
.critical .name::after { content: " \25cf"; color: var(--critical); font-size: .7em; }
.track { position: relative; height: 1.5rem; }
.track b { position: absolute; top: 0; bottom: 0; width: 1px; background: var(--grid); }
.bar { position: absolute; top: .25rem; height: 1rem; min-width: 1px; }
.critical .bar { border-bottom: 3px solid var(--critical); }
.frontend { background: var(--frontend); } .codegen { background: var(--codegen); } .script { background: var(--script); }
.bar.suspended { top: .65rem; height: .2rem; border: 0; background: var(--codegen); opacity: .45; }
.time { position: absolute; top: .1rem; white-space: nowrap; color: var(--faint); font-size: .8rem; padding: 0 .4em;
  font-variant-numeric: tabular-nums; }
.time.inside { color: var(--text); }
.axis .track { height: 1.3rem; } .axis span { position: absolute; transform: translateX(-50%); color: var(--faint);
  font-size: .8rem; } .axis span:first-of-type { transform: none; }
.plot { height: 5rem; } .plot svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.plot-row { margin-top: .4rem; } .plot-row .name { align-self: start; white-space: normal; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .3rem .7rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--faint); font-weight: 600; }
th:first-child, td:first-child, th:last-child, td:last-child { text-align: left; }
td:last-child { white-space: normal; min-width: 12rem; color: var(--faint); }
tr.critical td:first-child { font-weight: 600; }
tr.critical td:first-child::after { content: " \25cf"; color: var(--critical); font-size: .7em; }
</style>
</head>
<body>
)html";

std::string escaped(std::string_view text) {
  auto out = text::replace_all(text::printable(text), "&", "&amp;");
  constexpr std::pair<const char*, const char*> entities[] = {
      {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}};
  for (const auto& [character, entity] : entities) out = text::replace_all(std::move(out), character, entity);
  return out;
}

std::string words_of(const Unit& unit) {
  constexpr const char* words[] = {"", " build script", " build script (run)"};
  return escaped(words[static_cast<std::size_t>(unit.kind)]);
}

class Page {
 public:
  explicit Page(const TimingReport& report) : report_(report), whole_(std::max(report.duration, 1e-6)) {
    for (std::size_t i = 0; i < report.units.size(); ++i) {
      if (report.timings[i]) ran_.push_back(i);
    }
    std::ranges::sort(ran_, {}, [&](std::size_t i) { return report.timings[i]->start; });
  }

  std::string write() {
    out_ = head;
    title();
    facts();
    timeline();
    table();
    out_ += "</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  template <class... Values>
  void add(fmt::format_string<Values...> pattern, Values&&... values) {
    fmt::format_to(std::back_inserter(out_), pattern, std::forward<Values>(values)...);
  }

  [[nodiscard]] double percent(double seconds) const { return std::clamp(100 * seconds / whole_, 0.0, 100.0); }
  [[nodiscard]] bool is_critical(std::size_t unit) const {
    return std::ranges::count(report_.bound.critical_path, unit) > 0;
  }

  void title() {
    add("<h1>Build timings: {}</h1>\n", escaped(text::join(report_.targets, ", ")));
    add("<p>{} on {}, started {}</p>\n", escaped(report_.rustc_version), escaped(report_.host), escaped(report_.start));
  }

  void fact(std::string_view name, std::string_view value, std::string_view note) {
    add("<div class=\"fact\"><dt>{}</dt><dd>{}</dd><small>{}</small></div>\n", name, value, note);
  }

  void facts() {
    const auto& bound = report_.bound;
    add("<dl class=\"facts\">\n");
    fact("Total", fmt::format("{:.1f} s", report_.duration),
         fmt::format("{} units run, {} were there", ran_.size(), report_.units.size() - ran_.size()));
    fact("Lower bound", fmt::format("{:.1f} s", bound.seconds),
         bound.seconds > 0 ? fmt::format("this run: {:.2f} times it", report_.duration / bound.seconds) : "");
    fact("Critical path", fmt::format("{:.1f} s", bound.critical_seconds),
         fmt::format("{} units, if nothing waits for a processor", bound.critical_path.size()));
    fact("Processor time", fmt::format("{:.1f} s", bound.work),
         fmt::format("{:.0f} % of {} processors, -j{}", 100 * bound.work / (whole_ * report_.processors),
                     report_.processors, report_.jobs));
    add("</dl>\n");
  }

  // Round times, about eight of them.
  [[nodiscard]] double step() const {
    const auto rough = whole_ / 8;
    const auto power = std::pow(10, std::floor(std::log10(rough)));
    for (const auto factor : {1.0, 2.0, 5.0}) {
      if (rough <= factor * power) return factor * power;
    }
    return 10 * power;
  }

  void grid() {
    for (double at = step(); at < whole_; at += step()) add("<b style=\"left:{:.3f}%\"></b>", percent(at));
  }

  void axis() {
    add("<div class=\"row axis\"><div class=\"name\"></div><div class=\"track\"><span style=\"left:0\">0 s</span>");
    for (double at = step(); at < whole_ * 0.985; at += step())
      add("<span style=\"left:{:.3f}%\">{:.6g} s</span>", percent(at), at);
    add("</div></div>\n");
  }

  void bar(std::string_view kind, double from, double to) {
    add("<span class=\"bar {}\" style=\"left:{:.3f}%;width:{:.3f}%\"></span>", kind, percent(from),
        percent(to) - percent(from));
  }

  void codegen_bars(double from, const UnitTiming& timing) {
    for (const auto& [halt, end] : timing.suspended) {
      bar("codegen", from, halt);
      bar("suspended", halt, end);
      from = end;
    }
    bar("codegen", from, timing.end);
  }

  // Behind the bar, or before it, or in it where neither has room.
  void time_label(const UnitTiming& timing) {
    constexpr double room = 8;
    const auto label = fmt::format("{:.2f} s", timing.at_work());
    if (percent(timing.end) < 100 - room) {
      add("<span class=\"time\" style=\"left:{:.3f}%\">{}</span>", percent(timing.end), label);
    } else if (percent(timing.start) > room) {
      add("<span class=\"time\" style=\"right:{:.3f}%\">{}</span>", 100 - percent(timing.start), label);
    } else {
      add("<span class=\"time inside\" style=\"right:0\">{}</span>", label);
    }
  }

  void unit_row(std::size_t index) {
    const auto& unit = report_.units[index];
    const auto& timing = *report_.timings[index];
    const auto name = escaped(unit.package_name);
    const auto details = fmt::format("{} v{}{}: {:.2f} s to {:.2f} s", name, escaped(unit.package_version),
                                     words_of(unit), timing.start, timing.end);
    add("<div class=\"row{}\" title=\"{}\"><div class=\"name\">{}<small>{}</small></div><div class=\"track\">",
        is_critical(index) ? " critical" : "", details, name, words_of(unit));
    grid();
    if (unit.kind != UnitKind::library) {
      bar("script", timing.start, timing.end);
    } else {
      bar("frontend", timing.start, timing.metadata.value_or(timing.end));
      if (timing.metadata) codegen_bars(*timing.metadata, timing);
    }
    time_label(timing);
    add("</div></div>\n");
  }

  void timeline() {
    add("<h2>Units over time</h2>\n<div class=\"legend\"><span><i class=\"frontend\"></i>frontend (to the "
        "metadata)</span><span><i class=\"codegen\"></i>codegen</span><span><i "
        "style=\"background:var(--codegen);opacity:.45;height:.2em;vertical-align:.2em\"></i>suspended</span><span><i "
        "class=\"script\"></i>build "
        "script</span><span><i style=\"background:var(--critical);height:3px;vertical-align:.2em\"></i>on the critical "
        "path</span></div>\n<div class=\"chart\">\n");
    axis();
    for (const auto unit : ran_) unit_row(unit);
    axis();
    running_plot();
    cpu_plot();
    add("</div>\n");
  }

  void plot(std::string_view name, std::string_view note, std::string_view shape) {
    add("<div class=\"row plot-row\"><div class=\"name\">{}<br><small>{}</small></div><div class=\"track plot\">", name,
        note);
    grid();
    add("<svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" role=\"img\" "
        "aria-label=\"{}\">{}</svg></div></div>\n",
        name, shape);
  }

  void running_plot() {
    const auto changes = changes_of_running(report_);
    int most = 1;
    int running = 0;
    for (const auto& [time, change] : changes) most = std::max(most, running += change);
    auto path = fmt::format("M0,100");
    running = 0;
    for (const auto& [time, change] : changes) {
      running += change;
      path += fmt::format("H{:.3f}V{:.2f}", percent(time), 100 - 95.0 * running / most);
    }
    plot("Units running", fmt::format("at most {}", most),
         fmt::format("<path d=\"{}V100Z\" fill=\"var(--frontend)\" fill-opacity=\".35\"/>", path));
  }

  void cpu_plot() {
    if (report_.cpu_usage.empty()) return;
    auto path = fmt::format("M0,100");
    double before = 0;
    double area = 0;
    for (const auto& [time, use] : report_.cpu_usage) {
      path += fmt::format("V{:.2f}H{:.3f}", 100 - 0.95 * use, percent(time));
      area += use * (time - before);
      before = time;
    }
    plot("Processors", fmt::format("{:.0f} % of the machine in use", before > 0 ? area / before : 0),
         fmt::format("<path d=\"{}V100Z\" fill=\"var(--cpu)\" fill-opacity=\".5\"/>", path));
  }

  void table() {
    add("<h2>Units by time</h2>\n<div class=\"scroll\"><table>\n<tr><th>Unit</th><th>At work</th><th>Frontend</th>"
        "<th>Codegen</th><th>Suspended</th><th>Processor</th><th>Start</th><th>Features</th></tr>\n");
    auto order = ran_;
    std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return report_.timings[i]->at_work(); });
    for (const auto index : order) table_row(index);
    add("</table></div>\n");
  }

  void table_row(std::size_t index) {
    const auto& unit = report_.units[index];
    const auto& timing = *report_.timings[index];
    const auto part = [](std::optional<double> seconds) {
      return seconds ? fmt::format("{:.2f} s", *seconds) : std::string();
    };
    std::optional<double> frontend;
    std::optional<double> codegen;
    if (timing.metadata) {
      frontend = *timing.metadata - timing.start;
      codegen = timing.end - *timing.metadata - timing.suspended_seconds();
    }
    std::optional<double> suspended;
    if (!timing.suspended.empty()) suspended = timing.suspended_seconds();
    add("<tr{}><td>{} v{}{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        is_critical(index) ? " class=\"critical\"" : "", escaped(unit.package_name), escaped(unit.package_version),
        words_of(unit), part(timing.at_work()), part(frontend), part(codegen), part(suspended), part(timing.processor),
        part(timing.start), escaped(text::join(unit.features, ", ")));
  }

  const TimingReport& report_;
  double whole_;
  std::vector<std::size_t> ran_;  // by start
  std::string out_;
};

}  // namespace

std::string timing_html(const TimingReport& report) { return Page(report).write(); }

}  // namespace buildstd::ops
