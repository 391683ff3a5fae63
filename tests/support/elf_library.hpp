// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

#include "base/elf.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::testing {

/// The bytes of a shared library, ELF-64, that needs these libraries and has nothing else in it.
inline std::string elf_library(const ElfDependencies& dependencies) {
  constexpr std::uint64_t base = 0x10000;  // where it would be loaded
  constexpr std::size_t segments_at = 64, dynamic_at = segments_at + 2 * 56;
  std::string strings(1, '\0');
  std::string dynamic;
  const auto number = [](std::string& bytes, std::uint64_t value, std::size_t size) {
    std::string raw(sizeof value, '\0');
    std::memcpy(raw.data(), &value, sizeof value);
    bytes += std::endian::native == std::endian::little ? raw.substr(0, size) : raw.substr(8 - size);
  };
  const auto entry = [&](std::uint64_t tag, std::uint64_t value) {
    number(dynamic, tag, 8);
    number(dynamic, value, 8);
  };
  const auto string = [&](const std::string& text) {
    const auto at = strings.size();
    strings += text + '\0';
    return at;
  };
  for (const auto& name : dependencies.needed) entry(1, string(name));
  if (!dependencies.run_paths.empty()) entry(29, string(text::join(dependencies.run_paths, ":")));
  const auto strings_at = dynamic_at + dynamic.size() + 32;
  entry(5, base + strings_at);
  entry(0, 0);

  std::string file =
      "\x7f"
      "ELF\x02";
  file += std::endian::native == std::endian::little ? '\x01' : '\x02';
  file.resize(16);
  number(file, 3, 2);  // a shared object
  file.resize(32);
  number(file, segments_at, 8);
  file.resize(54);
  number(file, 56, 2);
  number(file, 2, 2);
  file.resize(segments_at);
  const auto segment = [&](std::uint32_t type, std::uint64_t offset, std::uint64_t size) {
    number(file, type, 4);
    number(file, 4, 4);
    for (const auto value : {offset, base + offset, base + offset, size, size, std::uint64_t{8}})
      number(file, value, 8);
  };
  segment(1, 0, strings_at + strings.size());
  segment(2, dynamic_at, dynamic.size());
  return file + dynamic + strings;
}

}  // namespace buildstd::testing
