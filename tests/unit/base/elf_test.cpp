// SPDX-License-Identifier: MIT
#include "base/elf.hpp"

#include "buildstd/base/fs.hpp"
#include "support/elf_library.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;

TEST_CASE("what an ELF file needs, and from where", "[base][elf]") {
  const TempDir dir;
  const ElfDependencies expected{{"libLLVM.so.22.1", "libc.so.6"}, {"$ORIGIN/../lib", "/opt/x"}};
  const auto file = dir.file("lib.so", elf_library(expected));
  CHECK(read_elf_dependencies(file) == expected);
  CHECK(read_elf_dependencies(dir.file("none.so", elf_library({}))) == ElfDependencies{});
}

TEST_CASE("this program's own libraries are found, where it has any", "[base][elf]") {
  const auto own = read_elf_dependencies("/proc/self/exe");
  if (!own) return;
  for (const auto& name : own->needed) CHECK(name.contains(".so"));
}

TEST_CASE("files that are no ELF, or damaged, say nothing and harm nobody", "[base][elf]") {
  const TempDir dir;
  CHECK_FALSE(read_elf_dependencies(dir.path("missing")));
  CHECK_FALSE(read_elf_dependencies(dir.path()));
  CHECK_FALSE(read_elf_dependencies(dir.file("empty", "")));
  CHECK_FALSE(read_elf_dependencies(dir.file("script", "#!/bin/sh\n" + std::string(100, 'x'))));
  const auto whole = elf_library({{"libLLVM.so.1"}, {"/x"}});
  for (std::size_t size = 0; size < whole.size(); ++size)
    (void)read_elf_dependencies(dir.file("cut", whole.substr(0, size)));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto changed = whole;
    changed[at] = '\xff';
    (void)read_elf_dependencies(dir.file("changed", changed));
  }
}
