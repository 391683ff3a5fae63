// SPDX-License-Identifier: MIT
#include "buildstd/front/rustc_call.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "buildstd/base/fs.hpp"
#include "buildstd/front/front_call.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::front;
using buildstd::testing::TempDir;
using Kind = RustcCall::Kind;

namespace {

RustcCall read(std::vector<std::string> arguments) { return read_rustc_call(RustTool::rustc, arguments); }

}  // namespace

TEST_CASE("what is compiled, for what, is read from a call of rustc", "[front]") {
  const auto library = read({"--crate-name", "a", "src/lib.rs", "--crate-type", "lib", "--emit=dep-info,metadata,link",
                             "--target", "aarch64-unknown-none", "-C", "panic=abort", "--error-format=json"});
  CHECK(library.kind == Kind::compilation);
  CHECK(library.crate_name == "a");
  CHECK(library.target == "aarch64-unknown-none");
  CHECK(library.panic == PanicStrategy::abort);
  CHECK(library.as_json);
  CHECK(library.needs_code);
  CHECK_FALSE(library.is_for_tests);
  CHECK_FALSE(library.has_sysroot);

  CHECK_FALSE(library.caps_lints);
  CHECK(read({"lib.rs", "--cap-lints", "allow"}).caps_lints);

  CHECK(read({"main.rs"}).needs_code);
  CHECK_FALSE(read({"main.rs"}).target);
  CHECK(read({"main.rs", "--target=x", "-Cpanic=unwind"}).panic == PanicStrategy::unwind);
  CHECK(read({"main.rs", "--target=x"}).target == "x");
  CHECK_FALSE(read({"main.rs", "--emit", "metadata"}).needs_code);
  CHECK_FALSE(read({"lib.rs", "--emit=dep-info,metadata", "--extern", "a=liba.rmeta"}).needs_code);
  CHECK(read({"lib.rs", "--emit=dep-info,metadata", "--extern", "a=liba.rlib"}).needs_code);
  CHECK(read({"lib.rs", "--emit=asm=out.s"}).needs_code);
  // A compiler cache asks for the sources: of a crate that is compiled, or of one that is checked.
  const TempDir dir;
  const auto extern_of = [&](const char* name) { return fmt::format("priv:{}={}", name, dir.path(name).string()); };
  for (const auto* const file : {"liba.rmeta", "liba.rlib", "libb.rmeta"}) dir.file(file, "");
  CHECK(read({"lib.rs", "--emit", "dep-info"}).needs_code);
  CHECK(
      read({"lib.rs", "--emit=dep-info=x.d", "--extern", extern_of("libb.rmeta"), "--extern", extern_of("liba.rmeta")})
          .needs_code);
  CHECK_FALSE(read({"lib.rs", "--emit=dep-info", "--extern", extern_of("libb.rmeta")}).needs_code);
  CHECK_FALSE(read({"lib.rs", "--emit=dep-info,metadata", "--extern", extern_of("liba.rmeta")}).needs_code);
  CHECK(read({"lib.rs", "--test"}).is_for_tests);
  CHECK(read({"main.rs", "--sysroot", "/x"}).has_sysroot);
  CHECK(read({"main.rs", "--sysroot=/x"}).has_sysroot);
}

TEST_CASE("libraries are linked later", "[front]") {
  CHECK(read({"lib.rs", "--crate-type", "lib", "--emit=dep-info,metadata,link"}).is_linked_later);
  CHECK(read({"lib.rs", "--crate-type=rlib,lib"}).is_linked_later);
  CHECK_FALSE(read({"lib.rs", "--crate-type=rlib,cdylib"}).is_linked_later);
  CHECK_FALSE(read({"lib.rs", "--crate-type", "lib", "--crate-type", "staticlib"}).is_linked_later);
  CHECK_FALSE(read({"lib.rs", "--crate-type=dylib"}).is_linked_later);
  CHECK_FALSE(read({"lib.rs", "--crate-type=proc-macro"}).is_linked_later);
  CHECK_FALSE(read({"main.rs", "--crate-type=bin"}).is_linked_later);
  CHECK_FALSE(read({"main.rs"}).is_linked_later);  // a program, or what the source says
  CHECK_FALSE(read({"lib.rs", "--crate-type=lib", "--test"}).is_linked_later);
  CHECK_FALSE(read_rustc_call(RustTool::rustdoc, {"lib.rs", "--crate-type=lib", "--test"}).is_linked_later);
}

TEST_CASE("a value that looks like an option is none", "[front]") {
  const auto call = read({"--crate-name", "--target", "main.rs", "--cfg", "--test", "-l", "--sysroot"});
  CHECK(call.kind == Kind::compilation);
  CHECK_FALSE(call.target);
  CHECK_FALSE(call.is_for_tests);
  CHECK_FALSE(call.has_sysroot);
}

TEST_CASE("questions compile nothing", "[front]") {
  CHECK(read({"-vV"}).kind == Kind::question);
  CHECK(read({"--print", "target-list"}).kind == Kind::question);
  CHECK(read({"-", "--crate-name", "___", "--print=file-names", "--crate-type", "bin", "--target", "x"}).kind ==
        Kind::question);
  CHECK(read({"--explain", "E0001"}).kind == Kind::question);
  CHECK(read({}).kind == Kind::question);
  // This one prints, and compiles.
  CHECK(read({"--print=native-static-libs", "lib.rs"}).kind == Kind::compilation);
  CHECK(read({"-"}).kind == Kind::compilation);
}

TEST_CASE("argument files are read", "[front]") {
  const TempDir dir;
  REQUIRE(fs::write_atomically(dir.path() / "args", "--target\nx86_64-unknown-none\nmain.rs\n"));
  const auto call = read({"@" + (dir.path() / "args").string(), "@absent"});
  CHECK(call.target == "x86_64-unknown-none");
  CHECK(call.arguments.size() == 4);
  CHECK(call.arguments.back() == "@absent");
}

TEST_CASE("rustdoc needs code for what it tests", "[front]") {
  CHECK(read_rustc_call(RustTool::rustdoc, {"lib.rs", "--test"}).needs_code);
  CHECK_FALSE(read_rustc_call(RustTool::rustdoc, {"lib.rs"}).needs_code);
}

TEST_CASE("the front is called as the compiler, and as a wrapper of the compiler or of another tool", "[front]") {
  const TempDir dir;
  const auto program = [&](const char* name) {
    const auto path = dir.path() / name;
    REQUIRE(fs::create_directories(path.parent_path()));
    REQUIRE(fs::write_program(path, "#!/bin/sh\n"));
    return path.string();
  };
  const auto rustc = program("bin/rustc");
  const auto clippy = program("bin/clippy-driver");
  const auto front = program("buildstd/rustc");
  ops::ProcessContext context{dir.path(), {}};

  const auto plain = read_front_call(front, {"--crate-name", "a"}, context);
  CHECK(plain.tool == RustTool::rustc);
  CHECK_FALSE(plain.compiler);
  CHECK(plain.arguments == std::vector<std::string>{"--crate-name", "a"});
  CHECK(read_front_call("buildstd/rustdoc", {"lib.rs"}, context).tool == RustTool::rustdoc);

  const auto wrapper = read_front_call(front, {rustc, "--crate-name", "a"}, context);
  CHECK(wrapper.compiler == rustc);
  CHECK_FALSE(wrapper.wrapped);
  CHECK(wrapper.arguments.size() == 2);
  CHECK_FALSE(read_front_call(front, {front, "-vV"}, context).compiler);

  // A compiler that is not there; what is no compiler's name, the compiler itself says.
  const auto missing = [&](const std::vector<std::string>& arguments) {
    return read_front_call(front, arguments, context).missing_compiler;
  };
  CHECK(missing({"/no/rustc", "-vV"}) == "/no/rustc");
  dir.file("source", "");
  for (const auto* const first : {"source", "-", "@flags", "main.rs", "--crate-name"})
    CHECK(missing({first, "--crate-type=lib"}).empty());
  CHECK(missing({"no_source"}).empty());

  const auto both = read_front_call(front, {clippy, front, "main.rs"}, context);
  CHECK(both.wrapped == clippy);
  CHECK(both.wrapped_compiler == front);
  CHECK_FALSE(both.compiler);
  CHECK(both.arguments == std::vector<std::string>{"main.rs"});
}
