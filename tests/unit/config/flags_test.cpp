// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "sandbox.hpp"

using namespace buildstd;
using namespace buildstd::config;
using namespace buildstd::config::testing;
using Words = std::vector<std::string>;

namespace {

Flags flags(Sandbox& box, FlagTool tool = FlagTool::rustc) {
  return value_of(compiler_flags(box.load(), tool, linux_triple, linux_cfgs));
}

constexpr std::string_view all_tables = R"(
build.rustflags = ["build"]
target.x86_64-unknown-linux-gnu.rustflags = ["triple"]
target.'cfg(unix)'.rustflags = "cfg unix"
target.'cfg(all())'.rustflags = ["all"]
target.'cfg(windows)'.rustflags = ["windows"]
)";

}  // namespace

TEST_CASE("flags come from one source, the first that has any", "[config][flags]") {
  Sandbox box;
  CHECK(flags(box).source == Flags::Source::none);
  box.config("build.rustflags = '-a  -b'\n");
  CHECK(flags(box).flags == Words{"-a", "-b"});
  CHECK(flags(box).source == Flags::Source::build_table);
  // The triple's own first, then cfg tables in the order of their names.
  box.config(all_tables);
  CHECK(flags(box).flags == Words{"triple", "all", "cfg", "unix"});
  CHECK(flags(box).source == Flags::Source::target_tables);
  box.variable("RUSTFLAGS", " -x   -y ");
  CHECK(flags(box).flags == Words{"-x", "-y"});
  CHECK(flags(box).source == Flags::Source::plain_variable);
  box.variable("CARGO_ENCODED_RUSTFLAGS", "-c\x1f--cfg=a b");
  CHECK(flags(box).flags == Words{"-c", "--cfg=a b"});
  CHECK(flags(box).source == Flags::Source::encoded_variable);
}

TEST_CASE("each flag's place is known", "[config][flags]") {
  Sandbox box;
  box.config("[build]\nrustflags = ['-a', # first\n '-b']\n");
  const auto of_file = flags(box);
  REQUIRE(of_file.origins.size() == 2);
  CHECK(of_file.origins[0].place->line == 2);
  CHECK(of_file.origins[1].place->line == 3);
  box.variable("RUSTFLAGS", "-x -y");
  const auto of_variable = flags(box);
  REQUIRE(of_variable.origins.size() == 2);
  CHECK(of_variable.origins[1].describe() == "environment variable `RUSTFLAGS`");
}

TEST_CASE("a variable that is set to nothing stops the search", "[config][flags]") {
  Sandbox box;
  box.config(all_tables).variable("RUSTFLAGS", "");
  CHECK(flags(box).flags.empty());
  CHECK(flags(box).source == Flags::Source::plain_variable);
  box.variable("RUSTFLAGS", "-x").variable("CARGO_ENCODED_RUSTFLAGS", "");
  CHECK(flags(box).flags.empty());
}

TEST_CASE("RUSTFLAGS is split at blanks only, keys at all white space", "[config][flags]") {
  Sandbox box;
  box.config("build.rustflags = '-a\t-b\u00a0'\n").variable("RUSTFLAGS", "\t-x\t-y  -z\n");
  CHECK(flags(box).flags == Words{"-x\t-y", "-z"});
}

TEST_CASE("a variable that is not UTF-8 is not there", "[config][flags]") {
  Sandbox box;
  box.config("build.rustflags = ['-b']\n").variable("RUSTFLAGS", "-x\xff").variable("CARGO_BUILD_RUSTFLAGS", "\xff");
  CHECK(flags(box).flags == Words{"-b"});
}

TEST_CASE("target tables that come to nothing leave it to [build]", "[config][flags]") {
  Sandbox box;
  box.config("target.x86_64-unknown-linux-gnu.rustflags = []\nbuild.rustflags = ['-b']\n");
  CHECK(flags(box).flags == Words{"-b"});
}

TEST_CASE("the triple's variable joins its table", "[config][flags]") {
  Sandbox box;
  box.config("target.x86_64-unknown-linux-gnu.rustflags = ['-file']\n");
  box.variable("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS", "-variable");
  CHECK(flags(box).flags == Words{"-file", "-variable"});
}

TEST_CASE("a triple with a dot is found only where it is written as two tables", "[config][flags]") {
  Sandbox box;
  const auto found = [&] {
    return value_of(compiler_flags(box.load(), FlagTool::rustc, "thumbv8m.base-none-eabi", {})).flags;
  };
  box.config("target.'thumbv8m.base-none-eabi'.rustflags = ['-quoted']\n");
  CHECK(found().empty());
  box.config("target.thumbv8m.base-none-eabi.rustflags = ['-bare']\n");
  CHECK(found() == Words{"-bare"});
  box.variable("CARGO_TARGET_THUMBV8M_BASE_NONE_EABI_RUSTFLAGS", "-variable");
  CHECK(found() == Words{"-bare", "-variable"});
}

TEST_CASE("rustdoc's flags have their own keys and variables", "[config][flags]") {
  Sandbox box;
  box.config("build.rustdocflags = ['-d']\nbuild.rustflags = ['-c']\n").variable("RUSTFLAGS", "-x");
  CHECK(flags(box, FlagTool::rustdoc).flags == Words{"-d"});
  box.config("target.'cfg(unix)'.rustdocflags = ['-cfg']\nbuild.rustdocflags = ['-d']\n");
  CHECK(flags(box, FlagTool::rustdoc).flags == Words{"-cfg"});
  box.variable("RUSTDOCFLAGS", "-v");
  CHECK(flags(box, FlagTool::rustdoc).flags == Words{"-v"});
}

TEST_CASE("the host's programs get no flags where a target is requested", "[config][flags]") {
  Sandbox box;
  const auto config = box.config(all_tables).load();
  CHECK(value_of(host_flags(config, FlagTool::rustc, linux_triple, linux_cfgs, TargetsRequested::yes)).flags.empty());
  CHECK(value_of(host_flags(config, FlagTool::rustc, linux_triple, linux_cfgs, TargetsRequested::no)).flags ==
        Words{"triple", "all", "cfg", "unix"});
}

TEST_CASE("all target tables are checked, also those that do not apply", "[config][flags]") {
  Sandbox box;
  box.config("[target.aarch64-apple-darwin]\nrustflags = 3\n");
  CHECK(
      box.message(compiler_flags(box.load(), FlagTool::rustc, linux_triple, linux_cfgs)) ==
      R"(error: error in `[ROOT]/work/.cargo/config.toml`: `target.aarch64-apple-darwin.rustflags` expected a string or array of strings, but found an integer
 --> [ROOT]/work/.cargo/config.toml:2:13
  |
2 | rustflags = 3
  |             ^
)");
}
