// SPDX-License-Identifier: MIT
// Compares two unit graphs in the format of `cargo build --unit-graph`: Cargo's own, and buildstd's. Prints what
// only one of them has; the exit status says whether they agree but for the intended differences below.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using nlohmann::json;

// Every intended difference stands here. A unit whose description starts so is left out where only Cargo has it.
struct IntendedDifference {
  std::string_view only_in_cargo;
  std::string_view reason;
};
constexpr IntendedDifference intended_differences[] = {
    {"user 0.1.0 ", "the user's own package: `--unit-graph` shows a whole build, buildstd plans std alone"},
};

// `path+file:///…/alloc#0.0.0`, `path+file:///…/x#name@1.0.0`, `registry+…#name@1.0.0`: name and version.
std::string package_of(const std::string& id) {
  const auto hash = id.rfind('#');
  auto fragment = id.substr(hash + 1);
  if (const auto at = fragment.find('@'); at != std::string::npos) return fragment.replace(at, 1, " ");
  const auto slash = id.rfind('/', hash);
  return id.substr(slash + 1, hash - slash - 1) + " " + fragment;
}

std::string words(const json& list) {
  auto values = list.get<std::vector<std::string>>();
  std::ranges::sort(values);
  return fmt::format("[{}]", fmt::join(values, " "));
}

// All that must agree, but for the dependencies.
std::string describe(const json& unit) {
  const auto& target = unit.at("target");
  const auto& platform = unit.at("platform");
  return fmt::format("{} {} {} {} edition={} platform={} mode={} features={}",
                     package_of(unit.at("pkg_id").get<std::string>()), words(target.at("kind")),
                     target.at("name").get<std::string>(), words(target.at("crate_types")),
                     target.at("edition").get<std::string>(),
                     platform.is_null() ? "host" : platform.get<std::string>(), unit.at("mode").get<std::string>(),
                     words(unit.at("features")));
}

// Each unit once, and each edge between two of them.
std::set<std::string> facts_of(const json& graph) {
  std::set<std::string> facts;
  const auto& units = graph.at("units");
  for (const auto& unit : units) {
    const auto name = describe(unit);
    facts.insert(name);
    for (const auto& dependency : unit.at("dependencies")) {
      facts.insert(fmt::format("{} => {}{} = {}", name, dependency.at("public").get<bool>() ? "pub " : "",
                               dependency.at("extern_crate_name").get<std::string>(),
                               describe(units.at(dependency.at("index").get<std::size_t>()))));
    }
  }
  return facts;
}

std::set<std::string> read_facts(const char* path) {
  std::ifstream file(path);
  return facts_of(json::parse(file));
}

bool is_intended(const std::string& fact) {
  return std::ranges::any_of(intended_differences,
                             [&](const auto& difference) { return fact.starts_with(difference.only_in_cargo); });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: unit_graph_diff CARGO.json OURS.json\n");
    return 1;
  }
  const auto cargo = read_facts(argv[1]);
  const auto ours = read_facts(argv[2]);
  std::vector<std::string> only_in_cargo;
  std::vector<std::string> only_in_ours;
  std::ranges::set_difference(cargo, ours, std::back_inserter(only_in_cargo));
  std::ranges::set_difference(ours, cargo, std::back_inserter(only_in_ours));
  std::erase_if(only_in_cargo, is_intended);
  for (const auto& fact : only_in_cargo) fmt::print("only Cargo has: {}\n", fact);
  for (const auto& fact : only_in_ours) fmt::print("only buildstd has: {}\n", fact);
  return only_in_cargo.empty() && only_in_ours.empty() ? 0 : 1;
}
