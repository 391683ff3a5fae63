// SPDX-License-Identifier: MIT
#include "buildstd/ops/targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "buildstd/base/text.hpp"
#include "cli/command.hpp"

namespace buildstd::cli {

namespace {

using ops::TargetEntry;

struct TargetsOptions {
  std::vector<std::string> words;
  std::optional<unsigned> tier;
  std::string supported;
  bool prebuilt = false;
  bool host_tools = false;
  std::string format = "table";
};

bool is_wanted(const TargetEntry& entry, const TargetsOptions& options, std::optional<StdCrates> supported) {
  const auto& summary = entry.summary;
  const auto has_word = [&](const std::string& word) { return summary.name.find(word) != std::string::npos; };
  if (!std::ranges::all_of(options.words, has_word)) return false;
  if (options.tier && summary.tier != options.tier) return false;
  if (options.prebuilt && !entry.has_prebuilt) return false;
  if (options.host_tools && summary.host_tools != true) return false;
  return !supported || (summary.support && *supported <= summary.support->supported);
}

std::string as_table(const std::vector<TargetEntry>& entries) {
  const auto yes = [](bool value) { return value ? "yes" : "-"; };
  auto table = fmt::format("{:<40} {:<5} {:<10} {:<8} {:<9} {:<11} {}\n", "TARGET", "TIER", "SUPPORTED", "DEFAULT",
                           "PREBUILT", "HOST TOOLS", "DESCRIPTION");
  for (const auto& [summary, is_host, has_prebuilt] : entries) {
    const auto& support = summary.support;
    table += fmt::format("{:<40} {:<5} {:<10} {:<8} {:<9} {:<11} {}\n",
                         text::printable(summary.name) + (is_host ? " (host)" : ""),
                         summary.tier ? std::to_string(*summary.tier) : "-",
                         support ? name_of(support->supported) : "-", support ? name_of(support->default_crates) : "-",
                         yes(has_prebuilt), yes(summary.host_tools == true), text::printable(summary.description));
  }
  return table;
}

std::string as_json(const std::vector<TargetEntry>& entries) {
  auto all = nlohmann::json::array();
  for (const auto& [summary, is_host, has_prebuilt] : entries) {
    nlohmann::json target = {
        {"name", summary.name}, {"description", summary.description}, {"host", is_host}, {"prebuilt", has_prebuilt}};
    target["tier"] = summary.tier ? nlohmann::json(*summary.tier) : nlohmann::json();
    target["host_tools"] = summary.host_tools ? nlohmann::json(*summary.host_tools) : nlohmann::json();
    target["standard_library_support"] = nlohmann::json::parse(toolchain::support_json(summary.support));
    all.push_back(std::move(target));
  }
  return nlohmann::json({{"version", 1}, {"targets", all}})
             .dump(2, ' ', false, nlohmann::json::error_handler_t::replace) +
         "\n";
}

std::string as_names(const std::vector<TargetEntry>& entries) {
  std::string names;
  for (const auto& entry : entries) names += text::printable(entry.summary.name) + "\n";
  return names;
}

struct TargetsFormat {
  const char* name;
  std::string (*render)(const std::vector<TargetEntry>&);
};
constexpr std::array targets_formats = {TargetsFormat{"table", as_table}, TargetsFormat{"json", as_json},
                                        TargetsFormat{"names", as_names}};

Result<int> run_targets(Context& context, const TargetsOptions& options) {
  BUILDSTD_TRY(auto entries, ops::targets(*context.invocation, context.console));
  const auto supported = parse_std_crates(options.supported);
  std::erase_if(entries, [&](const auto& entry) { return !is_wanted(entry, options, supported); });
  for (const auto& format : targets_formats) {
    if (options.format == format.name) Console::data(format.render(entries));
  }
  return 0;
}

}  // namespace

void register_targets(const Registration& registration) {
  auto* command = registration.app.add_subcommand(
      "targets", "List the compiler's targets: tier, supported and default crates, prebuilt present or not");
  const auto options = std::make_shared<TargetsOptions>();
  command->add_option("WORD", options->words, "Only targets whose name has this word (all of them, where several)");
  command->add_option("--tier", options->tier, "Only targets of this tier")->type_name("N");
  command->add_option("--supports", options->supported, "Only targets that support core, alloc or std")
      ->check(CLI::IsMember({"core", "alloc", "std"}))
      ->type_name("CRATES");
  command->add_flag("--prebuilt", options->prebuilt, "Only targets whose prebuilt std is installed");
  command->add_flag("--host-tools", options->host_tools, "Only targets that rustc itself runs on");
  command->add_option("--format", options->format, "table, json or names")
      ->check(CLI::IsMember({"table", "json", "names"}))
      ->type_name("FORMAT");
  registration.options.add(*command, {OptionGroup::location});
  command->callback([&run = registration.run, options] {
    run = [options](Context& context) { return run_targets(context, *options); };
  });
}

}  // namespace buildstd::cli
