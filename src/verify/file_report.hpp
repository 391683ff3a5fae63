// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "verify/compare.hpp"
#include "verify/loaded_crate.hpp"

namespace buildstd::verify {

/// Two runs of bytes.
BytesComparison compare_bytes(std::string_view there, std::string_view here, const std::vector<HashPair>& pairs);

/// What file reports need to know besides the files' names.
struct FileContext {
  const SysrootFiles& there;
  const SysrootFiles& here;
  const std::vector<HashPair>& pairs;
  bool digests = false;
};

/// Compares two files; an empty name: this side has none.
Result<FileReport> report_of_file(const std::string& there, const std::string& here, const FileContext& context);

/// The files of one crate.
Result<std::vector<FileReport>> report_of_files(const CrateFiles& there, const CrateFiles& here,
                                                const FileContext& context);

}  // namespace buildstd::verify
