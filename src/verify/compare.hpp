// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "verify/crate_diff.hpp"
#include "verify/evidence.hpp"

/// Comparing two sysroots crate by crate (docs/verify.md). "There" is the reference, "here" what is checked.
namespace buildstd::verify {

/// From the best to the worst.
enum class Verdict { identical, hashes, code, different, missing_here, only_here, unreadable };
std::string_view spelling(Verdict verdict);

/// Two files, or two runs of bytes.
struct BytesComparison {
  bool same = false;
  bool same_but_hashes = false;  ///< equal once crate hashes, and those in files' names, are masked
  std::uint64_t size_there = 0;
  std::uint64_t size_here = 0;
};

/// One file of the library folders: of a crate, or a dynamic library.
struct FileReport {
  std::string there;  ///< its name; empty: this side has none
  std::string here;
  BytesComparison bytes;
  std::string sha256_there;  ///< only where they were asked for
  std::string sha256_here;
};

/// Why two crates may differ.
struct Reason {
  std::string kind;   ///< "version", "debuginfo", "dependency", … (docs/verify.md)
  std::string about;  ///< the crate or package it is about, where it is another one
  std::string there;
  std::string here;
};
/// For a person: `libc 0.2.184 there, 0.2.183 here`.
std::string sentence(const Reason& reason, const std::string& crate);

struct CrateReport {
  std::string name;
  Verdict verdict = Verdict::identical;
  BytesComparison rlib;
  BytesComparison metadata;
  std::optional<CodeComparison> code;     ///< nothing where the files are the same
  std::vector<Reason> reasons;            ///< its own first, then those of its dependencies
  std::vector<std::string> dependencies;  ///< crates of the reference that its metadata names
  std::vector<Reason> hash_reasons;       ///< hashes that differ: reasons where there is no other
  std::vector<FileReport> files;          ///< `.rlib`, `.rmeta`
  std::string problem;                    ///< of one that could not be read: why

  /// How many of its differences no reason is known for; 1 for a crate that differs with no reason at all.
  [[nodiscard]] std::size_t unexplained() const;
};

struct SysrootReport {
  std::string target;
  std::vector<CrateReport> crates;
  std::vector<FileReport> dylibs;  ///< whose bytes are compared, nothing else
  std::vector<Error> problems;     ///< of files that could not be read
  [[nodiscard]] Verdict worst() const;
  /// Crates in which something is without a known reason.
  [[nodiscard]] std::size_t unexplained() const;
};

struct CompareOptions {
  fs::Path here;
  fs::Path there;
  std::vector<std::string> crates;                   ///< only these; empty: all
  std::map<std::string, std::string> versions_here;  ///< by package, where the files do not tell
  bool digests = false;                              ///< SHA-256 of all files is wanted
};
/// Each file is read in a process of its own; one that cannot be read leaves the others.
Result<SysrootReport> compare_sysroots(const CompareOptions& options);

nlohmann::json to_json(const SysrootReport& report);

struct HumanOptions {
  bool all = false;  ///< every difference, not the first few of a crate
  bool color = false;
};
std::string to_text(const SysrootReport& report, const HumanOptions& options);

}  // namespace buildstd::verify
