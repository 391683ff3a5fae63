// SPDX-License-Identifier: MIT
#include "transfer/record.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "transfer/limits.hpp"
#include "transfer/protobuf.hpp"

namespace buildstd::transfer {

namespace {

// Field numbers of remote_execution.proto.
constexpr std::uint32_t result_output_files = 2;
constexpr std::uint32_t result_stdout_raw = 5;
constexpr std::uint32_t result_stderr_raw = 7;
constexpr std::uint32_t file_path = 1;
constexpr std::uint32_t file_digest = 2;
constexpr std::uint32_t digest_hash = 1;
constexpr std::uint32_t digest_size = 2;

std::unexpected<Error> damaged_record() { return fail("its record is damaged"); }

std::optional<std::uint64_t> number(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned()) return {};
  return found->get<std::uint64_t>();
}

std::optional<Named> named(const nlohmann::json& object) {
  const auto size = number(object, "size");
  Named found{json_text(object, "sha256"), size.value_or(0)};
  if (!size || !is_digest(found.sha256)) return {};
  return found;
}

std::optional<Record::Made> made_file(const nlohmann::json& value) {
  if (!value.is_object()) return {};
  const auto stored = value.find("stored");
  if (stored == value.end() || !stored->is_object()) return {};
  const auto content = named(value);
  const auto blob = named(*stored);
  Record::Made made{json_text(value, "name"), {}};
  if (made.name.empty() || !content || !blob || !is_plausible(content->size, blob->size)) return {};
  made.names = {*content, *blob, value.value("executable", nlohmann::json()) == true};
  return made;
}

// Its files, where all is as it should be.
std::optional<std::vector<Record::Made>> made_files(const nlohmann::json& record) {
  const auto list = record.find("made");
  if (list == record.end() || !list->is_array() || list->size() > most_files) return {};
  std::vector<Record::Made> files;
  std::uint64_t whole = 0;
  for (const auto& value : *list) {
    auto made = made_file(value);
    if (!made) return {};
    whole += made->names.content.size;
    if (whole > largest_unit) return {};
    files.push_back(*std::move(made));
  }
  return files;
}

}  // namespace

Result<Record> read_record(std::string text, std::string_view key) {
  if (text.size() > largest_record) return damaged_record();
  Record record;
  record.json = parse_json(text);
  if (!record.json.is_object() || number(record.json, "format") != 1) return damaged_record();
  if (json_text(record.json, "key") != key) return fail("is another unit's");
  auto made = made_files(record.json);
  if (!made) return damaged_record();
  record.made = *std::move(made);
  record.text = std::move(text);
  return record;
}

Result<Record> read_believed_record(std::string_view bytes, std::string_view key, const Signatures& signatures) {
  BUILDSTD_TRY(auto result, read_action_result(bytes));
  if (const auto objection = signatures.objection(key, result.record, result.signature)) return fail(*objection);
  return read_record(std::move(result.record), key);
}

Result<std::vector<std::uint64_t>> sizes_of(const GivenUnit& unit) {
  if (!is_digest(unit.key) || !unit.record.is_object()) return fail("is not a unit");
  const auto list = unit.record.find("made");
  if (list == unit.record.end() || !list->is_array() || list->size() != unit.files.size() || list->size() > most_files)
    return fail("its record does not name its files");
  std::vector<std::uint64_t> sizes;
  std::uint64_t whole = 0;
  for (const auto& value : *list) {
    const auto size = value.is_object() ? number(value, "size") : std::nullopt;
    if (!size) return fail("its record has a file without a size");
    if (*size > largest_file || (whole += *size) > largest_unit) return fail("is larger than a remote cache takes");
    sizes.push_back(*size);
  }
  return sizes;
}

Result<Record> complete(const GivenUnit& unit, const std::vector<FileNames>& names) {
  auto record = unit.record;
  auto& made = record["made"];
  for (std::size_t at = 0; at < names.size(); ++at) {
    made[at]["sha256"] = names[at].content.sha256;
    made[at]["stored"] = {{"sha256", names[at].stored.sha256}, {"size", names[at].stored.size}};
  }
  auto text = record.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  // What a reader would refuse is not worth its room.
  auto read = read_record(std::move(text), unit.key);
  if (!read) return fail("its record is one that nobody would take");
  return read;
}

std::string to_action_result(const Record& record, std::string_view signature) {
  std::string result;
  for (const auto& made : record.made) {
    std::string digest;
    protobuf::add_bytes(digest, digest_hash, made.names.stored.sha256);
    protobuf::add_number(digest, digest_size, made.names.stored.size);
    std::string file;
    protobuf::add_bytes(file, file_path, made.name);
    protobuf::add_bytes(file, file_digest, digest);
    protobuf::add_bytes(result, result_output_files, file);
  }
  protobuf::add_bytes(result, result_stdout_raw, record.text);
  if (!signature.empty()) protobuf::add_bytes(result, result_stderr_raw, signature);
  return result;
}

Result<ActionResult> read_action_result(std::string_view bytes) {
  protobuf::Reader reader(bytes);
  std::string_view record;
  std::string_view signature;
  while (const auto field = reader.next()) {
    if (!field->has_bytes) continue;
    if (field->number == result_stdout_raw) record = field->bytes;
    if (field->number == result_stderr_raw) signature = field->bytes;
  }
  if (reader.is_damaged() || record.empty()) return damaged_record();
  return ActionResult{std::string(record), std::string(signature)};
}

}  // namespace buildstd::transfer
