// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"
#include "transfer/blob.hpp"
#include "transfer/signature.hpp"

namespace buildstd::transfer {

/// A unit as a server or an archive keeps it: what buildstd said of it, byte by byte as it may be signed, and its
/// files.
struct Record {
  struct Made {
    std::string name;
    FileNames names;
  };

  std::string text;
  nlohmann::json json;
  std::vector<Made> made;
};

/// A record's text from somebody: an error says, of the unit, why it cannot be used.
Result<Record> read_record(std::string text, std::string_view key);
/// The same of a whole record as a server or an archive keeps it, signed with a key that is believed.
Result<Record> read_believed_record(std::string_view bytes, std::string_view key, const Signatures& signatures);

/// What buildstd gives of a unit, before its files are compressed.
struct GivenUnit {
  std::string key;
  nlohmann::json record;
  std::vector<std::filesystem::path> files;
};
/// The sizes of its files; an error where it is not as the protocol has it, or beyond the limits.
Result<std::vector<std::uint64_t>> sizes_of(const GivenUnit& unit);
/// The record with its files' names.
Result<Record> complete(const GivenUnit& unit, const std::vector<FileNames>& names);

/// How a record stands on a server: an ActionResult of Bazel's remote_execution.proto, from which a server knows what
/// blobs it needs.
std::string to_action_result(const Record& record, std::string_view signature);
struct ActionResult {
  std::string record;
  std::string signature;
};
Result<ActionResult> read_action_result(std::string_view bytes);

}  // namespace buildstd::transfer
