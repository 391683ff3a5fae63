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

/// A crate's files, mapped, with what they tell.
struct LoadedCrate {
  CrateEvidence evidence;
  FileBytes rlib;
  FileBytes rmeta;  ///< may be null
  std::vector<Member> members;
  std::string_view metadata;  ///< the whole of it: from the `.rmeta` file, or from inside the archive
  std::optional<CrateHash> hash;
};
Result<LoadedCrate> load_crate(const SysrootFiles& sysroot, const CrateFiles& files);

/// What a crate's hash is there and here.
using HashPair = std::pair<CrateHash, CrateHash>;

/// Whether the two differ in nothing but crate hashes that stand at the same places.
bool same_but_hashes(std::string_view there, std::string_view here, const std::vector<HashPair>& pairs);

/// Which of these hashes the metadata holds: those of the crate itself and of what it depends on. As indices.
std::set<std::size_t> find_hashes(std::string_view metadata, const std::vector<CrateHash>& hashes);

}  // namespace buildstd::verify
