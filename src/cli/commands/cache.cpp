// SPDX-License-Identifier: MIT
#include "buildstd/ops/cache.hpp"
#include "buildstd/ops/cache_exchange.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "buildstd/base/text.hpp"
#include "cli/build_view.hpp"
#include "cli/command.hpp"

namespace buildstd::cli {

namespace {

struct CacheOptions {
  bool as_json = false;
  std::uint64_t max_size = cache::Limits().size;
  bool all = false;
  std::string file;
  double max_age = static_cast<double>(cache::Limits().age_ns) / 1e9;  ///< seconds
};

nlohmann::json as_json(const cache::Use& use) {
  return {{"hits", use.hits}, {"misses", use.misses}, {"bytes", use.bytes}, {"reasons", use.reasons}};
}

void print_use(std::string_view where, const cache::Use& use) {
  if (use.hits + use.misses == 0) return;
  Console::data(
      fmt::format("{}: {} hits ({}), {} misses\n", where, use.hits, text::human_bytes(use.bytes), use.misses));
  for (const auto& [reason, times] : use.reasons)
    Console::data(fmt::format("  {} × {}\n", times, text::printable(reason)));
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
  const auto uses = cache.uses();
  if (options.as_json) {
    nlohmann::json json = {
        {"directory", location.directory.string()}, {"units", statistics.units},    {"bytes", statistics.bytes},
        {"max_bytes", cache::Limits().size},        {"local", as_json(uses.local)}, {"remote", as_json(uses.remote)}};
    json["remote"]["received_bytes"] = uses.received;
    json["remote"]["sent_bytes"] = uses.sent;
    json["remote"]["stored"] = uses.stored;
    Console::data(json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
    return 0;
  }
  Console::data(fmt::format("directory: {}\nunits: {}\nsize: {} of {}\n", location.directory.string(), statistics.units,
                            text::human_bytes(statistics.bytes), text::human_bytes(cache::Limits().size)));
  print_use("here", uses.local);
  print_use("remote", uses.remote);
  if (uses.received + uses.sent > 0)
    Console::data(fmt::format("network: {} received, {} sent for {} units\n", text::human_bytes(uses.received),
                              text::human_bytes(uses.sent), uses.stored));
  return 0;
}

Result<int> run_gc(Context& context, const CacheOptions& options) {
  BUILDSTD_TRY(auto cache, ops::open_cache(context.process_context));
  const cache::Limits limits{options.max_size, static_cast<std::int64_t>(options.max_age * 1e9)};
  const auto removed = cache.collect(limits, context.process_context.now_ns);
  context.console.status("Removed", fmt::format("{} units, {} total", removed.units, text::human_bytes(removed.bytes)));
  return 0;
}

std::string units(const ops::Moved& moved) {
  return fmt::format("{} units, {}", moved.units, text::human_bytes(moved.bytes));
}

Result<int> run_export(Context& context, const CacheOptions& options) {
  auto& console = context.console;
  if (options.all) {
    BUILDSTD_TRY(const auto moved, ops::export_all(context.process_context, options.file));
    console.status("Exported", units(moved));
    return 0;
  }
  BUILDSTD_CHECK(context.configure(context));
  ConsoleBuildView view(console, MessageFormat::human);
  const auto moved = ops::export_request(*context.invocation, options.file, view, console);
  console.clear_progress();
  if (!moved) return std::unexpected(moved.error());
  console.status("Exported", units(*moved));
  return 0;
}

Result<int> run_import(Context& context, const CacheOptions& options) {
  BUILDSTD_TRY(const auto moved, ops::import_cache(context.process_context, options.file));
  context.console.status("Imported", units(moved));
  return 0;
}

// As for an age, a number alone would be taken for something else than was meant: bytes. Nothing is nothing.
CLI::Validator size_with_unit() {
  const CLI::AsSizeValue size(true);
  return {[size](std::string& input) -> std::string {
            const bool has_unit = input.find_first_not_of("0123456789 ") != std::string::npos;
            if (!has_unit && input.find_first_not_of('0') != std::string::npos)
              return "`" + text::printable(input) + "` has no unit, as 500MB or 2GiB have";
            return size(input);
          },
          "SIZE"};
}

void add_limits(CLI::App& command, CacheOptions& options) {
  command.add_option("--max-size", options.max_size, "Keep at most SIZE, as in 500MB or 2GiB (default: 5GiB)")
      ->transform(size_with_unit())
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
  auto* command =
      registration.app.add_subcommand("cache", "The units that all workspaces share: dir, stats, export, import, gc");
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
  auto* exporting = command->add_subcommand(
      "export", "Build if needed, then write the units that a build with the same options needs to one file, .tar.zst");
  exporting->add_option("FILE", options->file, "The file to write")->required();
  exporting->add_flag("--all", options->all, "All units that are there");
  registration.options.add(*exporting, planning_options);
  exporting->callback(needs_nothing([options](Context& context) { return run_export(context, *options); }));
  auto* importing = command->add_subcommand("import", "Take the units of such a file in");
  importing->add_option("FILE", options->file, "The file to read")->required();
  importing->callback(needs_nothing([options](Context& context) { return run_import(context, *options); }));
  auto* gc = command->add_subcommand("gc", "Remove what is old or too much; builds do it by themselves once a day");
  add_limits(*gc, *options);
  gc->callback(needs_nothing([options](Context& context) { return run_gc(context, *options); }));
}

}  // namespace buildstd::cli
