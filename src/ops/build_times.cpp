// SPDX-License-Identifier: MIT
#include "ops/build_times.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::ops {

namespace {

// A check of metadata takes its own time, and so do several threads.
std::string kind_of_build(const Session& session) {
  return fmt::format("{} {}{} threads={}", session.compiler.toolchain.version.release,
                     session.compiler.toolchain.fingerprint, session.selection.metadata_only ? " check" : "",
                     session.selection.frontend_threads.value_or(1));
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

BuildTimes::BuildTimes(const Session& session, const planner::JointPlan& plan, fs::KeptFile kept)
    : session_(session),
      plan_(plan),
      kept_(std::move(kept)),
      toolchain_(kind_of_build(session)),
      times_(invoker::UnitTimes::load(kept_)),
      timings_(plan.units.size()) {}

void BuildTimes::attach(invoker::BuildOptions& options) {
  options.expected = times_.expected(toolchain_, plan_.units);
  options.timed = [this](std::size_t unit, const invoker::UnitTiming& timing) { timings_[unit] = timing; };
}

void BuildTimes::sample() {
  if (!session_.selection.timings) return;
  const auto now = process::processor_use();
  if (now && last_use_ && now->total > last_use_->total) {
    const auto busy = (now->busy - last_use_->busy) / (now->total - last_use_->total);
    const auto since = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    constexpr std::size_t most = 20000;
    if (cpu_usage_.size() < most) cpu_usage_.emplace_back(since, std::clamp(busy * 100, 0.0, 100.0));
  }
  if (now && (!last_use_ || now->total > last_use_->total)) last_use_ = now;
}

void BuildTimes::save() {
  // What a wrapper takes says nothing about the compiler: it may have the result already, or have it made elsewhere.
  if (session_.settings.rustc_wrapper) return;
  bool any = false;
  // Others may have written since.
  times_ = invoker::UnitTimes::load(kept_);
  for (std::size_t i = 0; i < timings_.size(); ++i) {
    if (!timings_[i]) continue;
    times_.add(toolchain_, plan_.units[i], timings_[i]->alone());
    any = true;
  }
  if (!any) return;
  times_.save(kept_);
}

Result<std::optional<std::filesystem::path>> BuildTimes::report() const {
  if (std::ranges::none_of(timings_, [](const auto& timing) { return timing.has_value(); })) return std::nullopt;
  const std::chrono::nanoseconds since_epoch(session_.process_context.now_ns);
  const std::chrono::sys_seconds now(std::chrono::floor<std::chrono::seconds>(since_epoch));
  TimingReport report;
  report.units = plan_.units;
  report.timings = timings_;
  for (const auto& choice : session_.targets.all) report.targets.push_back(choice.target.name);
  report.jobs = session_.settings.jobs;
  report.processors = session_.process_context.cpus;
  report.rustc_version = first_line(session_.compiler.toolchain.version.verbose);
  report.host = session_.compiler.toolchain.version.host;
  report.start = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", now);
  report.cpu_usage = cpu_usage_;
  analyse(report);

  const auto directory = session_.storage.state / "timings";
  BUILDSTD_CHECK(fs::create_directories(directory));
  const auto page = timing_html(report);
  const auto dated = directory / fmt::format("buildstd-timing-{:%Y%m%dT%H%M%SZ}.html", now);
  for (const auto& file : {dated, directory / "buildstd-timing.html"}) BUILDSTD_CHECK(fs::write_atomically(file, page));
  BUILDSTD_CHECK(fs::write_atomically(directory / "buildstd-timing.json", timing_json(report)));
  return dated;
}

}  // namespace buildstd::ops
