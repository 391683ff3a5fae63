// SPDX-License-Identifier: MIT
#include "verify/file_report.hpp"

#include "buildstd/base/hash.hpp"

namespace buildstd::verify {

namespace {

// Nothing where the side has no such file.
Result<FileBytes> bytes_of(const SysrootFiles& side, const std::string& name) {
  if (name.empty()) return FileBytes();
  return map_file(side.directory / name);
}

}  // namespace

BytesComparison compare_bytes(std::string_view there, std::string_view here, const std::vector<HashPair>& pairs) {
  BytesComparison result{there == here, true, there.size(), here.size()};
  result.same_but_hashes = result.same || same_but_hashes(there, here, pairs);
  return result;
}

Result<FileReport> report_of_file(const std::string& there, const std::string& here, const FileContext& context) {
  BUILDSTD_TRY(const auto left, bytes_of(context.there, there));
  BUILDSTD_TRY(const auto right, bytes_of(context.here, here));
  FileReport report{there, here, {}, {}, {}};
  if (left && right) report.bytes = compare_bytes(view(left), view(right), context.pairs);
  if (left && context.digests) report.sha256_there = sha256_hex(view(left));
  if (right && context.digests) report.sha256_here = sha256_hex(view(right));
  return report;
}

Result<std::vector<FileReport>> report_of_files(const CrateFiles& there, const CrateFiles& here,
                                                const FileContext& context) {
  std::vector<FileReport> files;
  BUILDSTD_TRY(auto rlib, report_of_file(there.rlib, here.rlib, context));
  files.push_back(std::move(rlib));
  const auto left = there.rmeta.value_or("");
  const auto right = here.rmeta.value_or("");
  if (left.empty() && right.empty()) return files;
  BUILDSTD_TRY(auto rmeta, report_of_file(left, right, context));
  files.push_back(std::move(rmeta));
  return files;
}

}  // namespace buildstd::verify
