// SPDX-License-Identifier: MIT
#include "buildstd/invoker/script_output.hpp"

#include "support/results.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using Catch::Matchers::Contains;

namespace {

invoker::ScriptOutput parse(std::string_view text) { return value_of(invoker::parse_script_output(text, "pkg v1")); }
std::string failure(std::string_view text) { return message_of(invoker::parse_script_output(text, "pkg v1")); }

}  // namespace

TEST_CASE("both syntaxes say the same", "[invoker][script]") {
  for (const std::string prefix : {"cargo:", "cargo::"}) {
    const auto output =
        parse(prefix + "rustc-cfg=a\n" + prefix + "rustc-cfg=b=\"c d\"\r\n" + prefix + "rustc-check-cfg=cfg(a)\n" +
              prefix + "rustc-link-search=native=/l\n" + prefix + "rustc-link-lib=static=z\n" + prefix +
              "rustc-env=K=v=w \n" + prefix + "rerun-if-changed=src\n" + prefix + "rerun-if-env-changed=CC\n" + prefix +
              "warning=w\n" + prefix + "rustc-link-arg=-x\n" + prefix + "rustc-link-arg-bins=-x\n" + prefix +
              "rustc-cdylib-link-arg=-x\n" + prefix + "rustc-flags=-L /a -lb -l c -L/d\n");
    CHECK(output.cfgs == std::vector<std::string>{"a", "b=\"c d\""});
    CHECK(output.check_cfgs == std::vector<std::string>{"cfg(a)"});
    CHECK(output.library_paths == std::vector<std::string>{"native=/l", "/a", "/d"});
    CHECK(output.library_links == std::vector<std::string>{"static=z", "b", "c"});
    CHECK(output.environment == std::map<std::string, std::string>{{"K", "v=w"}});
    CHECK(output.rerun_if_changed == std::vector<std::string>{"src"});
    CHECK(output.rerun_if_env_changed == std::vector<std::string>{"CC"});
    CHECK(output.warnings == std::vector<std::string>{"w"});
    CHECK(output.metadata.empty());
  }
}

TEST_CASE("other output means nothing", "[invoker][script]") {
  const auto output = parse("hello\n cargo:rustc-cfg=x\nCargo:rustc-cfg=x\ncargo:word\n\xff\xfe\n\ncargo");
  CHECK(output.cfgs.empty());
  CHECK(output.metadata.empty());
}

TEST_CASE("unknown keys are metadata in the old syntax, errors in the new one", "[invoker][script]") {
  CHECK(parse("cargo:include=/usr/include\n").metadata.at("include") == "/usr/include");
  CHECK(parse("cargo::metadata=root=/r=x\n").metadata.at("root") == "/r=x");
  const auto message = failure("cargo::rustc-cgf=x\n");
  CHECK_THAT(message, Contains("invalid output in build script of `pkg v1`: `cargo::rustc-cgf=x`"));
  CHECK_THAT(message, Contains("unknown key `rustc-cgf`"));
}

TEST_CASE("malformed directives are errors", "[invoker][script]") {
  CHECK_THAT(failure("cargo::word\n"), Contains("expected a line with `cargo::KEY=VALUE`"));
  CHECK_THAT(failure("cargo::metadata=novalue\n"), Contains("expected `cargo::metadata=KEY=VALUE`"));
  CHECK_THAT(failure("cargo:rustc-env=novalue\n"), Contains("rustc-env=VARIABLE=VALUE"));
  CHECK_THAT(failure("cargo:rustc-env==v\n"), Contains("rustc-env=VARIABLE=VALUE"));
  CHECK_THAT(failure("cargo:rustc-flags=-Copt-level=3\n"), Contains("only `-l` and `-L`"));
  CHECK_THAT(failure("cargo:rustc-flags=-l\n"), Contains("only `-l` and `-L`"));
  CHECK(failure("cargo::\x1b[31m=x\n").find('\x1b') == std::string::npos);
}

TEST_CASE("errors of a script are kept, in the new syntax", "[invoker][script]") {
  CHECK(parse("cargo::error=cannot\n").errors == std::vector<std::string>{"cannot"});
}

TEST_CASE("a script does not open unstable features", "[invoker][script]") {
  CHECK(parse("cargo:rustc-env=RUSTC_BOOTSTRAP=1\ncargo::rustc-env=RUSTC_BOOTSTRAP=std\n").environment.empty());
}

TEST_CASE("arguments are in Cargo's order, without the cfgs to ignore", "[invoker][script]") {
  const auto output = parse(
      "cargo:rustc-check-cfg=cfg(x)\ncargo:rustc-cfg=restricted_std\ncargo:rustc-cfg=kept\ncargo:rustc-link-lib=z\n"
      "cargo:rustc-link-search=/l\n");
  planner::Unit crate;
  crate.call().ignored_script_cfgs = {"restricted_std"};
  CHECK(output.results_for(crate).arguments ==
        std::vector<std::string>{"-L", "/l", "-l", "z", "--cfg", "kept", "--check-cfg", "cfg(x)"});
  crate.kind = planner::UnitKind::documentation;
  CHECK(output.results_for(crate).arguments ==
        std::vector<std::string>{"-L", "/l", "--cfg", "kept", "--check-cfg", "cfg(x)"});
}
