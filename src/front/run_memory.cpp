// SPDX-License-Identifier: MIT
#include "front/run_memory.hpp"

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/base/trusted_directory.hpp"

namespace buildstd::front {

namespace {

constexpr char separator = '\x1f';  // Cargo's, in CARGO_ENCODED_RUSTFLAGS
constexpr std::string_view no_sysroot = "-";
constexpr const char* runs_name = "runs";

void remove_ended_runs(const fs::TrustedDirectory& runs) {
  for (const auto& name : runs.list().value_or(std::vector<std::string>())) {
    if (!process::is_running(name)) [[maybe_unused]]
      const auto removed = runs.remove(name);
  }
}

std::string file_name(const std::string& question) { return Fingerprint().field("question", question).short_hex(); }

}  // namespace

RunMemory::RunMemory(const process::OtherProcess& cargo, const fs::Path& build_directory)
    : state_(build_directory / "buildstd"), run_(cargo.id()) {}

Result<std::string> RunMemory::read(const std::string& name) const {
  BUILDSTD_TRY(const auto state, fs::TrustedDirectory::open_only(state_));
  BUILDSTD_TRY(const auto runs, state.directory(runs_name));
  BUILDSTD_TRY(const auto run, runs.directory(run_));
  return run.read(name);
}

Result<fs::TrustedDirectory> RunMemory::directory() const {
  BUILDSTD_CHECK(fs::create_directories(state_));
  BUILDSTD_TRY(const auto state, fs::TrustedDirectory::open_only(state_));
  BUILDSTD_TRY(const auto runs, state.make_directory(runs_name));
  if (!runs.file_state(run_)) remove_ended_runs(runs);
  return runs.make_directory(run_);
}

std::optional<Decision> RunMemory::recall(const std::string& question) const {
  const auto text = read(file_name(question));
  if (!text) return std::nullopt;
  auto words = text::split(*text, separator);
  if (words.size() < 4 || words[0] != question) return std::nullopt;
  Decision decision{std::nullopt, {words.begin() + 4, words.end()}, words[2], words[3]};
  if (words[1] != no_sysroot) decision.sysroot = words[1];
  if (decision.sysroot && !fs::is_directory(*decision.sysroot)) return std::nullopt;
  return decision;
}

void RunMemory::keep(const std::string& question, const Decision& decision) const {
  std::vector<std::string> words{question, decision.sysroot ? decision.sysroot->string() : std::string(no_sysroot),
                                 decision.preload, decision.builder_files.string()};
  words.insert(words.end(), decision.flags.begin(), decision.flags.end());
  if (const auto run = directory()) [[maybe_unused]]
    const auto written = run->write(file_name(question), text::join(words, std::string(1, separator)));
}

}  // namespace buildstd::front
