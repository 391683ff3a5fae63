// SPDX-License-Identifier: MIT
#include "toolchain/native.hpp"

#include <algorithm>

#include "buildstd/base/text.hpp"

namespace buildstd::toolchain {

std::vector<std::string> native_question() {
  return {"-", "--crate-name=native", "--test", "--emit=llvm-ir=-", "-Ctarget-cpu=native", "--cap-lints=allow"};
}

std::vector<std::string> simpler_native_question() {
  return {"-Ctarget-cpu=native", "--print=target-cpus", "--print=cfg"};
}

std::optional<std::string> native_in_code(std::string_view answer) {
  const auto value = [](std::string_view line, std::string_view attribute) -> std::string_view {
    const auto at = line.find(attribute);
    if (at == std::string_view::npos) return {};
    const auto rest = line.substr(at + attribute.size());
    return rest.substr(0, rest.find('"'));
  };
  for (const auto line : text::lines(answer)) {
    if (!line.starts_with("attributes ")) continue;
    const auto cpu = value(line, R"("target-cpu"=")");
    if (cpu.empty() || cpu == "native") continue;
    auto features = text::split(value(line, R"("target-features"=")"), ',');
    std::ranges::sort(features);  // the order says nothing: LLVM has them in a map
    return std::string(cpu) + " " + text::join(features, ",");
  }
  return std::nullopt;
}

// `    native                  - Select the CPU of the current host (currently rocketlake).`
std::optional<std::string> native_in_prints(std::string_view answer) {
  constexpr std::string_view before_name = "(currently ";
  std::optional<std::string> cpu;
  std::vector<std::string> features;
  for (const auto line : text::lines(answer)) {
    if (line.starts_with("target_feature=")) features.emplace_back(line);
    const auto at = line.find(before_name);
    if (text::trim(line).starts_with("native ") && at != std::string_view::npos) {
      const auto rest = line.substr(at + before_name.size());
      cpu = rest.substr(0, rest.find(')'));
    }
  }
  if (!cpu) return std::nullopt;
  return *cpu + " " + text::join(features, ",");
}

bool names_native(const std::vector<std::string>& flags) {
  return std::ranges::any_of(flags, [](const auto& flag) { return flag.find("native") != std::string::npos; });
}

}  // namespace buildstd::toolchain
