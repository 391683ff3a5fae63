// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "verify/archive.hpp"
#include "verify/evidence.hpp"
#include "verify/metadata.hpp"

namespace buildstd::verify {

/// What one crate's files tell.
struct CrateFacts {
  CrateEvidence evidence;
  std::optional<CrateHash> hash;
};
Result<CrateFacts> read_facts(const SysrootFiles& sysroot, const CrateFiles& files);

/// A crate's files, mapped.
struct OpenCrate {
  FileBytes rlib;
  FileBytes rmeta;  ///< may be null
  std::vector<Member> members;
  std::string_view metadata;  ///< the whole of it: from the `.rmeta` file, or from inside the archive
};
Result<OpenCrate> open_crate(const SysrootFiles& sysroot, const CrateFiles& files);

/// One hash as it stands there and here, both of one length: a crate's own, or the one in its files' names.
using HashPair = std::pair<std::string, std::string>;

/// Whether the two differ in nothing but such hashes that stand at the same places.
bool same_but_hashes(std::string_view there, std::string_view here, const std::vector<HashPair>& pairs);

/// Which of these hashes the metadata holds: those of the crate itself and of what it depends on. As indices.
std::set<std::size_t> find_hashes(std::string_view metadata, const std::vector<CrateHash>& hashes);

}  // namespace buildstd::verify
