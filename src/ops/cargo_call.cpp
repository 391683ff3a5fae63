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

  /// Where the command is among the words; 0: there is none.
  [[nodiscard]] std::size_t command_at() const { return command_at_; }

  CargoCall read() {
    for (; at_ < words_.size() && words_[at_] != "--"; ++at_) {
      if (read_common_option()) continue;
      if (!call_.command.empty()) {
        if (passes_the_rest_on()) break;
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
  // What may stand before the command and behind it.
  bool read_common_option() {
    const auto& word = words_[at_];
    if (word == "-q" || word == "--quiet") return call_.terminal.quiet = true;
    if (word == "--verbose" || (word.starts_with("-v") && word.find_first_not_of('v', 1) == std::string::npos)) {
      call_.terminal.verbose += word.starts_with("--") ? 1 : static_cast<unsigned>(word.size() - 1);
      return true;
    }
    if (auto config = value_of("--config")) {
      call_.config.push_back(*std::move(config));
      return true;
    }
    auto color = value_of("--color");
    if (!color) return false;
    call_.terminal.color = *std::move(color);
    return true;
  }

  // Before the command; true: it is a script.
  bool read_command() {
    const auto& word = words_[at_];
    if (word == "-Z") {
      ++at_;
    } else if (auto directory = value_of("-C")) {
      call_.directory = *std::move(directory);
    } else if (word.starts_with('+')) {
      call_.toolchain = word.substr(1);
    } else if (!word.starts_with('-')) {
      const std::filesystem::path path(word);
      // Cargo: bin/cargo/commands/run.rs, `is_manifest_command`.
      const bool is_script = std::distance(path.begin(), path.end()) > 1 || path.extension() == ".rs";
      if (is_script) {
        call_.script = path;
      } else {
        call_.command = word;
        command_at_ = at_;
      }
      return is_script;
    }
    return false;
  }

  // Behind the first argument of these, all is the program's or the compiler's (Cargo: bin/cargo/commands/run.rs,
  // rustc.rs, rustdoc.rs, `trailing_var_arg`).
  [[nodiscard]] bool passes_the_rest_on() const {
    constexpr std::string_view commands[] = {"run", "r", "rustc", "rustdoc"};
    return !words_[at_].starts_with('-') && std::ranges::find(commands, call_.command) != std::end(commands);
  }

  void read_option() {
    // Of others (Cargo: util/command_prelude.rs), the value is not to be taken for an argument.
    constexpr std::string_view with_value[] = {"-p",
                                               "--package",
                                               "--exclude",
                                               "--bin",
                                               "--example",
                                               "--test",
                                               "--bench",
                                               "-F",
                                               "--features",
                                               "-j",
                                               "--jobs",
                                               "--crate-type",
                                               "--print",
                                               "--artifact-dir",
                                               "--message-format",
                                               "--lockfile-path",
                                               "-Z"};
    constexpr std::string_view of_harnesses[] = {"--tests", "--test", "--benches", "--bench", "--all-targets"};
    const auto name = words_[at_].substr(0, words_[at_].find('='));
    if (std::ranges::find(of_harnesses, name) != std::end(of_harnesses)) call_.names_tests = true;
    if (std::ranges::find(with_value, words_[at_]) != std::end(with_value)) {
      if (at_ + 1 < words_.size() && !words_[at_ + 1].starts_with('-')) ++at_;
      return;
    }
    const auto& word = words_[at_];
    if (word == "-r" || word == "--release") call_.profile = "release";
    if (word == "--debug") is_debug_ = true;
    if (auto target = value_of("--target")) call_.targets.push_back(*std::move(target));
    if (auto profile = value_of("--profile")) call_.profile = std::move(profile);
    if (auto manifest = value_of("--manifest-path")) call_.manifest = *std::move(manifest);
    if (auto directory = value_of("--target-dir")) call_.target_dir = *std::move(directory);
    if (auto package = value_of("--path")) call_.package = *std::move(package);
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
  std::size_t command_at_ = 0;
  CargoCall call_;
  bool is_debug_ = false;
};

// From Cargo's own name on, also behind `env -u NAME NAME=VALUE`; nothing for another program.
std::vector<std::string> words_of_cargo(const std::vector<std::string>& words) {
  auto program = words.begin();
  if (program != words.end() && *program == "env") {
    for (++program; program != words.end(); ++program) {
      if (*program == "-u" && program + 1 != words.end()) {
        ++program;
      } else if (program->find('=') == std::string::npos) {
        break;
      }
    }
  }
  if (program == words.end() || std::filesystem::path(*program).stem() != "cargo") return {};
  return {program, words.end()};
}

}  // namespace

bool CargoCall::runs_tests() const {
  constexpr std::string_view commands[] = {"test", "t", "bench", "nextest"};
  return std::ranges::find(commands, command) != std::end(commands);
}

bool CargoCall::makes_code() const {
  constexpr std::string_view commands[] = {"build", "b", "run", "r", "rustc", "install"};
  return script || runs_tests() || std::ranges::find(commands, command) != std::end(commands);
}

bool CargoCall::compiles_nothing() const {
  constexpr std::string_view commands[] = {
      "",          "add",    "clean",  "config",         "fetch", "fmt",    "generate-lockfile",
      "help",      "info",   "init",   "locate-project", "login", "logout", "metadata",
      "new",       "owner",  "pkgid",  "remove",         "rm",    "search", "tree",
      "uninstall", "update", "vendor", "version",        "yank"};
  return !script && std::ranges::find(commands, command) != std::end(commands);
}

std::optional<CargoCall> read_cargo_call(const std::vector<std::string>& words) {
  const auto own = words_of_cargo(words);
  if (own.empty()) return std::nullopt;
  return Reader(own).read();
}

Result<CargoCall> expand_alias(const std::vector<std::string>& words, const config::Config& config) {
  constexpr int most_levels = 16;  // Cargo refuses an alias that leads to itself
  auto expanded = words_of_cargo(words);
  for (int level = 0; level < most_levels; ++level) {
    Reader reader(expanded);
    auto call = reader.read();
    if (reader.command_at() == 0) return call;
    BUILDSTD_TRY(const auto alias, config::alias(config, call.command));
    if (!alias || alias->empty() || alias->front() == call.command) return call;
    const auto at = expanded.begin() + static_cast<std::ptrdiff_t>(reader.command_at());
    expanded.insert(expanded.erase(at), alias->begin(), alias->end());
  }
  return Reader(expanded).read();
}

Result<bool> names_targets(const CargoCall& call, const config::Config& config) {
  if (!call.targets.empty()) return true;
  BUILDSTD_TRY(const auto configured, config::build_targets(config));
  return !configured.empty();
}

namespace {

// Where a call has a place of its own for its configuration.
std::optional<std::filesystem::path> configuration_root(const CargoCall& call, const std::filesystem::path& cwd,
                                                        const config::Config& config) {
  if (call.command == "install") return call.package ? fs::absolute(*call.package, cwd) : config::cargo_home(config);
  if (call.script) return fs::absolute(*call.script, cwd).parent_path();
  return std::nullopt;
}

}  // namespace

Result<config::Config> configuration_for(const CargoCall& call, const Invocation& invocation,
                                         std::vector<std::string> arguments) {
  CollectedDiagnostics cargo_says_them;
  const auto& process_context = invocation.process_context;
  const auto cwd = fs::absolute(call.directory.value_or("."), process_context.cwd);
  arguments.insert(arguments.end(), call.config.begin(), call.config.end());
  return config::load(
      {cwd, process_context.environment, std::move(arguments), configuration_root(call, cwd, invocation.config)},
      cargo_says_them);
}

Result<void> follow(const CargoCall& call, Invocation& invocation, Diagnostics& diagnostics) {
  auto& [selection, process_context, config] = invocation;
  selection.for_tests = call.runs_tests();
  if (selection.targets.empty()) selection.targets = call.targets;
  if (!selection.profile) selection.profile = call.profile;
  if (!selection.manifest && call.manifest) selection.manifest = call.manifest;
  if (!selection.target_dir) selection.target_dir = call.target_dir;
  if (call.script) {
    const auto script = fs::absolute(*call.script, process_context.cwd);
    if (selection.manifest || !fs::is_file(script)) return {};  // Cargo says what is wrong
    selection.manifest = script;
  }
  const auto root = configuration_root(call, process_context.cwd, config);
  if (!root) return {};
  BUILDSTD_TRY(config,
               config::load({process_context.cwd, process_context.environment, selection.config, *root}, diagnostics));
  return {};
}

}  // namespace buildstd::ops
