// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "buildstd/base/error.hpp"
#include "transfer/record.hpp"
#include "transfer/signature.hpp"

/// Units in a file: a .tar.zst that holds `ac/KEY` and `cas/DIGEST`, just as a server has them.
namespace buildstd::transfer {

/// Writes such a file, by one beside it that is renamed: the same bytes for the same units. Its size.
Result<std::uint64_t> pack(const std::filesystem::path& to, const std::vector<GivenUnit>& units,
                           const Signatures& signatures);

struct UnpackedUnit {
  std::string key;
  nlohmann::json record;
  std::vector<std::string> files;  ///< below the folder, in the record's order
};
/// All units of such a file, with their files in new folders below `into`; where something is wrong, none of them.
Result<std::vector<UnpackedUnit>> unpack(const std::filesystem::path& from, const std::filesystem::path& into,
                                         const Signatures& signatures);

}  // namespace buildstd::transfer
