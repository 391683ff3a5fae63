// SPDX-License-Identifier: MIT
#include "buildstd/toolchain/probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/elf.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/std_layout.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/process/event_loop.hpp"
#include "toolchain/answers.hpp"
#include "toolchain/compiler_libraries.hpp"
#include "toolchain/locate.hpp"
#include "toolchain/native.hpp"
#include "toolchain/probe_cache.hpp"
#include "toolchain/specification.hpp"

namespace buildstd::toolchain {

namespace {

// rustc_codegen_ssa, back/link.rs: `self_contained_components`. mingw's are for a host that is the target, and come
// with its linker.
bool brings_start_objects(const Specification& specification, const Target& target) {
  if (specification.crt_objects == "true") return true;
  return specification.crt_objects == "musl" && target.has_cfg("target_feature", "crt-static");
}

bool reads_files(const std::vector<std::string>& arguments) {
  return std::ranges::any_of(arguments, [](const auto& one) { return one.starts_with('@') || one.ends_with(".json"); });
}

// What rustc reads of its environment where it only prints: RUSTC_BOOTSTRAP, RUST_TARGET_PATH, SYSROOT, and versions of
// Apple's systems (rustc_codegen_ssa, back/apple.rs). Too many only ask once more.
std::string variables_of_prints(const Environment& environment) {
  Fingerprint variables;
  for (const auto& [name, value] : environment.all()) {
    if (name.starts_with("RUST") || name == "SYSROOT" || name.ends_with("_DEPLOYMENT_TARGET"))
      variables.field(name, value);
  }
  return variables.hex();
}

std::string content_of_loader(const std::filesystem::path& rustc) {
  const auto dependencies = read_elf_dependencies(rustc);
  if (!dependencies || dependencies->interpreter.empty()) return "none";
  return sha256_of_file(dependencies->interpreter).value_or("none");
}

std::string compiler_states(const std::vector<std::filesystem::path>& files) {
  Fingerprint states;
  for (const auto& file : files) states.field(file.string(), fs::to_text(fs::file_state(file)));
  return states.hex();
}

}  // namespace

struct Probe::State {
  Environment environment;
  std::filesystem::path cwd;
  fs::KeptFile kept;
  std::string processor;
  LocatedCompiler located;
  std::filesystem::path rustc;
  std::vector<std::filesystem::path> files;  ///< what the compiler is: rustc, its driver, the libraries it loads
  ProbeCache cache;
  unsigned processes = 0;

  Result<std::string> start(const std::filesystem::path& program, const std::vector<std::string>& arguments);
  Result<std::string> ask(const std::vector<std::string>& arguments, const std::string& circumstances = {});
  Result<std::string> ask_under_flags(const std::vector<std::string>& arguments, const std::vector<std::string>& flags);
  Result<void> identify();
  bool is_as_remembered();
  void find_files(const std::filesystem::path& sysroot, const std::filesystem::path& driver);
  Result<std::string> content();
  Result<std::optional<Support>> printed_support(const std::string& target);
};

// RUSTC_BOOTSTRAP: unstable cfgs and prints are facts too, and build scripts of std see them.
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

// `circumstances`: what else decides the answer.
Result<std::string> Probe::State::ask(const std::vector<std::string>& arguments, const std::string& circumstances) {
  auto question = text::join(arguments, "\x1f");
  if (!circumstances.empty()) question += "\x1f" + circumstances;
  if (const auto* known = cache.find(question)) return *known;
  BUILDSTD_TRY(auto answer, start(rustc, arguments));
  cache.add(question, answer);
  return answer;
}

// An answer that depends on the processor, or on the content of a file, is not one for all machines or times.
Result<std::string> Probe::State::ask_under_flags(const std::vector<std::string>& arguments,
                                                  const std::vector<std::string>& flags) {
  auto question = arguments;
  question.insert(question.end(), flags.begin(), flags.end());
  if (reads_files(flags)) return start(rustc, question);
  if (!names_native(flags)) return ask(question);
  return processor.empty() ? start(rustc, question) : ask(question, "processor " + processor);
}

void Probe::State::find_files(const std::filesystem::path& sysroot, const std::filesystem::path& driver) {
  files = compiler_libraries(driver, sysroot, environment);
  if (!driver.empty()) files.insert(files.begin(), driver);
  files.insert(files.begin(), rustc);
}

bool Probe::State::is_as_remembered() {
  const auto& known = cache.compiler();
  if (!known || known->selection != located.selection) return false;
  rustc = known->rustc;
  find_files(known->sysroot, known->driver);
  return known->states == compiler_states(files);
}

// Finds the compiler behind a proxy, and makes sure the cache speaks of this very compiler.
Result<void> Probe::State::identify() {
  if (is_as_remembered()) return {};
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
  const std::filesystem::path root(text::trim(*sysroot));
  auto driver = driver_library(root);
  // A link to the compiler from elsewhere takes that for its sysroot.
  if (driver.empty()) driver = driver_library(fs::canonical(rustc).parent_path().parent_path());
  find_files(root, driver);
  cache.set_compiler({located.selection, rustc, root, driver, compiler_states(files)});
  return {};
}

// Of the compiler's bytes, not of its state: it is the same compiler in every container and on every machine that has
// the same package.
Result<std::string> Probe::State::content() {
  constexpr const char* question = "SHA-256 of the compiler's files";
  if (const auto* known = cache.find(question)) return *known;
  Digest content;
  std::set<std::string> contents;  // wherever each file is
  for (const auto& file : files) {
    BUILDSTD_TRY(auto bytes, sha256_of_file(file));
    contents.insert(std::move(bytes));
  }
  for (const auto& bytes : contents) content.field("file", bytes);
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
  state->processor = request.processor;
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
  toolchain.loader = content_of_loader(toolchain.rustc);
  toolchain.fingerprint = Digest().field("version", version).field("content", content).hex();
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
  const std::vector<std::string> question{"-Zunstable-options", "--print=target-spec-json", "--print=cfg", "--target",
                                          name};
  BUILDSTD_TRY(const auto answer, state_->ask_under_flags(question, flags));
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
  if (!crates.contains(std::string(std_layout::core))) return std::nullopt;
  Fingerprint states;
  for (const auto& [name, stem] : crates) states.field(name, fs::to_text(fs::file_state(directory / (stem + ".rlib"))));
  // With a number, as a newer inspector tells more.
  const auto question = fmt::format("prebuilt 2\x1f{}\x1f{}", directory.string(), states.hex());
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

Result<void> Probe::check_flags(const std::string& target, const std::vector<std::string>& flags) {
  if (flags.empty()) return {};
  std::vector<std::string> arguments{"--print=cfg", "--target", target};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  const auto question = fmt::format("accepted\x1f{}\x1f{}", state_->environment.get("RUSTC_BOOTSTRAP").value_or(""),
                                    text::join(arguments, "\x1f"));
  if (!reads_files(flags) && state_->cache.find(question) != nullptr) return {};
  ++state_->processes;
  const Command command{state_->rustc, std::move(arguments), {{"RUSTC_LOG", std::nullopt}}, state_->cwd};
  BUILDSTD_TRY(const auto output, process::run(command, state_->environment));
  if (output.status.success()) {
    state_->cache.add(question, "");
    return {};
  }
  return fail(Error("the compiler does not accept the flags")
                  .caused_by(std::string(text::trim(output.standard_error).substr(0, 4000)))
                  .help("leave them out, or use a toolchain that has them; nightly has the unstable ones"));
}

Result<std::optional<Printed>> Probe::printed(const std::vector<std::string>& arguments) {
  auto& state = *state_;
  auto question =
      fmt::format("printed\x1f{}\x1f{}", variables_of_prints(state.environment), text::join(arguments, "\x1f"));
  if (names_native(arguments)) question += "\x1fprocessor " + state.processor;
  const bool can_be_kept = !reads_files(arguments) && !(names_native(arguments) && state.processor.empty());
  const auto* const errors = state.cache.find(question +
                                              "\x1f"
                                              "stderr");
  const auto* const output = state.cache.find(question);
  if (can_be_kept && output != nullptr && errors != nullptr) return Printed{*output, *errors};
  ++state.processes;
  BUILDSTD_TRY(auto said, process::run({state.rustc, arguments, {}, state.cwd}, state.environment));
  if (!said.status.success()) return std::nullopt;
  if (can_be_kept) {
    state.cache.add(question, said.standard_output);
    state.cache.add(question +
                        "\x1f"
                        "stderr",
                    said.standard_error);
  }
  return Printed{std::move(said.standard_output), std::move(said.standard_error)};
}

Result<std::string> Probe::native_meaning() {
  const auto& processor = state_->processor;
  const auto question = "native\x1f" + processor;
  if (const auto* known = state_->cache.find(question); known != nullptr && !processor.empty()) return *known;
  auto answer = state_->start(state_->rustc, native_question());
  auto meaning = answer ? native_in_code(*answer) : std::nullopt;
  if (!meaning) {
    BUILDSTD_TRY(const auto prints, state_->start(state_->rustc, simpler_native_question()));
    meaning = native_in_prints(prints);
  }
  if (!meaning) {
    return fail(Error(fmt::format("`{}` does not say which processor `native` is", state_->rustc.string()))
                    .help("name the processor: `rustc --print target-cpus` lists them"));
  }
  if (!processor.empty()) state_->cache.add(question, *meaning);
  return *meaning;
}

void Probe::save() {
  if (state_->cache.changed()) state_->cache.save(state_->kept);
}

std::vector<std::filesystem::path> Probe::looked_for() const {
  auto files = state_->located.looked_for;
  files.insert(files.end(), state_->files.begin(), state_->files.end());
  return files;
}

void Probe::add_compiler(InputStates& inputs, const Toolchain& toolchain) const {
  for (const auto& file : state_->files) inputs.add_always(file, toolchain.sysroot);
}

bool Probe::chosen_by_rustup() const { return state_->located.is_rustup_proxy; }

unsigned Probe::processes() const { return state_->processes; }

}  // namespace buildstd::toolchain
