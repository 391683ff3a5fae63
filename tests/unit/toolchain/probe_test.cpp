// SPDX-License-Identifier: MIT
#include "buildstd/toolchain/probe.hpp"

#include <chrono>

#include "buildstd/base/text.hpp"
#include "support/elf_library.hpp"
#include "support/kept_file.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"
#include "toolchain/probe_cache.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::toolchain;
using Catch::Matchers::Contains;

namespace {

/// A compiler that answers like rustc, and a request to ask it.
struct ProbeSite {
  TempDir dir;
  ProbeRequest request;

  explicit ProbeSite(std::string_view version = "release: 1.96.0\nhost: x86_64-unknown-linux-gnu\ncommit-hash: abc") {
    install(version);
    request.rustc = "rustc";
    request.environment = Environment({{"PATH", dir.path("bin").string() + ":/usr/bin:/bin"}});
    request.cwd = dir.path();
    require_success(fs::create_directories(dir.path("cache")));
    request.kept = kept_file(dir.path("cache/probe.json"));
  }
  void install(std::string_view version) {
    require_success(fs::create_directories(dir.path("bin")));
    dir.program("bin/rustc", R"(echo "$* bootstrap=$RUSTC_BOOTSTRAP" >>')" + dir.path("log").string() + R"('
case "$*" in
-vV) printf '%s\n' 'rustc 1.96.0' ')" +
                                 std::string(version) + R"(';;
*target-list*) printf '%s\n' ')" +
                                 dir.path().string() +
                                 R"(' x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu aarch64-unknown-linux-musl;;
--print=sysroot) echo ')" + dir.path().string() +
                                 R"(';;
*Zhelp*) printf '    -Z  %s=val -- text\n' inline-mir mir_strip_debuginfo;;
*target-spec-json*) case "$*" in *broken*) exit 1;; esac
  printf '%s\n' 'unix' 'target_os="linux"' '{' '  "llvm-target": "x",' '  "metadata": {' '    "std": true' '  }' '}';;
--print=cfg*) case "$*" in *-Z*) echo 'the option `Z` is only accepted on nightly' >&2; exit 1;; esac;;
*file-names*refused*) exit 1;;
*file-names*) echo "lib___.rlib $RUSTC_BOOTSTRAP"; echo 'warning: dropping unsupported crate type' >&2;;
*llvm-ir*) echo 'attributes #0 = { "target-cpu"="nehalem" "target-features"="+sse2" }';;
*) echo "unknown question: $*" >&2; exit 3;;
esac
)");
  }
  [[nodiscard]] std::size_t calls() const {
    const auto log = fs::read(dir.path("log")).value_or("");
    return static_cast<std::size_t>(std::ranges::count(log, '\n'));
  }
  [[nodiscard]] Probe open() const { return value_of(Probe::open(request)); }
};

}  // namespace

TEST_CASE("the compiler is asked once, and remembered", "[toolchain][probe]") {
  const ProbeSite site;
  {
    auto probe = site.open();
    const auto toolchain = value_of(probe.toolchain());
    CHECK(toolchain.version.release == "1.96.0");
    CHECK(toolchain.version.commit_hash == "abc");
    CHECK(toolchain.version.host == "x86_64-unknown-linux-gnu");
    CHECK(toolchain.sysroot == site.dir.path());
    CHECK(toolchain.targets.size() == 3);
    CHECK(toolchain.knows_option("inline-mir"));
    CHECK(toolchain.knows_option("mir-strip-debuginfo"));
    CHECK_FALSE(probe.chosen_by_rustup());
    const auto target = value_of(probe.target(toolchain, "aarch64-unknown-linux-gnu", {}));
    CHECK(target.has_std == true);
    CHECK(target.llvm_target == "x");
    CHECK(target.has_cfg("target_os", "linux"));
    CHECK(probe.processes() == site.calls());
    probe.save();
  }
  const auto before = site.calls();
  auto again = site.open();
  const auto toolchain = value_of(again.toolchain());
  value_of(again.target(toolchain, "aarch64-unknown-linux-gnu", {}));
  CHECK(site.calls() == before);
  CHECK(again.processes() == 0);
  value_of(again.target(toolchain, "aarch64-unknown-linux-gnu", {"-Ctarget-feature=+x"}));  // another question
  CHECK(again.processes() == 1);
}

TEST_CASE("a compiler that was replaced is asked again", "[toolchain][probe]") {
  ProbeSite site;
  auto first = site.open();
  const auto old = value_of(first.toolchain());
  first.save();
  site.install("release: 1.97.0\nhost: x86_64-unknown-linux-gnu");
  auto second = site.open();
  const auto replaced = value_of(second.toolchain());
  CHECK(replaced.version.release == "1.97.0");
  CHECK(replaced.fingerprint != old.fingerprint);
}

TEST_CASE("the same compiler, installed again, is asked again and has the same fingerprint", "[toolchain][probe]") {
  ProbeSite site;
  site.dir.file("lib/librustc_driver-1234.so", "one");
  auto first = site.open();
  const auto old = value_of(first.toolchain());
  first.save();
  site.dir.file("lib/again", "one");
  std::filesystem::rename(site.dir.path("lib/again"), site.dir.path("lib/librustc_driver-1234.so"));
  auto second = site.open();
  CHECK(second.processes() > 0);
  CHECK(value_of(second.toolchain()).fingerprint == old.fingerprint);
}

TEST_CASE("a compiler whose driver library was replaced is asked again", "[toolchain][probe]") {
  const ProbeSite site;
  site.dir.file("lib/librustc_driver-1234.so", "one");
  auto first = site.open();
  const auto old = value_of(first.toolchain());
  first.save();
  site.dir.file("lib/librustc_driver-1234.so", "another");
  auto second = site.open();
  CHECK(second.processes() > 0);
  CHECK(value_of(second.toolchain()).fingerprint != old.fingerprint);
}

TEST_CASE("a compiler whose libLLVM was replaced is another one", "[toolchain][probe]") {
  const ProbeSite site;
  site.dir.file("lib/librustc_driver-1234.so", elf_library({{"libLLVM.so.22.1"}, {"$ORIGIN/../llvm"}}));
  const auto llvm = site.dir.file("llvm/libLLVM.so.22.1", "one");
  auto first = site.open();
  const auto old = value_of(first.toolchain());
  CHECK_THAT(first.looked_for(), Catch::Matchers::VectorContains(llvm));
  first.save();
  CHECK(site.open().processes() == 0);
  site.dir.file("llvm/libLLVM.so.22.1", "another");
  auto second = site.open();
  CHECK(second.processes() > 0);
  const auto updated = value_of(second.toolchain());
  CHECK(updated.fingerprint != old.fingerprint);
  second.save();
  // The same content in another file is the same compiler.
  std::filesystem::rename(site.dir.file("again", "one"), llvm);
  auto third = site.open();
  CHECK(third.processes() > 0);
  CHECK(value_of(third.toolchain()).fingerprint == old.fingerprint);
}

TEST_CASE("what `native` means is asked once for a processor", "[toolchain][probe]") {
  ProbeSite site;
  site.request.processor = "this one";
  auto first = site.open();
  CHECK(value_of(first.native_meaning()) == "nehalem +sse2");
  const auto toolchain = value_of(first.toolchain());
  value_of(first.target(toolchain, "aarch64-unknown-linux-gnu", {"-Ctarget-cpu=native"}));
  first.save();
  auto again = site.open();
  CHECK(value_of(again.native_meaning()) == "nehalem +sse2");
  const auto same = value_of(again.toolchain());
  value_of(again.target(same, "aarch64-unknown-linux-gnu", {"-Ctarget-cpu=native"}));
  CHECK(again.processes() == 0);
  // Another processor has other answers; where nothing can be told of it, none is remembered.
  site.request.processor = "another";
  auto elsewhere = site.open();
  value_of(elsewhere.native_meaning());
  value_of(elsewhere.target(same, "aarch64-unknown-linux-gnu", {"-Ctarget-cpu=native"}));
  CHECK(elsewhere.processes() == 2);
  elsewhere.save();
  site.request.processor.clear();
  auto unknown = site.open();
  for (int i = 0; i < 2; ++i) value_of(unknown.native_meaning());
  CHECK(unknown.processes() == 2);
}

TEST_CASE("what is in a file of arguments may change", "[toolchain][probe]") {
  const ProbeSite site;
  auto probe = site.open();
  const auto toolchain = value_of(probe.toolchain());
  const auto before = probe.processes();
  value_of(probe.target(toolchain, "aarch64-unknown-linux-gnu", {"@flags"}));
  value_of(probe.target(toolchain, "aarch64-unknown-linux-gnu", {"@flags"}));
  CHECK(probe.processes() == before + 2);
}

TEST_CASE("flags that the compiler refuses from others", "[toolchain][probe]") {
  ProbeSite site;
  auto probe = site.open();
  const auto before = probe.processes();
  require_success(probe.check_flags("x86_64-unknown-linux-gnu", {}));
  CHECK(probe.processes() == before);
  require_success(probe.check_flags("x86_64-unknown-linux-gnu", {"-O"}));
  require_success(probe.check_flags("x86_64-unknown-linux-gnu", {"-O"}));
  CHECK(probe.processes() == before + 1);
  // Our own questions are asked with RUSTC_BOOTSTRAP, this one is not.
  CHECK_THAT(value_of(fs::read(site.dir.path("log"))), Contains("--target x86_64-unknown-linux-gnu -O bootstrap=\n"));
  const auto refused = probe.check_flags("x86_64-unknown-linux-gnu", {"-Zsanitizer=thread"});
  CHECK_THAT(message_of(refused), Contains("does not accept the flags") && Contains("only accepted on nightly"));
  CHECK_FALSE(probe.check_flags("x86_64-unknown-linux-gnu", {"-Zsanitizer=thread"}));
}

TEST_CASE("what others ask is answered as the compiler answers, and kept", "[toolchain][probe]") {
  ProbeSite site;
  const auto ask = [&](const std::vector<std::string>& arguments) {
    auto probe = site.open();
    value_of(probe.toolchain());
    auto printed = value_of(probe.printed(arguments));
    probe.save();
    return printed;
  };
  const std::vector<std::string> question{"-", "--crate-name", "___", "--print=file-names"};
  const auto first = ask(question);
  CHECK(first->standard_output == "lib___.rlib \n");
  CHECK(first->standard_error == "warning: dropping unsupported crate type\n");
  const auto before = site.calls();
  CHECK(ask(question)->standard_error == first->standard_error);
  CHECK(site.calls() == before);
  // Unstable cfgs are printed with it.
  site.request.environment.set("RUSTC_BOOTSTRAP", "1");
  CHECK(ask(question)->standard_output == "lib___.rlib 1\n");
  CHECK(site.calls() == before + 1);
  // What files say may change; what fails is asked again.
  for (const auto* const more : {"--target=own.json", "@flags", "refused"}) {
    auto other = question;
    other.emplace_back(more);
    const auto earlier = site.calls();
    CHECK(ask(other).has_value() == ask(other).has_value());
    CHECK(site.calls() == earlier + 2);
  }
}

TEST_CASE("a compiler that does not know its processor", "[toolchain][probe]") {
  const ProbeSite site;
  site.dir.program("bin/rustc", "case \"$*\" in *sysroot*) echo /nowhere;; *) echo nothing;; esac");
  auto probe = site.open();
  CHECK_THAT(message_of(probe.native_meaning()),
             Contains("does not say which processor `native` is") && Contains("help: name the processor"));
}

TEST_CASE("answers do not become more and more", "[toolchain]") {
  const TempDir dir;
  ProbeCache cache;
  cache.set_compiler({"selection", "/rustc", "/", "", "states"});
  for (int i = 0; i < 2000; ++i) cache.add("question " + std::to_string(i), std::string(1000, 'a'));
  REQUIRE(cache.find("question 1999") != nullptr);
  CHECK(cache.find("question 0") == nullptr);
  cache.save(kept_file(dir.path("kept")));
  CHECK(std::filesystem::file_size(dir.path("kept")) < 600U * 1000);
}

TEST_CASE("a cache file of nonsense costs time only", "[toolchain][probe]") {
  const ProbeSite site;
  for (const std::string garbage :
       {"", "null", "[]", "{\"format\": 1}", "{\"format\": 1, \"answers\": 3}", "{\"format\": \"1\", \"answers\": {}}",
        "\xff\xfe", "{\"format\": 1, \"answers\": {\"-vV\": 7}, \"selection\": [], \"rustc\": {}}"}) {
    INFO(garbage);
    site.dir.file("cache/probe.json", garbage);
    auto probe = site.open();
    CHECK(value_of(probe.toolchain()).version.release == "1.96.0");
    CHECK(probe.processes() > 0);
  }
}

TEST_CASE("a cache that cannot be written is no error", "[toolchain][probe]") {
  ProbeSite site;
  require_success(fs::remove_all(site.dir.path("cache")));
  auto probe = site.open();
  value_of(probe.toolchain());
  probe.save();
}

TEST_CASE("no compiler at all", "[toolchain][probe]") {
  ProbeSite site;
  site.request.rustc = "rustc-that-is-not";
  const auto message = message_of(Probe::open(site.request));
  CHECK_THAT(message, Contains("could not find the compiler `rustc-that-is-not`"));
  CHECK_THAT(message, Contains("no directory of PATH has"));
  CHECK_THAT(message, Contains("help: install Rust, or name the compiler with the environment variable RUSTC"));
  site.request.rustc = site.dir.path("none/rustc").string();
  CHECK_THAT(message_of(Probe::open(site.request)), Contains("there is no executable file at this path"));
}

TEST_CASE("compilers that are none", "[toolchain][probe]") {
  ProbeSite site;
  site.dir.program("bin/rustc", "echo hello; printf '\\033[31m\\377'");
  auto talks = site.open();
  const auto message = message_of(talks.toolchain());
  CHECK_THAT(message, Contains("did not print a compiler's version") && Contains("help: name a real rustc"));
  CHECK(message.find('\x1b') == std::string::npos);
  site.dir.program("bin/rustc", "echo cannot go on >&2; exit 4");
  const auto failing = message_of(Probe::open(site.request));
  CHECK_THAT(failing, Contains("failed (exit status: 4)") && Contains("cannot go on") && Contains("help: "));
  site.dir.program("bin/rustc", "kill -ABRT $$");
  CHECK_THAT(message_of(Probe::open(site.request)), Contains("signal: 6"));
}

TEST_CASE("an unknown target names those that are near", "[toolchain][probe]") {
  const ProbeSite site;
  auto probe = site.open();
  const auto toolchain = value_of(probe.toolchain());
  const auto message = message_of(probe.target(toolchain, "aarch64-unknown-linux-gmu", {}));
  CHECK_THAT(message, Contains("target `aarch64-unknown-linux-gmu` is not known to rustc 1.96.0"));
  CHECK_THAT(message, Contains("help: a target with a similar name exists: `aarch64-unknown-linux-gnu`"));
  CHECK(message_of(probe.target(toolchain, "x\x1b[2J", {})).find('\x1b') == std::string::npos);
}

TEST_CASE("a rustup proxy is asked which compiler it means, and again when its settings change", "[toolchain][probe]") {
  ProbeSite site;
  const auto home = site.dir.path("rustup-home");
  site.dir.file("rustup-home/settings.toml", "one");
  site.request.environment.set("RUSTUP_HOME", home.string());
  // The proxy leads to a toolchain whose compiler is the script of `ProbeSite`.
  std::filesystem::create_directories(site.dir.path("toolchain/bin"));
  std::filesystem::rename(site.dir.path("bin/rustc"), site.dir.path("toolchain/bin/rustc"));
  site.dir.program("bin/rustup", "echo proxy >>'" + site.dir.path("log").string() + "'; echo '" +
                                     site.dir.path("toolchain").string() + "'");
  std::filesystem::create_symlink("rustup", site.dir.path("bin/rustc"));
  auto first = site.open();
  CHECK(first.chosen_by_rustup());
  CHECK(value_of(first.toolchain()).rustc == site.dir.path("toolchain/bin/rustc"));
  first.save();
  CHECK(site.open().processes() == 0);
  site.dir.file("rust-toolchain.toml", "[toolchain]\n");
  CHECK(site.open().processes() == 1);
  auto settings = site.open();
  CHECK(settings.processes() == 1);
  settings.save();
  CHECK(site.open().processes() == 0);
  site.dir.file("rustup-home/settings.toml", "another");
  CHECK(site.open().processes() == 1);
  site.request.environment.set("RUSTUP_TOOLCHAIN", "nightly");
  CHECK(site.open().processes() == 1);
}
