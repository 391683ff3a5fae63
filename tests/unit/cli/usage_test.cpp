// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <cstdio>

#include "cli/app.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using Catch::Matchers::Contains;

namespace {

struct Outcome {
  int status = 0;
  std::string standard_output;
  std::string standard_error;
};

/// Sends a descriptor to a file while it lives.
class Redirection {
 public:
  Redirection(int descriptor, const std::filesystem::path& file)
      : descriptor_(descriptor), saved_(::dup(descriptor)), stream_(std::fopen(file.c_str(), "w")) {
    REQUIRE(stream_ != nullptr);
    std::fflush(nullptr);  // what the test program itself has written
    ::dup2(::fileno(stream_), descriptor_);
  }
  ~Redirection() {
    std::fflush(nullptr);
    ::dup2(saved_, descriptor_);
    ::close(saved_);
    std::fclose(stream_);
  }
  Redirection(const Redirection&) = delete;
  Redirection& operator=(const Redirection&) = delete;

 private:
  int descriptor_;
  int saved_;
  std::FILE* stream_;
};

/// Runs the program's whole command line in this process, in a directory of its own, with no compiler.
Outcome run(std::vector<std::string> arguments, const std::string& program = "buildstd") {
  const TempDir dir;
  ops::ProcessContext process_context;
  process_context.cwd = dir.path();
  process_context.environment = Environment({{"PATH", ""}, {"CARGO_HOME", dir.path("cargo").string()}});
  Outcome outcome;
  {
    const Redirection out(STDOUT_FILENO, dir.path("out"));
    const Redirection error(STDERR_FILENO, dir.path("err"));
    outcome.status = cli::run(program, std::move(arguments), process_context);
  }
  outcome.standard_output = value_of(fs::read(dir.path("out")));
  outcome.standard_error = value_of(fs::read(dir.path("err")));
  return outcome;
}

}  // namespace

TEST_CASE("help and version are data", "[cli]") {
  const auto version = run({"--version"});
  CHECK(version.status == 0);
  CHECK_THAT(version.standard_output, Catch::Matchers::StartsWith("buildstd 0."));
  CHECK(version.standard_error.empty());
  const auto help = run({"--help"});
  CHECK(help.status == 0);
  for (const auto* command : {"build", "plan", "exec", "env", "print", "doctor", "clean"})
    CHECK_THAT(help.standard_output, Contains(command));
  CHECK_THAT(run({"build", "--help"}).standard_output, Contains("--std-features"));
  CHECK(run({"help", "build"}).standard_output == run({"build", "--help"}).standard_output);
  CHECK(run({"help"}).standard_output == help.standard_output);
  CHECK_THAT(run({"print", "sysroot", "--help"}).standard_output, Contains("--target"));
}

TEST_CASE("usage errors have status 1, a reason and a cure, and print nothing on stdout", "[cli]") {
  struct Usage {
    std::vector<std::string> arguments;
    const char* reason;
    const char* cure;
  };
  const Usage all[] = {
      {{}, "subcommand is required", "`buildstd --help` lists the commands"},
      {{"biuld"}, "no such command: `biuld`", "a command with a similar name exists: `build`"},
      {{"zzzzzzzz"}, "no such command: `zzzzzzzz`", "`buildstd --help`"},
      {{"cache", "stat"}, "no such command: `stat`", "a command with a similar name exists: `stats`"},
      {{"print", "nonsense"}, "no such command: `nonsense`", "the commands of `print` are: "},
      {{"toolchain"}, "subcommand is required", "the commands of `toolchain` are: link"},
      {{"cache", "--nonsense"}, "unexpected argument `--nonsense` found", "the commands of `cache` are: "},
      {{"cache", "gc", "--max-size", "10"}, "`10` has no unit", "help: "},
      {{"build", "--nonsense"}, "unexpected argument `--nonsense` found", "`buildstd COMMAND --help`"},
      {{"build", "--relase"}, "unexpected argument `--relase` found", "a similar option exists: `--release`"},
      {{"build", "--trget=x"}, "unexpected argument `--trget` found", "a similar option exists: `--target`"},
      {{"clean", "--quite"}, "unexpected argument `--quite` found", "a similar option exists: `--quiet`"},
      {{"print", "config", "--shw-origin"}, "unexpected argument", "a similar option exists: `--show-origin`"},
      {{"completions"}, "SHELL", "help: "},
      {{"completions", "nushell"}, "nushell", "help: "},
      {{"env", "--style", "extern", "--format", "fish"}, "`--style extern` has no format `fish`", "shell, json, make"},
      {{"build", "--message-format", "xml"}, "xml", "help: "},
      {{"build", "extra"}, "extra", "`buildstd COMMAND --help`"},
      {{"build", "--target"}, "--target", "help: "},
      {{"build", "-j", "many"}, "many", "help: "},
      {{"build", "-j0"}, "jobs may not be 0", "`-j N` takes a number above 0"},
      {{"build", "--crates", "kore"}, "invalid value `kore` for `--crates`", "a similar value exists: `core`"},
      {{"build", "--crates", "everything"}, "invalid value `everything`", "the values are: core, alloc, std"},
      {{"build", "--panic", "unwnd"}, "invalid value `unwnd` for `--panic`", "a similar value exists: `unwind`"},
      {{"build", "--release", "--profile", "dev"}, "ask for two profiles", "leave one of them out"},
      {{"build", "--std-features", "x"}, "`--std-features` is unstable", "add `-Zunstable-options`"},
      {{"build", "--frontend-threads", "2"}, "`--frontend-threads` is unstable", "add `-Zunstable-options`"},
      {{"-Zx", "build"}, "unknown `-Z` flag `x`", "buildstd knows `-Zunstable-options` and `-Zbuiltin-deps`"},
      {{"-q", "-v", "build"}, "cannot set both --verbose and --quiet", "leave one of them out"},
      {{"-C", "nowhere", "build"}, "there is no such directory", "name a directory that exists"},
      {{"--color", "nevr", "build"}, "--color", "help: "},
      {{"plan", "--format", "tabel"}, "tabel", "help: "},
      {{"env", "--format", "zsh"}, "zsh", "help: "},
      {{"print"}, "subcommand is required", "help: "},
      {{"exec"}, "no command to run", "`buildstd exec -- cargo build`"},
  };
  for (const auto& usage : all) {
    const auto outcome = run(usage.arguments);
    INFO(Catch::StringMaker<std::vector<std::string>>::convert(usage.arguments) << "\n" << outcome.standard_error);
    CHECK(outcome.status == 1);
    CHECK(outcome.standard_output.empty());
    CHECK_THAT(outcome.standard_error, Catch::Matchers::StartsWith("error: "));
    CHECK_THAT(outcome.standard_error, Contains(usage.reason));
    CHECK_THAT(outcome.standard_error, Contains(usage.cure));
  }
}

TEST_CASE("an option's value is not taken for a command", "[cli]") {
  for (const auto& arguments : {std::vector<std::string>{"-C", "/", "build", "--nonsense"},
                                std::vector<std::string>{"--config", "build.jobs=1", "build", "--nonsense"},
                                std::vector<std::string>{"--color", "nevr", "build"}}) {
    const auto outcome = run(arguments);
    INFO(outcome.standard_error);
    CHECK(outcome.status == 1);
    CHECK(outcome.standard_error.find("no such command") == std::string::npos);
  }
}

TEST_CASE("control characters in arguments never reach the output", "[cli]") {
  const std::string hostile = "\x1b]0;owned\x07\x1b[2J\r\u202E";
  for (const auto& arguments : {std::vector<std::string>{hostile},
                                {"build", "--crates", hostile},
                                {"build", "--panic", hostile},
                                {"build", "--profile", hostile, "--release"},
                                {"build", "-j", hostile},
                                {"build", "--" + hostile},
                                {"build", hostile},
                                {"build", "--manifest-path", hostile},
                                {"build", "--target-dir", hostile},
                                {"build", "--target", hostile},
                                {"build", "--config", hostile},
                                {"-C", hostile, "build"},
                                {"-Z", hostile, "build"},
                                {"--color", hostile, "build"},
                                {"plan", "--format", hostile},
                                {"+" + hostile, "build"},
                                {"print", hostile}}) {
    const auto outcome = run(arguments);
    INFO(outcome.standard_error);
    CHECK(outcome.status != 0);
    for (const char* bad : {"\x1b", "\x07", "\r", "\u202E"}) {
      CHECK(outcome.standard_error.find(bad) == std::string::npos);
      CHECK(outcome.standard_output.find(bad) == std::string::npos);
    }
  }
}

TEST_CASE("scripts for shells and the manual page need neither compiler nor configuration", "[cli]") {
  for (const auto& arguments :
       {std::vector<std::string>{"completions", "bash"}, std::vector<std::string>{"completions", "zsh"},
        std::vector<std::string>{"completions", "fish"}, std::vector<std::string>{"man"}}) {
    const auto outcome = run(arguments);
    CHECK(outcome.status == 0);
    CHECK(outcome.standard_error.empty());
    for (const auto* listed : {"build", "doctor", "target", "immediate"})
      CHECK_THAT(outcome.standard_output, Contains(listed));
    CHECK(outcome.standard_output.find("run-script") == std::string::npos);  // hidden
  }
}

TEST_CASE("other failures have status 101", "[cli]") {
  const auto outcome = run({"build"});
  CHECK(outcome.status == 101);
  CHECK_THAT(outcome.standard_error, Contains("could not find the compiler `rustc`") && Contains("help: install Rust"));
}

TEST_CASE("cargo calls a subcommand with its own name first", "[cli]") {
  CHECK(run({"buildstd", "--version"}, "/usr/bin/cargo-buildstd").status == 0);
  CHECK(run({"--version"}, "cargo-buildstd").status == 0);
  CHECK(run({"buildstd", "plan"}).status == 1);  // only for the name that Cargo calls
}

TEST_CASE("cleaning what is not there is fine", "[cli]") {
  const auto outcome = run({"clean"});
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.standard_error, Contains("Removed 0 files"));
  CHECK(run({"-q", "clean"}).standard_error.empty());
}
