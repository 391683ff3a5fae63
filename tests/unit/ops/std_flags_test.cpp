// SPDX-License-Identifier: MIT
// The user's flags on their way to std's compilers: files, processors, and what is refused.
#include "ops/std_flags.hpp"

#include "buildstd/base/text.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::ops;
using namespace buildstd::testing;
using Catch::Matchers::Contains;
using Words = std::vector<std::string>;

namespace {

/// Flags of a variable.
config::Flags flags_of(Words words) {
  config::Flags flags{config::Flags::Source::plain_variable, std::move(words), {}};
  flags.origins.assign(flags.flags.size(), {config::Origin::Kind::environment, std::nullopt, "RUSTFLAGS"});
  return flags;
}

struct FlagsSite {
  TempDir dir;
  toolchain::Toolchain toolchain;
  toolchain::Target target;
  bool links = false;

  FlagsSite() {
    toolchain.sysroot = dir.path("toolchain");
    target.name = "x86_64-unknown-linux-gnu";
  }
  Result<StdFlags> read(Words words) {
    return std_flags(flags_of(std::move(words)), {toolchain, target, dir.path(), links, [] { return "nehalem"; }});
  }
};

std::string notes_of(const Error& error) { return text::join(error.notes(), "\n"); }

}  // namespace

TEST_CASE("files that flags name count by their content, relative to the workspace", "[ops][flags]") {
  FlagsSite site;
  site.dir.file("m.profdata", "one");
  const auto first = value_of(site.read({"-Cprofile-use=m.profdata", "-Copt-level=1"}));
  const auto name = site.dir.path("m.profdata").string();
  CHECK(first.words == Words{"-Cprofile-use=" + name, "-Copt-level=1"});
  REQUIRE(first.inputs.files.size() == 1);
  CHECK(first.looked_at == std::vector<std::filesystem::path>{name});
  site.dir.file("m.profdata", "another");
  const auto second = value_of(site.read({"-Cprofile-use=m.profdata"}));
  CHECK(second.inputs.files.at(name) != first.inputs.files.at(name));
  // One that is not there may come.
  CHECK(value_of(site.read({"-Cprofile-use=absent"})).inputs.files.begin()->second == "none");
  // Scripts of the linker, where something is linked.
  site.dir.file("script", "");
  CHECK(value_of(site.read({"-Clink-arg=-Tscript"})).inputs.files.empty());
  site.links = true;
  CHECK(value_of(site.read({"-Clink-arg=-Tscript"})).inputs.files.at("script") != "none");
}

TEST_CASE("native is asked for where a flag says it", "[ops][flags]") {
  FlagsSite site;
  CHECK(value_of(site.read({"-Ctarget-cpu=native"})).inputs.native == "nehalem");
  CHECK_FALSE(value_of(site.read({"-Ctarget-cpu=x86-64-v2"})).inputs.native.has_value());
}

TEST_CASE("what counts needs the toolchain's runtime", "[ops][flags]") {
  FlagsSite site;
  const auto refused = site.read({"-Cinstrument-coverage"});
  CHECK_THAT(message_of(refused), Contains("no `profiler_builtins` for `x86_64-unknown-linux-gnu`"));
  const auto file = "toolchain/lib/rustlib/x86_64-unknown-linux-gnu/lib/libprofiler_builtins-0123456789abcdef.rlib";
  site.dir.file(file, "");
  const auto runtime = [&](const std::string& flag) { return value_of(site.read({flag})).inputs.profiler_runtime; };
  using Paths = std::vector<std::filesystem::path>;
  CHECK(runtime("-Cinstrument-coverage") == Paths{site.dir.path(file)});
  CHECK(runtime("-Cprofile-generate=/p") == Paths{site.dir.path(file)});
  CHECK(runtime("-Cinstrument-coverage=off").empty());
  // Where rlibs hold no metadata of their own.
  auto metadata = site.dir.path(file).replace_extension(".rmeta");
  site.dir.file(metadata.lexically_relative(site.dir.path()).string(), "");
  CHECK(runtime("-Cinstrument-coverage") == Paths{site.dir.path(file), metadata});
}

TEST_CASE("a sysroot of the user's own is refused, with the place", "[ops][flags]") {
  FlagsSite site;
  for (const auto& words : {Words{"--sysroot=/mine"}, Words{"--sysroot", "/mine"}}) {
    const auto refused = site.read(words);
    CHECK_THAT(message_of(refused), Contains("--sysroot /mine"));
    CHECK_THAT(notes_of(refused.error()), Contains("environment variable `RUSTFLAGS`"));
  }
}

TEST_CASE("unstable flags are refused on stable, with the place of the flag", "[ops][flags]") {
  toolchain::CompilerVersion version{"1.96.0", "abc", "host", ""};
  require_success(refuse_unstable(flags_of({"-Copt-level=1", "-Cpanic=abort"}), version));
  auto flags = flags_of({"-Copt-level=1", "-Z", "sanitizer=thread"});
  flags.origins[1] = {config::Origin::Kind::file, Place{"/p/.cargo/config.toml", 2, 3, 1, {}}, {}};
  const auto refused = refuse_unstable(flags, version);
  CHECK_THAT(message_of(refused), Contains("`-Z sanitizer=thread` is not available on stable"));
  REQUIRE(refused.error().place().has_value());
  CHECK(refused.error().place()->line == 2);
}

TEST_CASE("lines of argument files are flags, at the place of the file's name", "[ops][flags]") {
  const TempDir dir;
  dir.file("arguments", "--cfg\nx\n");
  std::vector<std::filesystem::path> looked_at;
  auto flags = flags_of({"-a", "@arguments", "-b"});
  flags.origins[1].name = "the file's";
  const auto read = value_of(read_argument_files(flags, dir.path(), looked_at));
  CHECK(read.flags == Words{"-a", "--cfg", "x", "-b"});
  REQUIRE(read.origins.size() == 4);
  CHECK(read.origins[2].name == "the file's");
  CHECK(read.origins[3].name == "RUSTFLAGS");
  CHECK(looked_at == std::vector<std::filesystem::path>{dir.path("arguments")});
  const auto absent = read_argument_files(flags_of({"@absent"}), dir.path(), looked_at);
  CHECK_THAT(message_of(absent), Contains("argument file") && Contains("absent"));
}
