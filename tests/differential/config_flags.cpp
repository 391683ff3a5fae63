// SPDX-License-Identifier: MIT
// Which compiler, which wrappers and which flags: generated combinations of every source, asked of buildstd
// and of `cargo build`, whose compiler notes how it is called. Target units and build scripts both count.
//
//   config_flags [COUNT [FIRST_SEED]]        differences go to stdout
// RECORDER names the stand-in for the compiler (tests/differential/recorder.cpp).
#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/cfg.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/config/settings.hpp"
#include "case.hpp"
#include "harness.hpp"
#include "process.hpp"
#include "random.hpp"

namespace {

using namespace buildstd;
using namespace buildstd::differential;
using Words = std::vector<std::string>;

/// The real compiler, and what it says of the host.
struct Compiler {
  std::string path;
  std::string host;
  CfgSet cfgs;
};

std::optional<Compiler> look_at(const std::string& rustc) {
  if (rustc.empty()) return std::nullopt;
  Compiler compiler{rustc, {}, {}};
  // Behind a proxy, the compiler itself: the stand-in runs it under another name.
  const auto sysroot = run({rustc, "--print", "sysroot"}, rustup_variables(), "/");
  const auto direct = std::string(text::trim(sysroot.out)) + "/bin/rustc";
  if (fs::is_executable(direct)) compiler.path = direct;
  const auto version = run({compiler.path, "-vV"}, {}, "/").out;
  for (const auto line : text::lines(version)) {
    if (line.starts_with("host: ")) compiler.host = line.substr(6);
  }
  const auto cfgs = run({compiler.path, "--print", "cfg"}, {}, "/").out;
  for (const auto line : text::lines(cfgs)) {
    if (auto cfg = parse_cfg(line)) compiler.cfgs.insert(*std::move(cfg));
  }
  return compiler;
}

constexpr std::array<std::string_view, 7> flag_texts = {"--cfg=f1",      "--cfg=f2",      "--cfg=f3", "--cfg=f4",
                                                        "-Cdebuginfo=0", "-Copt-level=1", "--cfg=f5"};

/// One combination: configuration files, variables, options, and whether a target is asked for.
class Generator {
 public:
  Generator(std::uint64_t seed, std::string host) : random_(seed), host_(std::move(host)) { case_.seed = seed; }

  Case generate() {
    case_.cwd = "one/two";
    for (const std::string_view folder : {"user/.cargo", "one/.cargo", "one/two/.cargo"}) {
      if (random_.chance(60)) case_.files[std::string(folder) + "/config.toml"] = file();
    }
    variables();
    for (auto count = random_.below(3); count > 0; --count) case_.options.push_back(option());
    return std::move(case_);
  }

 private:
  std::string flag() { return std::string(random_.pick(flag_texts)); }

  std::string plain_flags() {
    std::string text;
    for (auto count = random_.below(3); count > 0; --count) text += flag() + (random_.chance(30) ? "  " : " ");
    if (!text.empty() && random_.chance(70)) text.pop_back();
    return text;
  }

  std::string flags(bool array) {
    if (!array) return "'" + plain_flags() + "'";
    std::string text = "[";
    for (auto count = random_.below(3); count > 0; --count)
      text += random_.chance(15) ? "'--cfg=f6=\"a b\"'," : "'" + flag() + "',";
    return text + "]";
  }

  std::string program(std::string_view stem) {
    constexpr std::array<std::string_view, 5> folders = {"", "", "bin/", "./bin/", "../bin/"};
    return std::string(random_.pick(folders)) + std::string(stem) + (random_.chance(50) ? "1" : "2");
  }

  std::string file() {
    std::string text;
    const auto add = [&](unsigned percent, const std::string& line) {
      if (random_.chance(percent)) text += line + "\n";
    };
    // Strings do not merge with arrays: the kind is the case's own choice.
    add(40, "build.rustflags = " + flags(arrays_));
    add(25, "target." + host_ + ".rustflags = " + flags(arrays_));
    add(20, "target.'cfg(unix)'.rustflags = " + flags(arrays_));
    add(15, "target.'cfg(all(unix, not(windows)))'.rustflags = " + flags(arrays_));
    add(10, "target.'cfg(windows)'.rustflags = " + flags(arrays_));
    add(30, "build.rustc = '" + program("rustc") + "'");
    add(20, "build.rustc-wrapper = '" + (random_.chance(20) ? std::string() : program("wrapper")) + "'");
    add(15, "build.rustc-workspace-wrapper = '" + (random_.chance(20) ? std::string() : program("wrapws")) + "'");
    add(20, "build.target = '" + host_ + "'");
    return text;
  }

  void variables() {
    const auto add = [&](unsigned percent, const std::string& name, const std::string& value) {
      if (random_.chance(percent)) case_.variables[name] = value;
    };
    add(10, "CARGO_ENCODED_RUSTFLAGS", random_.chance(30) ? "" : flag() + "\x1f--cfg=f7=\"a b\"");
    add(15, "RUSTFLAGS", plain_flags());
    add(20, "CARGO_BUILD_RUSTFLAGS", plain_flags());
    const auto triple = text::upper(text::replace_all(host_, "-", "_"));
    add(20, "CARGO_TARGET_" + triple + "_RUSTFLAGS", plain_flags());
    add(15, "RUSTC", program("rustc"));
    add(15, "CARGO_BUILD_RUSTC", program("rustc"));
    add(15, "RUSTC_WRAPPER", random_.chance(40) ? "" : program("wrapper"));
    add(10, "CARGO_BUILD_RUSTC_WRAPPER", random_.chance(40) ? "" : program("wrapper"));
    add(15, "RUSTC_WORKSPACE_WRAPPER", random_.chance(40) ? "" : program("wrapws"));
  }

  std::string option() {
    switch (random_.below(4)) {
      case 0: return "build.rustflags=" + flags(arrays_);
      case 1: return "target." + host_ + ".rustflags=" + flags(arrays_);
      case 2: return "build.rustc='" + program("rustc") + "'";
      default: return "build.rustc-wrapper='" + program("wrapper") + "'";
    }
  }

  Random random_;
  std::string host_;
  bool arrays_ = random_.chance(70);
  Case case_;
};

/// A workspace with a library and a build script, and stand-ins wherever a program may be looked for.
void add_workspace(const std::filesystem::path& root, const std::string& recorder) {
  const auto write = [&](const std::string& path, std::string_view content) {
    std::filesystem::create_directories((root / path).parent_path());
    std::ofstream(root / path) << content;
  };
  const auto package = [](const std::string& name) {
    return "[package]\nname = \"" + name + "\"\nversion = \"1.0.0\"\nedition = \"2021\"\n";
  };
  write("one/two/Cargo.toml", "[workspace]\nmembers = [\"p\", \"q\"]\nresolver = \"2\"\n");
  write("one/two/p/Cargo.toml", package("p"));
  write("one/two/p/src/lib.rs", "");
  write("one/two/q/Cargo.toml", package("q"));
  write("one/two/q/src/lib.rs", "");
  write("one/two/q/build.rs", "fn main() {}");
  for (const std::string_view folder : {"path", "bin", "user/bin", "one/bin", "one/two/bin"}) {
    std::filesystem::create_directories(root / folder);
    for (const std::string_view name : {"rustc", "rustc1", "rustc2", "wrapper1", "wrapper2", "wrapws1", "wrapws2"}) {
      std::filesystem::create_symlink(recorder, root / folder / name);
    }
  }
}

/// How one crate was compiled: the programs in the order they ran, and the generated ones of the flags.
struct Compilation {
  Words programs;
  Words flags;
  bool operator==(const Compilation&) const = default;
};

std::string shown(const std::optional<Compilation>& compilation) {
  if (!compilation) return "(none)";
  return text::join(compilation->programs, " ") + "  with  " + text::join(compilation->flags, " ");
}

bool is_generated_flag(const std::string& argument) {
  return argument.starts_with("--cfg=f") || std::ranges::find(flag_texts, argument) != flag_texts.end();
}

/// The first compilation of a crate in the recorder's file.
std::optional<Compilation> recorded(const std::string& record, std::string_view crate) {
  std::optional<Compilation> found;
  for (const auto line : text::lines(record)) {
    auto arguments = text::split(line, '\x1e');
    const auto name = std::ranges::find(arguments, "--crate-name");
    if (name == arguments.end() || std::next(name) == arguments.end() || *std::next(name) != crate) continue;
    if (!found) found.emplace();
    found->programs.push_back(arguments.front());
    found->flags.clear();
    std::ranges::copy_if(arguments, std::back_inserter(found->flags), is_generated_flag);
    // The innermost program ends the chain.
    if (std::filesystem::path(arguments.front()).filename().string().starts_with("rustc")) return found;
  }
  return found;
}

Result<std::vector<std::optional<Compilation>>> ask_buildstd(const Case& generated, const std::filesystem::path& root,
                                                             const Compiler& compiler) {
  CollectedDiagnostics diagnostics;
  BUILDSTD_TRY(const auto config,
               config::load({root / generated.cwd, Environment(generated.variables), generated.options}, diagnostics));
  BUILDSTD_TRY(const auto tools, config::tools(config));
  BUILDSTD_TRY(const auto targets, config::build_targets(config));
  BUILDSTD_TRY(const auto flags, config::compiler_flags(config, config::FlagTool::rustc, compiler.host, compiler.cfgs));
  const auto requested = targets.empty() ? config::TargetsRequested::no : config::TargetsRequested::yes;
  BUILDSTD_TRY(const auto host,
               config::host_flags(config, config::FlagTool::rustc, compiler.host, compiler.cfgs, requested));
  Words programs;
  if (tools.rustc_wrapper) programs.push_back(tools.rustc_wrapper->value);
  if (tools.rustc_workspace_wrapper) programs.push_back(tools.rustc_workspace_wrapper->value);
  programs.push_back(tools.rustc.value);
  return std::vector<std::optional<Compilation>>{Compilation{programs, flags.flags}, Compilation{programs, host.flags}};
}

std::string ask_cargo(const std::string& cargo, const Case& generated, const std::filesystem::path& root,
                      const Compiler& compiler) {
  Words command = {cargo, "build", "--offline", "--keep-going", "--workspace"};
  for (const auto& option : generated.options) {
    command.emplace_back("--config");
    command.push_back(option);
  }
  auto environment = generated.variables;
  environment["RECORD"] = (root / "record").string();
  environment["REAL_RUSTC"] = compiler.path;
  environment.merge(rustup_variables());
  (void)run(command, environment, root / generated.cwd);
  return fs::exists(root / "record") ? fs::read(root / "record").value_or("") : "";
}

}  // namespace

int main(int argc, char** argv) {
  const auto cargo = find_cargo();
  const auto compiler = look_at(find_rustc());
  const char* const recorder = std::getenv("RECORDER");
  if (cargo.empty() || !compiler) return skip("there is no cargo or no rustc that runs (name them with CARGO, RUSTC)");
  if (recorder == nullptr) return skip("RECORDER does not name the stand-in for the compiler");

  std::mutex mutex;
  unsigned compared = 0;
  unsigned with_flags = 0;
  unsigned differences = 0;
  for_each_seed(argc, argv, 240, [&](std::uint64_t seed, const std::filesystem::path& root) {
    auto generated = Generator(seed, compiler->host).generate();
    generated.variables["HOME"] = "{ROOT}/user";
    generated.variables["CARGO_HOME"] = "{ROOT}/user/.cargo";
    generated.variables["PATH"] = "{ROOT}/path";
    place(generated, root);
    add_workspace(root, recorder);
    const auto record = ask_cargo(cargo, generated, root, *compiler);
    const auto answer = ask_buildstd(generated, root, *compiler);
    const std::lock_guard guard(mutex);
    ++compared;
    for (std::size_t i = 0; i < 2; ++i) {
      const auto expected = recorded(record, i == 0 ? "p" : "build_script_build");
      const auto found = answer ? (*answer)[i] : std::nullopt;
      if (expected && !expected->flags.empty()) ++with_flags;
      if (expected == found) continue;
      ++differences;
      std::cout << "=== difference in " << (i == 0 ? "a target unit" : "a build script") << "\n"
                << describe(generated) << "cargo:    " << shown(expected) << "\nbuildstd: " << shown(found)
                << (answer ? "" : render(answer.error(), Color::never)) << "\n";
    }
  });
  std::cout << compared << " combinations, " << with_flags << " compilations with flags, " << differences
            << " differences\n";
  return differences == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
