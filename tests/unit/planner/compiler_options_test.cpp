// SPDX-License-Identifier: MIT
#include "buildstd/planner/compiler_options.hpp"

#include <algorithm>

#include "support/results.hpp"

using namespace buildstd;
using namespace buildstd::planner;
using namespace buildstd::testing;
using Strings = std::vector<std::string>;

namespace {

Strings for_crates(const Strings& flags) { return UserFlags(flags).for_std(Product::crate); }
Strings for_dylib(const Strings& flags) { return UserFlags(flags).for_std(Product::dynamic_library); }
Strings files(const Strings& flags, Product product = Product::crate) { return UserFlags(flags).files(product); }

/// `family:name=value` of each flag, without the `=value` where it has none.
Strings read(const Strings& words) {
  Strings shown;
  const UserFlags flags(words);
  for (const auto& flag : flags.all()) {
    const std::string family = flag.family == OptionFamily::codegen    ? "C:"
                               : flag.family == OptionFamily::unstable ? "Z:"
                                                                       : ":";
    shown.push_back(family + flag.name + (flag.value ? "=" + *flag.value : ""));
  }
  return shown;
}

/// The reasons against flags on stable, one a flag that is refused.
Strings refused(const Strings& words) {
  Strings shown;
  for (const auto& [flag, reason] : UserFlags(words).unstable()) shown.push_back(flag.shown());
  return shown;
}

}  // namespace

TEST_CASE("the tables are sorted and have each option once", "[planner][flags]") {
  const auto before = [](const std::string& name) {
    std::string lower = name;
    std::ranges::transform(lower, lower.begin(), [](char letter) { return static_cast<char>(std::tolower(letter)); });
    return lower;
  };
  for (const auto table : {plain_options(), codegen_options(), unstable_options()}) {
    CHECK(table.size() > 30);
    for (std::size_t i = 1; i < table.size(); ++i) {
      INFO(table[i].name);
      CHECK(before(std::string(table[i - 1].name)) <= before(std::string(table[i].name)));
      CHECK(table[i - 1].name != table[i].name);
    }
    for (const auto& option : table) {
      INFO(option.name);
      CHECK_FALSE(option.reason.empty());
      CHECK(find_option(option.family, option.name) == &option);
    }
  }
  CHECK(find_option(OptionFamily::codegen, "link_arg") == find_option(OptionFamily::codegen, "link-arg"));
  CHECK(find_option(OptionFamily::codegen, "macro-backtrace") == nullptr);
}

TEST_CASE("all spellings of rustc's are read", "[planner][flags]") {
  CHECK(read({"-C", "link-arg=x=y", "-Clink_arg=z", "--codegen", "strip=none", "--codegen=strip=none", "-Crpath"}) ==
        Strings{"C:link-arg=x=y", "C:link-arg=z", "C:strip=none", "C:strip=none", "C:rpath"});
  CHECK(read({"-Zmacro-backtrace", "-Z", "macro_backtrace", "-Zthreads=8"}) ==
        Strings{"Z:macro-backtrace", "Z:macro-backtrace", "Z:threads=8"});
  CHECK(read({"-Dwarnings", "-W", "unused", "--allow", "x", "--forbid=y", "--force-warn=z"}) ==
        Strings{":deny=warnings", ":warn=unused", ":allow=x", ":forbid=y", ":force-warn=z"});
  CHECK(read({"--cfg", "a", "--cfg=b=\"c\"", "-Lnative=/x", "-L", "/y", "-lstatic:+whole-archive=z", "-l", "m"}) ==
        Strings{":cfg=a", ":cfg=b=\"c\"", ":L=native=/x", ":L=/y", ":l=static:+whole-archive=z", ":l=m"});
  CHECK(read({"-gO", "-vCopt-level=1", "-gC", "lto"}) ==
        Strings{":g", ":O", ":verbose", "C:opt-level=1", ":g", "C:lto"});
  CHECK(read({"@some/file", "-", "--", "-C"}) == Strings{":@some/file=some/file", ":-=-", ":--=--", "C:"});
  CHECK(read({}) == Strings{});
}

TEST_CASE("words are passed as they were given, in their order", "[planner][flags]") {
  const Strings flags{"--cfg",          "a",   "-Clink-arg=-s", "-C",  "opt-level=1", "-D", "warnings",
                      "--color=always", "-Zx", "--new",         "-lm", "--emit=asm",  "-gO"};
  CHECK(for_crates(flags) == Strings{"--cfg", "a", "-C", "opt-level=1", "-Zx", "--new", "-lm", "-g", "-O"});
  CHECK(for_dylib(flags) ==
        Strings{"--cfg", "a", "-Clink-arg=-s", "-C", "opt-level=1", "-Zx", "--new", "-lm", "-g", "-O"});
}

TEST_CASE("what concerns linking, lints and messages is not passed for crates", "[planner][flags]") {
  for (const std::string flag : {"-Clink-arg=-fuse-ld=lld", "-Clink-args=-s -x", "-Clinker=cc", "-Clinker-flavor=gcc",
                                 "-Clink-self-contained=no", "-Crpath", "-Cstrip=symbols", "-Cprefer-dynamic",
                                 "-Cdefault-linker-libraries", "-Zpre-link-arg=-s", "-L/x"}) {
    INFO(flag);
    CHECK(for_crates({flag}) == Strings{});
    CHECK(for_dylib({flag}) == Strings{flag});
  }
  for (const std::string flag :
       {"-Dwarnings", "-Wunused", "-Ax", "-Fx", "--cap-lints=warn", "--check-cfg=cfg(x)", "--color=always", "-v",
        "--error-format=short", "--json=artifacts", "--diagnostic-width=80", "-Zmacro-backtrace", "-Ztrack-diagnostics",
        "-Cincremental=/x", "-Cextra-filename=-x", "--print=native-static-libs", "--emit=asm", "-Zunstable-options"}) {
    INFO(flag);
    CHECK(for_crates({flag}) == Strings{});
    CHECK(for_dylib({flag}) == Strings{});
  }
  for (const std::string flag :
       {"-Clink-dead-code", "-Crelro-level=full", "-Ccontrol-flow-guard", "-Cmetadata=x", "-Ctarget-feature=+aes",
        "-Zsanitizer=address", "-Ztime-passes", "-Zthreads=2", "-Zprint-type-sizes", "-lfoo", "--cfg=x",
        "-Cnobody-knows=1", "-Znobody-knows", "--nobody-knows"}) {
    INFO(flag);
    CHECK(for_crates({flag}) == Strings{flag});
    CHECK(for_dylib({flag}) == Strings{flag});
  }
}

TEST_CASE("names of files and folders are made absolute, however the flag is spelled", "[planner][flags]") {
  const auto absolute = [](const Strings& flags) { return UserFlags(flags).with_absolute_paths("/w"); };
  CHECK(absolute({"-Cprofile-use=m.profdata", "-C", "profile-use=../m", "--codegen=profile-use=/m"}) ==
        Strings{"-Cprofile-use=/w/m.profdata", "-C", "profile-use=/m", "--codegen=profile-use=/m"});
  CHECK(absolute({"-L", "native=a", "-Lb", "-L@RUSTC_BUILTIN/x"}) ==
        Strings{"-L", "native=/w/a", "-L/w/b", "-L@RUSTC_BUILTIN/x"});
  CHECK(absolute({"-Zsanitizer-dataflow-abilist=a,/b", "-Zllvm-plugins=a b"}) ==
        Strings{"-Zsanitizer-dataflow-abilist=/w/a,/b", "-Zllvm-plugins=/w/a /w/b"});
  CHECK(absolute({"--extern", "a=b", "--extern=c", "-Cprofile-generate=x", "-Clink-arg=-Tx", "-Cprofile-use"}) ==
        Strings{"--extern", "a=/w/b", "--extern=c", "-Cprofile-generate=x", "-Clink-arg=-Tx", "-Cprofile-use"});
}

TEST_CASE("files that flags name", "[planner][flags]") {
  CHECK(files({"-Cprofile-use=/p/m.profdata", "-Zprofile-sample-use=/p/s.prof"}) ==
        Strings{"/p/m.profdata", "/p/s.prof"});
  CHECK(files({"-Zsanitizer-dataflow-abilist=/a,/b", "-Zllvm-plugins=/c.so /d.so"}) ==
        Strings{"/a", "/b", "/c.so", "/d.so"});
  CHECK(files({"@/etc/flags"}) == Strings{
                                      "/etc/flags",
                                  });
  CHECK(files({"-Cnobody-knows=/x"}) == Strings{"/x"});
  CHECK(files({"--extern", "foo=/x/libfoo.rlib"}) == Strings{"foo=/x/libfoo.rlib", "foo", "/x/libfoo.rlib"});
  // What is written to, and what only linking reads.
  CHECK(files({"-Cprofile-generate=/p", "-Zself-profile=/q", "-Cincremental=/r", "-Clink-arg=-T/x.ld"}).empty());
  CHECK_THAT(
      files({"-Clink-arg=-T/x.ld", "-Clink-arg=-Wl,--version-script=/v"}, Product::dynamic_library),
      Catch::Matchers::VectorContains(std::string("/x.ld")) || Catch::Matchers::VectorContains(std::string("/v")));
  CHECK(files({"--remap-path-prefix", "/a=/b", "--cfg", "/a"}).empty());
}

TEST_CASE("a linker script's path is found in the linker's argument", "[planner][flags]") {
  for (const std::string flag : {"-Clink-arg=-T/x.ld", "-Clink-arg=-Wl,-T,/x.ld", "-Clink-args=-s -Wl,--script=/x.ld",
                                 "-Clink-arg=/x.ld", "-Clink-arg=@/x.ld"}) {
    INFO(flag);
    CHECK_THAT(files({flag}, Product::dynamic_library), Catch::Matchers::VectorContains(std::string("/x.ld")));
  }
}

TEST_CASE("a static library that is put into each crate counts, and where it is found", "[planner][flags]") {
  const Strings flags{"-L", "native=/one", "-L/two", "-l", "static=z", "-lm"};
  CHECK(for_crates(flags) == flags);
  CHECK(files(flags) == Strings{"/one/libz.a", "/one/z.lib", "/one/z", "/two/libz.a", "/two/z.lib", "/two/z"});
  CHECK(for_crates({"-L/two", "-lstatic:-bundle=z"}) == Strings{"-lstatic:-bundle=z"});
  CHECK(files({"-L/two", "-lstatic:-bundle=z"}).empty());
}

TEST_CASE("what depends on the processor", "[planner][flags]") {
  const auto depends = [](const Strings& flags) { return UserFlags(flags).depends_on_processor(); };
  CHECK(depends({"-Ctarget-cpu=native"}));
  CHECK(depends({"-C", "target_cpu=native"}));
  CHECK(depends({"-Ztune-cpu=native"}));
  CHECK(depends({"-Cllvm-args=-mcpu=native"}));
  CHECK(depends({"-Cnobody-knows=native"}));
  CHECK(depends({"@file-that-nobody-has-read"}));
  CHECK_FALSE(depends({"-Ctarget-cpu=x86-64-v3", "-L", "native=/x", "-lnative", "--cfg", "native"}));
  CHECK_FALSE(depends({"-Clink-arg=native-thing", "-Ctarget-feature=+avx2"}));
}

TEST_CASE("the user's remaps are apart, so that they come last", "[planner][flags]") {
  const UserFlags flags({"--remap-path-prefix", "/a=/b", "--cfg", "x", "--remap-path-prefix=/c=/d"});
  CHECK(flags.for_std(Product::crate) == Strings{"--cfg", "x"});
  CHECK(flags.remaps() == Strings{"--remap-path-prefix", "/a=/b", "--remap-path-prefix=/c=/d"});
}

TEST_CASE("what a stable compiler refuses", "[planner][flags]") {
  for (const std::string flag :
       {"-Zsanitizer=thread", "-Zunstable-options", "-Cpanic=immediate-abort", "-Clinker-flavor=gnu-lld-cc",
        "-Csymbol-mangling-version=legacy", "-Csymbol_mangling_version=hashed", "-Cforce-frame-pointers=non-leaf",
        "-Clink-self-contained=+linker", "-Clinker-features=+lld", "-ldylib:+as-needed=x", "-llink-arg=x",
        "--extern=priv:a=b", "--env-set=A=B", "--print=target-spec-json", "--emit=link,thin-link-bitcode",
        "--error-format=human-unicode", "--json=timings", "--edition=future", "--target=x.json"}) {
    INFO(flag);
    CHECK(refused({flag}) == Strings{flag});
  }
  CHECK(refused({"-Cpanic=abort",
                 "-Clinker-flavor=gcc",
                 "-Clinker-flavor=wasm-ld",
                 "-Csymbol-mangling-version=v0",
                 "-Cforce-frame-pointers",
                 "-Clink-self-contained",
                 "-Clink-self-contained=-linker",
                 "-Clinker-features=-lld",
                 "-Ctarget-cpu=native",
                 "-lstatic:+whole-archive=x",
                 "-lx",
                 "--extern=a=b",
                 "--print=cfg",
                 "--emit=asm",
                 "--error-format=json",
                 "--edition=2024",
                 "-Dwarnings",
                 "--target=x",
                 "-Cinstrument-coverage",
                 "-Cnobody-knows"}) == Strings{});
  CHECK(refused({"-Z", "threads=8"}) == Strings{"-Z threads=8"});
}

TEST_CASE("when rustc adds the profiler's runtime", "[planner][flags]") {
  const auto runtime = [](const Strings& flags) { return UserFlags(flags).profiler_runtime().value_or(""); };
  CHECK(runtime({"-Cinstrument-coverage"}) == "profiler_builtins");
  CHECK(runtime({"-Cprofile-generate=/p"}) == "profiler_builtins");
  CHECK(runtime({"-Cinstrument-coverage=yes", "-Zprofiler-runtime=mine"}) == "mine");
  CHECK(runtime({"-Cinstrument-coverage", "-Cinstrument-coverage=off"}).empty());
  CHECK(runtime({"-Cinstrument-coverage", "-Zno-profiler-runtime"}).empty());
  CHECK(runtime({"-Cprofile-use=/p"}).empty());
}

TEST_CASE("values that others ask for", "[planner][flags]") {
  const UserFlags flags({"-Clinker=cc", "-C", "linker=musl-gcc", "-Zcodegen-backend=cranelift", "-Z",
                         "sanitizer=address,leak", "-Zsanitizer=cfi", "-Clink-self-contained=off"});
  CHECK(flags.last(OptionFamily::codegen, "linker") == "musl-gcc");
  CHECK(flags.last(OptionFamily::unstable, "codegen-backend") == "cranelift");
  CHECK(flags.last(OptionFamily::codegen, "target-cpu") == std::nullopt);
  CHECK(flags.sanitizers() == Strings{"address", "leak", "cfi"});
  CHECK(flags.brings_own_objects());
  CHECK_FALSE(UserFlags({"-Clink-self-contained"}).brings_own_objects());
  CHECK_FALSE(flags.names_processor());
  CHECK(UserFlags({"-Ctarget-cpu=atmega328p"}).names_processor());
  CHECK(UserFlags({"@file"}).names_processor());
}

TEST_CASE("argument files are put in their place, a line an argument", "[planner][flags]") {
  const auto reader = [](const std::string& path) -> Result<std::string> {
    if (path == "a") return "-Copt-level=1\n--cfg\nx y\n";
    if (path == "b") return "@a\n\n";
    return fail(Error("failed to read `" + path + "`"));
  };
  CHECK(value_of(expand_argument_files({"-g", "@a", "-O"}, reader)) ==
        Strings{"-g", "-Copt-level=1", "--cfg", "x y", "-O"});
  CHECK(value_of(expand_argument_files({"@b"}, reader)) == Strings{"@a", ""});
  CHECK(value_of(expand_argument_files({"-Zshell-argfiles", "@shell:a"}, reader)) ==
        Strings{"-Zshell-argfiles", "@shell:a"});
  CHECK_THAT(message_of(expand_argument_files({"@none"}, reader)), Catch::Matchers::Contains("failed to read `none`"));
}
