// SPDX-License-Identifier: MIT
#include "verify/loaded_crate.hpp"

#include <algorithm>
#include <bitset>
#include <cstring>

namespace buildstd::verify {

Result<OpenCrate> open_crate(const SysrootFiles& sysroot, const CrateFiles& files) {
  OpenCrate crate;
  const auto path = sysroot.directory / files.rlib;
  BUILDSTD_TRY(crate.rlib, map_file(path));
  BUILDSTD_TRY(crate.members, archive_members(view(crate.rlib), path.string()));
  if (files.rmeta) {
    BUILDSTD_TRY(crate.rmeta, map_file(sysroot.directory / *files.rmeta));
    crate.metadata = view(crate.rmeta);
  }
  for (const auto& member : crate.members) {
    if (crate.rmeta || member.kind != MemberKind::metadata) continue;
    BUILDSTD_TRY(crate.metadata, metadata_of_member(member, path.string()));
  }
  return crate;
}

Result<CrateFacts> read_facts(const SysrootFiles& sysroot, const CrateFiles& files) {
  BUILDSTD_TRY(const auto crate, open_crate(sysroot, files));
  CrateFacts facts;
  BUILDSTD_TRY(facts.evidence, evidence_of(files, crate.members, (sysroot.directory / files.rlib).string()));
  if (const auto head = read_metadata_head(crate.metadata)) facts.hash = head->hash;
  return facts;
}

bool same_but_hashes(std::string_view there, std::string_view here, const std::vector<HashPair>& pairs) {
  if (there.size() != here.size()) return false;
  // A hash covers the byte that differs where both sides have theirs around it.
  const auto end_of_hash = [&](std::size_t at) -> std::size_t {
    for (const auto& [left, right] : pairs) {
      for (std::size_t back = 0; back < left.size() && back <= at; ++back) {
        if (there.substr(at - back, left.size()) == left && here.substr(at - back, right.size()) == right)
          return at - back + left.size();
      }
    }
    return at;
  };
  for (std::size_t at = 0; at < there.size();) {
    const auto differs = std::mismatch(there.begin() + static_cast<std::ptrdiff_t>(at), there.end(),
                                       here.begin() + static_cast<std::ptrdiff_t>(at))
                             .first;
    const auto place = static_cast<std::size_t>(differs - there.begin());
    if (place == there.size()) return true;
    at = end_of_hash(place);
    if (at == place) return false;
  }
  return true;
}

std::set<std::size_t> find_hashes(std::string_view metadata, const std::vector<CrateHash>& hashes) {
  std::bitset<0x10000> beginnings;
  const auto beginning = [](const char* bytes) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8 | static_cast<unsigned char>(bytes[1]);
  };
  for (const auto& hash : hashes) beginnings.set(beginning(hash.data()));
  std::set<std::size_t> found;
  for (std::size_t at = 0; at + sizeof(CrateHash) <= metadata.size(); ++at) {
    if (!beginnings.test(beginning(metadata.data() + at))) continue;
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      if (std::memcmp(metadata.data() + at, hashes[i].data(), hashes[i].size()) == 0) found.insert(i);
    }
  }
  return found;
}

}  // namespace buildstd::verify
