// SPDX-License-Identifier: MIT
// Generated configurations, read by buildstd and by the real cargo (`cargo config get --format json`): the
// values must be equal, and what is an error for one must be one for the other.
//
//   config_get [COUNT [FIRST_SEED]]        differences go to stdout
#include <filesystem>
#include <iostream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/config/render.hpp"
#include "buildstd/config/settings.hpp"
#include "case.hpp"
#include "harness.hpp"
#include "process.hpp"

namespace {

using namespace buildstd;
using namespace buildstd::differential;

/// What one reader made of a case: a value, or nothing for an error, and what it said.
struct Answer {
  std::optional<nlohmann::json> value;
  std::string message;
};

Answer ask_cargo(const std::string& cargo, const Case& generated, const std::filesystem::path& root) {
  std::vector<std::string> command = {cargo, "config", "get", "--format", "json", "-Zunstable-options"};
  for (const auto& option : generated.options) {
    command.emplace_back("--config");
    command.push_back(option);
  }
  if (!generated.key.empty()) command.push_back(generated.key);
  auto environment = generated.variables;
  environment.merge(rustup_variables());
  environment["RUSTC_BOOTSTRAP"] = "1";  // `config get` is unstable
  auto outcome = run(command, environment, root / generated.cwd);
  if (outcome.status != 0) return {std::nullopt, std::move(outcome.err)};
  return {nlohmann::json::parse(outcome.out), std::move(outcome.err)};
}

Answer ask_buildstd(const Case& generated, const std::filesystem::path& root) {
  CollectedDiagnostics diagnostics;
  const config::LoadRequest request{root / generated.cwd, Environment(generated.variables), generated.options};
  auto loaded = config::load(request, diagnostics);
  auto printed = loaded ? config::print(*loaded, generated.key, config::Format::json, config::ShowOrigin::no)
                        : Result<std::string>(std::unexpected(loaded.error()));
  if (!printed) return {std::nullopt, render(printed.error(), Color::never)};
  return {nlohmann::json::parse(*printed), {}};
}

/// `value` without the lists of which the strongest source alone counts. Cargo forgets to leave a key when it
/// has merged it (src/context/config_value.rs, `merge_helper` pushes and never pops), so that it recognises
/// these lists or not by the order of a hash map. buildstd always does: its results do not change by chance.
nlohmann::json without_whole_lists(nlohmann::json value) {
  for (const auto& [table, member] :
       {std::pair{"host", "runner"}, {"doc", "browser"}, {"registry", "credential-provider"}}) {
    if (value.contains(table) && value[table].is_object()) value[table].erase(member);
  }
  value.erase("credential-alias");
  for (const auto& [tables, member] : {std::pair{"target", "runner"}, {"registries", "credential-provider"}}) {
    if (!value.contains(tables) || !value[tables].is_object()) continue;
    for (auto& table : value[tables]) {
      if (table.is_object()) table.erase(member);
    }
  }
  return value;
}

/// Counts, and differences as they are found. Shared by the workers.
class Report {
 public:
  void add(const Case& generated, const Answer& cargo, const Answer& buildstd) {
    const std::lock_guard guard(mutex_);
    ++(cargo.value ? values_ : errors_);
    if (cargo.value == buildstd.value) return;
    if (cargo.value && buildstd.value && without_whole_lists(*cargo.value) == without_whole_lists(*buildstd.value)) {
      ++decided_;
      return;
    }
    ++differences_;
    if (differences_ > 20) return;
    const auto shown = [](const Answer& answer) { return answer.value ? answer.value->dump() : answer.message; };
    std::cout << "=== difference\n"
              << describe(generated) << "cargo:    " << shown(cargo) << "\nbuildstd: " << shown(buildstd) << "\n";
  }

  int finish() const {
    std::cout << values_ << " values and " << errors_ << " errors compared, " << decided_
              << " differ in lists that do not merge, " << differences_ << " differences\n";
    return differences_ == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
  }

 private:
  std::mutex mutex_;
  unsigned values_ = 0;
  unsigned errors_ = 0;
  unsigned decided_ = 0;
  unsigned differences_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const auto cargo = find_cargo();
  if (cargo.empty()) return skip("there is no cargo that runs (name one with CARGO)");
  Report report;
  for_each_seed(argc, argv, 2000, [&](std::uint64_t seed, const std::filesystem::path& root) {
    auto generated = generate_config(seed);
    place(generated, root);
    report.add(generated, ask_cargo(cargo, generated, root), ask_buildstd(generated, root));
  });
  return report.finish();
}
