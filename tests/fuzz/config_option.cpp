// SPDX-License-Identifier: MIT
// The argument of `--config KEY=VALUE`.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "buildstd/base/diagnostics.hpp"
#include "config/read.hpp"

using namespace buildstd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto value = config::read_option(std::string(reinterpret_cast<const char*>(bytes), size));
  if (!value) {
    (void)render(value.error(), Color::never);
    return 0;
  }
  // What is accepted is a chain of tables with one member each that ends in something else.
  const auto* node = &*value;
  while (const auto* table = node->table()) {
    if (table->size() != 1) std::abort();
    node = &table->begin()->second;
  }
  return 0;
}
