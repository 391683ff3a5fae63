// SPDX-License-Identifier: MIT
#include "toolchain/compiler_libraries.hpp"

#include "support/elf_library.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::toolchain;
using Paths = std::vector<std::filesystem::path>;

namespace {

/// A driver in `lib` of a sysroot, and a system whose loader knows nothing.
struct CompilerSite {
  TempDir dir;
  SystemLibraries system{dir.path("ld.so.cache"), {dir.path("system")}};
  Environment environment;

  [[nodiscard]] std::filesystem::path driver(const ElfDependencies& dependencies) const {
    return dir.file("sysroot/lib/librustc_driver-1.so", elf_library(dependencies));
  }
  [[nodiscard]] Paths libraries(const std::filesystem::path& driver) const {
    return compiler_libraries(driver, dir.path("sysroot"), environment, system);
  }
};

}  // namespace

TEST_CASE("LLVM's library counts, the system's do not", "[toolchain][compiler_libraries]") {
  const CompilerSite site;
  site.dir.file("system/libc.so.6", "c");
  site.dir.file("system/libstdc++.so.6", "c++");
  const auto llvm = site.dir.file("system/libLLVM.so.22.1", "llvm");
  const auto driver = site.driver({{"libLLVM.so.22.1", "libstdc++.so.6", "libc.so.6"}, {}});
  CHECK(site.libraries(driver) == Paths{llvm});
}

TEST_CASE("where the driver says, beside it, and where the loader's cache says", "[toolchain][compiler_libraries]") {
  CompilerSite site;
  const auto driver = site.driver({{"libLLVM.so.1"}, {"$ORIGIN/../own", "${ORIGIN}/more"}});
  CHECK(site.libraries(driver).empty());
  const auto own = site.dir.file("sysroot/own/libLLVM.so.1", "1");
  CHECK(site.libraries(driver) == Paths{own});
  const auto more = site.dir.file("sysroot/lib/more/libLLVM.so.1", "2");
  const auto beside = site.dir.file("sysroot/lib/libLLVM.so.1", "3");
  CHECK(site.libraries(driver) == Paths{own, more, beside});
  const auto cached = site.dir.file("elsewhere/libLLVM.so.1", "4");
  const std::string end(1, '\0');
  site.dir.file("ld.so.cache", "glibc-ld.so.cache1.1" + end + "libLLVM.so.1" + end + cached.string() + end);
  CHECK(site.libraries(driver) == Paths{own, more, beside, cached});
  const auto named = site.dir.file("named/libLLVM.so.1", "5");
  site.environment = Environment({{"LD_LIBRARY_PATH", ":" + site.dir.path("named").string()}});
  CHECK(site.libraries(driver) == Paths{named, own, more, beside, cached});
}

TEST_CASE("a library under two names is one, and codegen backends count", "[toolchain][compiler_libraries]") {
  const CompilerSite site;
  const auto driver = site.driver({{"libLLVM.so.1", "libLLVM.so.2"}, {}});
  const auto llvm = site.dir.file("sysroot/lib/libLLVM.so.1", "1");
  std::filesystem::create_symlink("libLLVM.so.1", site.dir.path("sysroot/lib/libLLVM.so.2"));
  const auto backend =
      site.dir.file("sysroot/lib/rustlib/x86_64-unknown-linux-gnu/codegen-backends/librustc_codegen_x.so",
                    elf_library({{"libgccjit.so.0"}, {}}));
  const auto jit = site.dir.file("system/libgccjit.so.0", "jit");
  CHECK(site.libraries(driver) == Paths{llvm, backend, jit});
}

TEST_CASE("a compiler without a driver, or one that is no ELF file, has none", "[toolchain][compiler_libraries]") {
  const CompilerSite site;
  CHECK(site.libraries({}).empty());
  CHECK(site.libraries(site.dir.file("sysroot/lib/librustc_driver-1.so", "text")).empty());
}
