// SPDX-License-Identifier: MIT
// Runs a fuzz target over files that a fuzzer has found worth keeping: replay FILE|FOLDER…
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "buildstd/base/fs.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

std::vector<std::filesystem::path> files_of(const std::filesystem::path& argument) {
  if (!buildstd::fs::is_directory(argument)) return {argument};
  std::vector<std::filesystem::path> files;
  for (const auto& name : buildstd::fs::list(argument).value_or(std::vector<std::string>()))
    files.push_back(argument / name);
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& file : files_of(argv[i])) {
      const auto input = buildstd::fs::read(file);
      if (!input) return EXIT_FAILURE;
      (void)LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input->data()), input->size());
      ++count;
    }
  }
  std::cout << count << " inputs\n";
  return count == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
