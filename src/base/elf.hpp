// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace buildstd {

/// Which libraries an ELF file needs, and where it says that they are.
struct ElfDependencies {
  std::vector<std::string> needed;     ///< DT_NEEDED: names of libraries
  std::vector<std::string> run_paths;  ///< DT_RUNPATH and DT_RPATH, folder by folder, with `$ORIGIN` as it stands
  std::string interpreter = {};        ///< PT_INTERP: the loader of an executable; empty: it names none

  bool operator==(const ElfDependencies&) const = default;
};

/// Of an executable or a shared library for this machine's word order. Reads a few kilobytes, however large the file
/// is; nothing where it is no such file, or a damaged one.
std::optional<ElfDependencies> read_elf_dependencies(const std::filesystem::path& file);

}  // namespace buildstd
