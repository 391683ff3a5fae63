// SPDX-License-Identifier: MIT
#include "toolchain/answers.hpp"

#include <fmt/format.h>

#include "buildstd/base/text.hpp"

namespace buildstd::toolchain {

TargetAnswer cut_target_answer(std::string_view answer) {
  TargetAnswer cut;
  bool in_specification = false;
  for (const auto line : text::lines(answer)) {
    in_specification = in_specification || line == "{";
    if (in_specification) {
      (cut.specification += line) += '\n';
    } else if (!line.empty()) {
      cut.cfgs.emplace_back(line);
    }
    in_specification = in_specification && line != "}";
  }
  return cut;
}

Result<CompilerVersion> parse_version(const std::string& answer, const std::filesystem::path& rustc) {
  CompilerVersion version;
  version.verbose = answer;
  for (const auto line : text::lines(answer)) {
    const auto value = [&](std::string_view key) {
      return line.starts_with(key) ? std::string(text::trim(line.substr(key.size()))) : std::string();
    };
    if (auto release = value("release:"); !release.empty()) version.release = std::move(release);
    if (auto hash = value("commit-hash:"); !hash.empty()) version.commit_hash = std::move(hash);
    if (auto host = value("host:"); !host.empty()) version.host = std::move(host);
  }
  if (!version.release.empty() && !version.host.empty()) return version;
  return fail(Error(fmt::format("`{} -vV` did not print a compiler's version", rustc.string()))
                  .caused_by(fmt::format("it printed: {}", answer.substr(0, 400)))
                  .help("name a real rustc with RUSTC or `build.rustc`"));
}

std::set<std::string> parse_unstable_options(const std::string& answer) {
  std::set<std::string> options;
  for (const auto line : text::lines(answer)) {
    const auto words = text::words(line.substr(0, 120));
    if (words.size() < 2 || words[0] != "-Z") continue;
    options.insert(text::replace_all(words[1].substr(0, words[1].find('=')), "_", "-"));
  }
  return options;
}

}  // namespace buildstd::toolchain
