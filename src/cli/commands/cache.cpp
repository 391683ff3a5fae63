// SPDX-License-Identifier: MIT
#include "buildstd/ops/cache.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command.hpp"

namespace buildstd::cli {

namespace {

struct CacheOptions {
  bool as_json = false;
  std::uint64_t max_size = cache::Limits().size;
  double max_age = static_cast<double>(cache::Limits().age_ns) / 1e9;  ///< seconds
};

std::string size(std::uint64_t bytes) {
  constexpr double mebibyte = 1024.0 * 1024.0;
  return fmt::format("{:.1f}MiB", static_cast<double>(bytes) / mebibyte);
}

Result<int> run_dir(Context& context) {
  BUILDSTD_TRY(const auto location, ops::find_cache(context.process_context));
  Console::data(location.directory.string() + "\n");
  return 0;
}

Result<int> run_stats(Context& context, const CacheOptions& options) {
  BUILDSTD_TRY(const auto location, ops::find_cache(context.process_context));
  BUILDSTD_TRY(const auto cache, ops::open_cache(context.process_context));
  const auto statistics = cache.statistics();
  if (options.as_json) {
    const nlohmann::json json = {{"directory", location.directory.string()},
                                 {"units", statistics.units},
                                 {"bytes", statistics.bytes},
                                 {"max_bytes", cache::Limits().size}};
    Console::data(json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
    return 0;
  }
  Console::data(fmt::format("directory: {}\nunits: {}\nsize: {} of {}\n", location.directory.string(), statistics.units,
                            size(statistics.bytes), size(cache::Limits().size)));
  return 0;
}

Result<int> run_gc(Context& context, const CacheOptions& options) {
  BUILDSTD_TRY(auto cache, ops::open_cache(context.process_context));
  const cache::Limits limits{options.max_size, static_cast<std::int64_t>(options.max_age * 1e9)};
  const auto removed = cache.collect(limits, context.process_context.now_ns);
  context.console.status("Removed", fmt::format("{} units, {} total", removed.units, size(removed.bytes)));
  return 0;
}

void add_limits(CLI::App& command, CacheOptions& options) {
  command.add_option("--max-size", options.max_size, "Keep at most SIZE, as in 500MB or 2GiB (default: 5GiB)")
      ->transform(CLI::AsSizeValue(true))
      ->type_name("SIZE")
      ->default_str("");
  const std::map<std::string, double> units = {{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}, {"w", 604800}};
  command
      .add_option("--max-age", options.max_age, "Keep what was used within AGE, as in 12h, 30d or 2w (default: 30d)")
      ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_REQUIRED))
      ->type_name("AGE")
      ->default_str("");
}

}  // namespace

void register_cache(const Registration& registration) {
  auto* command = registration.app.add_subcommand("cache", "The units that all workspaces share: dir, stats, gc");
  command->require_subcommand(1);
  const auto options = std::make_shared<CacheOptions>();
  const auto needs_nothing = [&run = registration.run, &needs = registration.needs](Run what) {
    return [&run, &needs, what = std::move(what)] {
      needs = Needs::nothing;
      run = what;
    };
  };
  command->add_subcommand("dir", "Print where it is")->callback(needs_nothing(run_dir));
  auto* stats = command->add_subcommand("stats", "Print how much is in it");
  stats
      ->add_option_function<std::string>(
          "--format", [options](const std::string& word) { options->as_json = word == "json"; }, "human or json")
      ->check(CLI::IsMember({"human", "json"}))
      ->type_name("FORMAT");
  stats->callback(needs_nothing([options](Context& context) { return run_stats(context, *options); }));
  auto* gc = command->add_subcommand("gc", "Remove what is old or too much; builds do it by themselves once a day");
  add_limits(*gc, *options);
  gc->callback(needs_nothing([options](Context& context) { return run_gc(context, *options); }));
}

}  // namespace buildstd::cli
