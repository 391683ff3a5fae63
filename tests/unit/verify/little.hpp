// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "buildstd/base/fs.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"
#include "verify/archive.hpp"
#include "verify/compare.hpp"

/// Libraries for the tests of `verify`: tests/data/verify, and changed copies of them.
namespace buildstd::testing {

inline const std::vector<std::string> little_targets = {
    "x86_64-unknown-linux-gnu", "i686-unknown-linux-gnu", "thumbv7em-none-eabihf", "riscv64gc-unknown-linux-gnu",
    "s390x-unknown-linux-gnu",  "aarch64-apple-darwin",   "x86_64-pc-windows-gnu", "wasm32-unknown-unknown"};

inline std::string little(const std::string& name = "x86_64-unknown-linux-gnu") {
  return value_of(fs::read(TEST_DATA "/verify/" + name + ".rlib"));
}

struct OwnedMember {
  std::string name;
  std::string bytes;
};

inline std::vector<OwnedMember> members_of(const std::string& archive) {
  std::vector<OwnedMember> members;
  for (const auto& member : value_of(verify::archive_members(archive, "little")))
    members.push_back({member.name, std::string(member.bytes)});
  return members;
}

/// A GNU archive with long names, as rustc and `ar` write it.
inline std::string archive_of(const std::vector<OwnedMember>& members) {
  const auto header = [](std::string name, std::size_t size) {
    name.resize(16, ' ');
    auto length = std::to_string(size);
    length.resize(10, ' ');
    return name + "0           0     0     644     " + length + "`\n";
  };
  std::string names;
  std::string bodies;
  for (const auto& member : members) {
    bodies += header("/" + std::to_string(names.size()), member.bytes.size()) + member.bytes;
    if (bodies.size() % 2 != 0) bodies += '\n';
    names += member.name + "/\n";
  }
  if (names.size() % 2 != 0) names += '\n';
  return "!<arch>\n" + header("//", names.size()) + names + bodies;
}

/// A library of one object from tests/data/verify/assembled.
inline std::string assembled(const std::string& name) {
  return archive_of({{"little-1.little.9071c5eb0b65983b-cgu.0.rcgu.o",
                      value_of(fs::read(TEST_DATA "/verify/assembled/" + name + ".o"))}});
}

/// With one piece of text, the first of its kind, replaced.
inline std::string replaced(std::string bytes, const std::string& from, const std::string& to) {
  const auto at = bytes.find(from);
  REQUIRE(at != std::string::npos);
  return bytes.replace(at, from.size(), to);
}

/// Two folders of libraries, and what comparing them tells.
struct Stds {
  TempDir dir;
  void there(const std::string& crate, const std::string& rlib) const {
    dir.file("there/lib" + crate + "-1.rlib", rlib);
  }
  void here(const std::string& crate, const std::string& rlib) const { dir.file("here/lib" + crate + "-1.rlib", rlib); }
  [[nodiscard]] Result<verify::SysrootReport> compare() const {
    return verify::compare_sysroots({dir.path("here"), dir.path("there"), {}, {}});
  }
};

/// The report on the one crate of a pair of libraries.
inline verify::CrateReport compare_one(const std::string& there, const std::string& here) {
  const Stds stds;
  stds.there("little", there);
  stds.here("little", here);
  return value_of(stds.compare()).crates.at(0);
}

}  // namespace buildstd::testing
