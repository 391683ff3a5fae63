// SPDX-License-Identifier: MIT
#include "buildstd/toolchain/probe.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/process/event_loop.hpp"
#include "toolchain/locate.hpp"
#include "toolchain/probe_cache.hpp"
#include "toolchain/specification.hpp"

namespace buildstd::toolchain {

namespace {

// The answer to a question of several prints cannot be cut by separators, only by what each looks like.
struct TargetAnswer {
  std::string specification;
  std::vector<std::string> cfgs;
};

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

// rustc_codegen_ssa, back/link.rs: `self_contained_components`. mingw's are for a host that is the target, and come
// with its linker.
bool brings_start_objects(const Specification& specification, const Target& target) {
  if (specification.crt_objects == "true") return true;
  return specification.crt_objects == "musl" && target.has_cfg("target_feature", "crt-static");
}

std::filesystem::path find_driver(const std::filesystem::path& sysroot) {
  const auto is_driver = [](const std::string& name) {
    return name.starts_with("librustc_driver-") || name.starts_with("rustc_driver-");
  };
  // Beside the other libraries, or in Debian's folder for the architecture.
  const auto libraries = sysroot / "lib";
  std::vector<std::filesystem::path> folders{libraries, sysroot / "bin"};
  for (const auto& name : fs::list(libraries).value_or(std::vector<std::string>())) {
    if (name.find("-linux-") != std::string::npos) folders.push_back(libraries / name);
  }
  for (const auto& folder : folders) {
    const auto names = fs::list(folder).value_or(std::vector<std::string>());
    if (const auto found = std::ranges::find_if(names, is_driver); found != names.end()) return folder / *found;
  }
  return {};
}

std::string compiler_states(const std::filesystem::path& rustc, const std::filesystem::path& driver) {
  return Fingerprint()
      .field("rustc", fs::to_text(fs::file_state(rustc)))
      .field("driver", driver.empty() ? "" : fs::to_text(fs::file_state(driver)))
      .hex();
}

}  // namespace

struct Probe::State {
  Environment environment;
  std::filesystem::path cwd;
  fs::KeptFile kept;
  LocatedCompiler located;
  std::filesystem::path rustc;
  ProbeCache cache;
  unsigned processes = 0;

  Result<std::string> start(const std::filesystem::path& program, const std::vector<std::string>& arguments);
  Result<std::string> ask(const std::vector<std::string>& arguments);
  Result<void> identify();
  Result<std::string> content();
  Result<std::optional<Support>> printed_support(const std::string& target);
};

// RUSTC_BOOTSTRAP: unstable cfgs and prints are facts too, and build scripts of std see them (SPEC P9).
Result<std::string> Probe::State::start(const std::filesystem::path& program,
                                        const std::vector<std::string>& arguments) {
  Command command{program, arguments, {{"RUSTC_BOOTSTRAP", "1"}, {"RUSTC_LOG", std::nullopt}}, cwd};
  ++processes;
  BUILDSTD_TRY(auto output, process::run(command, environment));
  if (output.status.success()) return std::move(output.standard_output);
  auto error = Error(fmt::format("the compiler could not be asked about itself: `{}` failed ({})", command.shell_line(),
                                 output.status.describe()));
  const auto said = text::trim(output.standard_error);
  if (!said.empty()) error = std::move(error).caused_by(std::string(said.substr(0, 4000)));
  return fail(std::move(error).help("check that the compiler works by itself, or name another with RUSTC"));
}

Result<std::string> Probe::State::ask(const std::vector<std::string>& arguments) {
  const auto question = text::join(arguments, "\x1f");
  if (const auto* known = cache.find(question)) return *known;
  BUILDSTD_TRY(auto answer, start(rustc, arguments));
  cache.add(question, answer);
  return answer;
}

// Finds the compiler behind a proxy, and makes sure the cache speaks of this very compiler.
Result<void> Probe::State::identify() {
  if (const auto& known = cache.compiler();
      known && known->selection == located.selection && known->states == compiler_states(known->rustc, known->driver)) {
    rustc = known->rustc;
    return {};
  }
  rustc = located.program;
  std::optional<std::string> sysroot;
  if (located.is_rustup_proxy) {
    BUILDSTD_TRY(sysroot, start(located.program, {"--print=sysroot"}));
    rustc = std::filesystem::path(text::trim(*sysroot)) / "bin" / located.program.filename();
    if (!fs::is_executable(rustc))
      return fail(Error(fmt::format("rustup's toolchain has no compiler at `{}`", rustc.string()))
                      .help("reinstall it: `rustup toolchain install`"));
  } else {
    BUILDSTD_TRY(sysroot, start(rustc, {"--print=sysroot"}));
  }
  const auto driver = find_driver(std::filesystem::path(text::trim(*sysroot)));
  cache.set_compiler({located.selection, rustc, driver, compiler_states(rustc, driver)});
  return {};
}

// Of the compiler's bytes, not of its state: it is the same compiler in every container and on every machine that has
// the same package.
Result<std::string> Probe::State::content() {
  constexpr const char* question = "content of the compiler's files";
  if (const auto* known = cache.find(question)) return *known;
  Fingerprint content;
  const auto& compiler = *cache.compiler();
  for (const auto& file : {compiler.rustc, compiler.driver}) {
    if (file.empty()) continue;
    BUILDSTD_TRY(const auto bytes, fingerprint_of_file(file));
    content.field("file", bytes);
  }
  cache.add(question, content.hex());
  return content.hex();
}

// The compiler's own word (RFC 3874), from those that have one; only asked for where the specification is silent.
Result<std::optional<Support>> Probe::State::printed_support(const std::string& target) {
  constexpr std::string_view request = "target-standard-library-support";
  BUILDSTD_TRY(const auto help, ask({"--help"}));
  if (help.find(request) == std::string::npos) return std::nullopt;
  BUILDSTD_TRY(const auto answer,
               ask({"-Zunstable-options", fmt::format("--print={}:json", request), "--target", target}));
  return parse_support(answer);
}

Probe::Probe(std::unique_ptr<State> state) : state_(std::move(state)) {}
Probe::Probe(Probe&&) noexcept = default;
Probe& Probe::operator=(Probe&&) noexcept = default;
Probe::~Probe() = default;

Result<Probe> Probe::open(const ProbeRequest& request) {
  auto state = std::make_unique<State>();
  state->environment = request.environment;
  state->cwd = request.cwd;
  state->kept = request.kept;
  BUILDSTD_TRY(state->located, locate_compiler(request.rustc, request.environment, request.cwd));
  state->cache.load(state->kept);
  BUILDSTD_CHECK(state->identify());
  return Probe(std::move(state));
}

Result<Toolchain> Probe::toolchain() {
  Toolchain toolchain;
  toolchain.rustc = state_->rustc;
  BUILDSTD_TRY(const auto version, state_->ask({"-vV"}));
  BUILDSTD_TRY(toolchain.version, parse_version(version, state_->rustc));
  BUILDSTD_TRY(const auto prints, state_->ask({"--print=sysroot", "--print=target-list"}));
  const auto lines = text::lines(prints);
  if (lines.size() < 2)
    return fail(Error(fmt::format("`{}` did not print its sysroot and targets", state_->rustc.string()))
                    .help("name a real rustc with RUSTC or `build.rustc`"));
  toolchain.sysroot = lines.front();
  toolchain.targets.assign(lines.begin() + 1, lines.end());
  BUILDSTD_TRY(const auto options, state_->ask({"-Zhelp"}));
  toolchain.unstable_options = parse_unstable_options(options);
  BUILDSTD_TRY(const auto content, state_->content());
  toolchain.fingerprint = Fingerprint().field("version", version).field("content", content).hex();
  return toolchain;
}

Result<Target> Probe::target(const Toolchain& toolchain, const std::string& name,
                             const std::vector<std::string>& flags) {
  const bool is_specification = name.ends_with(".json");
  if (!is_specification && std::ranges::find(toolchain.targets, name) == toolchain.targets.end()) {
    auto error =
        Error(fmt::format("target `{}` is not known to rustc {}", text::printable(name), toolchain.version.release));
    for (const auto& near : text::nearest(name, toolchain.targets))
      error = std::move(error).help(fmt::format("a target with a similar name exists: `{}`", near));
    return fail(
        std::move(error).help("`buildstd doctor` shows the compiler; `rustc --print target-list` lists its targets"));
  }
  std::vector<std::string> question{"-Zunstable-options", "--print=target-spec-json", "--print=cfg", "--target", name};
  question.insert(question.end(), flags.begin(), flags.end());
  BUILDSTD_TRY(const auto answer, state_->ask(question));
  const auto cut = cut_target_answer(answer);

  Target target{is_specification ? std::filesystem::path(name).stem().string() : name, name, {}, {}, {}, {}, {}, {}};
  for (const auto& line : cut.cfgs) {
    BUILDSTD_TRY(auto cfg, parse_cfg(line));
    target.cfgs.insert(std::move(cfg));
  }
  auto specification = read_specification(cut.specification);
  target.has_std = specification.has_std;
  target.llvm_target = std::move(specification.llvm_target);
  target.needs_explicit_cpu = specification.needs_explicit_cpu;
  if (brings_start_objects(specification, target))
    target.self_contained_objects = std::move(specification.link_objects);
  target.support = specification.support;
  if (!target.support) {
    BUILDSTD_TRY(target.support, state_->printed_support(name));
  }
  if (target.cfgs.empty())
    return fail(Error(fmt::format("`{}` printed no cfgs for target `{}`", state_->rustc.string(), name))
                    .help("name a real rustc with RUSTC or `build.rustc`"));
  return target;
}

Result<std::vector<TargetSummary>> Probe::targets() {
  BUILDSTD_TRY(const auto answer, state_->ask({"-Zunstable-options", "--print=all-target-specs-json"}));
  return parse_summaries(answer);
}

Result<std::optional<Prebuilt>> Probe::prebuilt(const Toolchain& toolchain, const std::string& target,
                                                const std::filesystem::path& inspector) {
  const auto directory = toolchain.target_libraries(target);
  const auto crates = prebuilt_crates(toolchain, target);
  if (!crates.contains("core")) return std::nullopt;
  Fingerprint states;
  for (const auto& [name, stem] : crates) states.field(name, fs::to_text(fs::file_state(directory / (stem + ".rlib"))));
  const auto question = fmt::format("prebuilt\x1f{}\x1f{}", directory.string(), states.hex());
  if (const auto* known = state_->cache.find(question)) return parse_prebuilt(*known);
  ++state_->processes;
  BUILDSTD_TRY(const auto output,
               process::run({inspector, {"inspect", directory.string()}, {}, state_->cwd}, state_->environment));
  if (!output.status.success()) {
    return fail(Error(fmt::format("the prebuilt standard library of `{}` could not be read", target))
                    .caused_by(std::string(text::trim(output.standard_error).substr(0, 4000)))
                    .at({directory, 0, 0, 1, {}})
                    .help("`--recipe dist` builds without looking at it"));
  }
  BUILDSTD_TRY(auto prebuilt, parse_prebuilt(output.standard_output));
  state_->cache.add(question, output.standard_output);
  return prebuilt;
}

void Probe::save() {
  if (state_->cache.changed()) state_->cache.save(state_->kept);
}

std::vector<std::filesystem::path> Probe::looked_for() const {
  auto files = state_->located.looked_for;
  const auto& compiler = *state_->cache.compiler();
  files.push_back(compiler.rustc);
  if (!compiler.driver.empty()) files.push_back(compiler.driver);
  return files;
}

void Probe::add_compiler(InputStates& inputs, const Toolchain& toolchain) const {
  const auto& compiler = *state_->cache.compiler();
  for (const auto& file : {compiler.rustc, compiler.driver}) {
    if (!file.empty()) inputs.add_always(file, toolchain.sysroot);
  }
}

bool Probe::chosen_by_rustup() const { return state_->located.is_rustup_proxy; }

unsigned Probe::processes() const { return state_->processes; }

}  // namespace buildstd::toolchain
