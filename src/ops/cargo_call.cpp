// SPDX-License-Identifier: MIT
#include "buildstd/ops/cargo_call.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "buildstd/base/fs.hpp"

namespace buildstd::ops {

namespace {

/// Goes through the words, with the values of options that have one.
class Reader {
 public:
  explicit Reader(std::vector<std::string> words) : words_(std::move(words)) {}

  CargoCall read() {
    for (; at_ < words_.size() && words_[at_] != "--"; ++at_) {
      if (!call_.command.empty()) {
        read_option();
      } else if (read_command()) {
        return std::move(call_);  // what follows is the script's
      }
    }
    // Cargo: ops::cargo_install.rs, the profile that `install` has by default.
    if (call_.command == "install" && !call_.profile && !is_debug_) call_.profile = "release";
    return std::move(call_);
  }

 private:
  // Before the command; true: it is a script.
  bool read_command() {
    constexpr std::string_view with_value[] = {"--config", "-Z", "-C", "--color"};
    const auto& word = words_[at_];
    if (std::ranges::find(with_value, word) != std::end(with_value)) {
      ++at_;
    } else if (!word.starts_with('-') && !word.starts_with('+')) {
      const std::filesystem::path path(word);
      // Cargo: bin/cargo/commands/run.rs, `is_manifest_command`.
      const bool is_script = std::distance(path.begin(), path.end()) > 1 || path.extension() == ".rs";
      if (is_script) {
        call_.script = path;
      } else {
        call_.command = word;
      }
      return is_script;
    }
    return false;
  }

  void read_option() {
    const auto& word = words_[at_];
    if (word == "-r" || word == "--release") call_.profile = "release";
    if (word == "--debug") is_debug_ = true;
    if (auto target = value_of("--target")) call_.targets.push_back(*std::move(target));
    if (auto profile = value_of("--profile")) call_.profile = std::move(profile);
    if (auto manifest = value_of("--manifest-path")) call_.manifest = *std::move(manifest);
  }

  std::optional<std::string> value_of(std::string_view option) {
    const auto& word = words_[at_];
    if (!word.starts_with(option)) return std::nullopt;
    if (word.size() > option.size()) {
      if (word[option.size()] != '=') return std::nullopt;
      return word.substr(option.size() + 1);
    }
    if (at_ + 1 == words_.size() || words_[at_ + 1].starts_with('-')) return std::nullopt;
    return words_[++at_];
  }

  std::vector<std::string> words_;
  std::size_t at_ = 1;
  CargoCall call_;
  bool is_debug_ = false;
};

}  // namespace

bool CargoCall::runs_tests() const {
  constexpr std::string_view commands[] = {"test", "t", "bench", "nextest"};
  return std::ranges::find(commands, command) != std::end(commands);
}

std::optional<CargoCall> read_cargo_call(const std::vector<std::string>& words) {
  auto program = words.begin();
  if (program != words.end() && *program == "env")
    program =
        std::find_if(program + 1, words.end(), [](const auto& word) { return word.find('=') == std::string::npos; });
  if (program == words.end() || std::filesystem::path(*program).stem() != "cargo") return std::nullopt;
  return Reader({program, words.end()}).read();
}

Result<void> follow(const CargoCall& call, Invocation& invocation, Diagnostics& diagnostics) {
  auto& [selection, process_context, config] = invocation;
  selection.for_tests = call.runs_tests();
  if (selection.targets.empty()) selection.targets = call.targets;
  if (!selection.profile) selection.profile = call.profile;
  if (!selection.manifest && call.manifest) selection.manifest = call.manifest;
  if (!call.script || selection.manifest) return {};
  const auto script = fs::absolute(*call.script, process_context.cwd);
  if (!fs::is_file(script)) return {};  // Cargo says what is wrong
  selection.manifest = script;
  BUILDSTD_TRY(config,
               config::load({process_context.cwd, process_context.environment, selection.config, script.parent_path()},
                            diagnostics));
  return {};
}

}  // namespace buildstd::ops
