// SPDX-License-Identifier: MIT
#include "buildstd/ops/timing_report.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace buildstd;
using namespace buildstd::ops;
using Catch::Matchers::Contains;
using nlohmann::json;
using planner::Unit;
using planner::UnitKind;

namespace {

Unit unit(const std::string& name, UnitKind kind, const std::vector<std::size_t>& dependencies) {
  Unit made;
  made.package_name = name;
  made.crate_name = name;
  made.package_version = "1.2.3";
  made.target = "t";
  made.kind = kind;
  for (const auto dependency : dependencies) made.dependencies.push_back({dependency, "x", false});
  return made;
}

TimingReport sample() {
  TimingReport report;
  report.units = {unit("core", UnitKind::library, {}), unit("script", UnitKind::build_script, {}),
                  unit("script", UnitKind::run_build_script, {1}), unit("std", UnitKind::library, {0, 2}),
                  unit("there", UnitKind::library, {})};
  report.units[3].features = {"backtrace"};
  report.timings = {invoker::UnitTiming{0, 4.0, 7, 3.5, 6.0}, invoker::UnitTiming{0, {}, 1, {}, 0.5},
                    invoker::UnitTiming{1, {}, 1.25, {}, {}}, invoker::UnitTiming{4, 6.0, 9, 1.5, 4.0}, std::nullopt};
  report.targets = {"t"};
  report.jobs = 2;
  report.processors = 2;
  report.rustc_version = "rustc 1.96.0";
  report.host = "h";
  report.start = "now";
  report.cpu_usage = {{1, 50}, {2, 100}};
  analyse(report);
  return report;
}

}  // namespace

TEST_CASE("a unit that was suspended did not run meanwhile", "[ops][timing_report]") {
  auto report = sample();
  report.timings[0]->suspended = {{5, 6.5}};
  analyse(report);
  const auto parsed = json::parse(timing_json(report));
  const auto& core = parsed["units"][0];
  CHECK(core["duration"] == 7.0);
  CHECK(core["alone"]["codegen"] == 1.5);
  CHECK(core["suspended"] == json{{{"start", 5.0}, {"end", 6.5}}});
  CHECK(parsed["units"][1]["suspended"].empty());
  int running = -1;
  for (const auto& record : parsed["concurrency"]) {
    if (record["t"] == 5.0) running = record["active"];
  }
  CHECK(running == 1);  // std alone
  CHECK_THAT(timing_html(report), Contains("<span class=\"bar suspended\""));
  CHECK_THAT(timing_html(report), Contains("<td>5.50 s</td><td>4.00 s</td><td>1.50 s</td><td>1.50 s</td>"));
}

TEST_CASE("the JSON of a timing report has Cargo's names, and what follows from the times", "[ops][timing_report]") {
  const auto report = json::parse(timing_json(sample()));
  CHECK(report["duration"] == 9.0);
  CHECK(report["total_dirty"] == 4);
  CHECK(report["total_fresh"] == 1);
  CHECK(report["jobs"] == 2);
  CHECK(report["requested_targets"] == json{"t"});
  CHECK(report["cpu_usage"] == json{{1.0, 50.0}, {2.0, 100.0}});
  REQUIRE(report["units"].size() == 4);
  const auto& core = report["units"][0];
  CHECK(core["name"] == "core");
  CHECK(core["mode"] == "build");
  CHECK(core["target"] == "");
  CHECK(core["start"] == 0.0);
  CHECK(core["duration"] == 7.0);
  CHECK(core["sections"] == json::parse(R"([["frontend",{"start":0,"end":4.0}],["codegen",{"start":4.0,"end":7.0}]])"));
  CHECK(core["unblocked_rmeta_units"] == json{3});
  CHECK(core["unblocked_units"] == json::array());
  CHECK(report["units"][1]["unblocked_units"] == json{2});
  CHECK(report["units"][2]["mode"] == "run-custom-build");
  CHECK(report["units"][2]["sections"].is_null());
  CHECK(report["units"][3]["features"] == json{"backtrace"});
  // 3.5 s of core's frontend, 1.5 s of std's, 2.5 s of its codegen, by processor time.
  CHECK(report["critical_path"] == json{0, 3});
  CHECK(report["critical_path_seconds"] == 7.5);
  CHECK(report["processor_seconds"] == 6.0 + 0.5 + 0.25 + 4.0);
  CHECK(report["lower_bound"].get<double>() >= 7.5);
  CHECK(report["lower_bound"].get<double>() <= 9.0);
  CHECK(report["concurrency"].back()["active"] == 0);
}

TEST_CASE("the page of a timing report has every unit that ran", "[ops][timing_report]") {
  const auto page = timing_html(sample());
  CHECK_THAT(page, Contains("<td>core v1.2.3</td>") && Contains("<td>std v1.2.3</td>"));
  CHECK_THAT(page,
             Contains("<td>script v1.2.3 build script</td>") && Contains("<td>script v1.2.3 build script (run)</td>"));
  CHECK_THAT(page, !Contains("there v1.2.3"));
  CHECK_THAT(page, Contains("prefers-color-scheme: dark") && Contains("9.0 s") && Contains("7.5 s"));
  // Nothing is loaded, nothing is run.
  CHECK_THAT(page, !Contains("<script") && !Contains("http:") && !Contains("https:") && !Contains("url("));
  CHECK(page.ends_with("</html>\n"));
}

TEST_CASE("what a manifest says stays text in the page", "[ops][timing_report]") {
  auto report = sample();
  report.units[0].package_name = "<b onload=\"x\">&'";
  report.units[0].features = {"</td><script>"};
  report.targets = {"</h1>\x1b[2J"};
  const auto page = timing_html(report);
  CHECK_THAT(page, !Contains("<b onload") && !Contains("<script") && !Contains("</h1></h1>") && !Contains("\x1b"));
  CHECK_THAT(page, Contains("&lt;b onload=&quot;x&quot;&gt;&amp;&#39;"));
  CHECK(json::parse(timing_json(report))["units"][0]["name"] == "<b onload=\"x\">&'");
}

TEST_CASE("a report of nothing is a page all the same", "[ops][timing_report]") {
  TimingReport report;
  analyse(report);
  CHECK(timing_html(report).ends_with("</html>\n"));
  CHECK(json::parse(timing_json(report))["units"].empty());
}
