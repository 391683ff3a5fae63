// SPDX-License-Identifier: MIT
// Compares buildstd's unit hashes with tables recorded from a real Cargo:
//   cargo_hash_check TABLE.json…
// Exit status 0: all equal; 2: some differ; 1: a table cannot be read.
#include <fmt/format.h>

#include <cstdio>

#include "support/cargo_hash_tables.hpp"

int main(int argc, char** argv) {
  bool differs = argc < 2;
  for (int i = 1; i < argc; ++i) {
    const auto tables = buildstd::tests::read_hash_tables(argv[i]);
    if (!tables) {
      fmt::print(stderr, "cargo_hash_check: {}\n", tables.error().message());
      return 1;
    }
    std::size_t compared = 0;
    std::size_t differences = 0;
    for (const auto& scenario : tables->scenarios) {
      const auto comparison = buildstd::tests::compare_hashes(scenario);
      compared += comparison.compared;
      differences += comparison.differences.size();
      for (const auto& line : comparison.differences) fmt::print("{}\n", line);
    }
    fmt::print("{}: {}: {} scenarios, {} units compared, {} differ\n", argv[i], tables->cargo, tables->scenarios.size(),
               compared, differences);
    differs = differs || differences != 0 || compared == 0;
  }
  return differs ? 2 : 0;
}
