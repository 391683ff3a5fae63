// SPDX-License-Identifier: MIT
#include "transfer/presence.hpp"

#include <map>
#include <optional>
#include <utility>

#include "transfer/limits.hpp"
#include "transfer/record.hpp"

namespace buildstd::transfer {

namespace {

// The blobs of a record that a reader with these keys would take, by their names; nothing where there is none.
std::optional<std::map<std::string, Named>> blobs_of(const std::string& bytes, const std::string& key,
                                                     const Signatures& signatures) {
  const auto record = read_believed_record(bytes, key, signatures);
  if (!record) return std::nullopt;
  std::map<std::string, Named> blobs;
  for (const auto& made : record->made) blobs.emplace(made.names.stored.sha256, made.names.stored);
  return blobs;
}

// Some servers say 0 of what they do not tell.
bool is_as_long(const HttpAnswer& head, const Named& blob) {
  return !head.length || *head.length == 0 || *head.length == blob.size;
}

}  // namespace

bool Presence::is_usable(const HttpAnswer& answer) {
  constexpr int not_allowed = 405;
  constexpr int not_implemented = 501;
  const bool knows_no_head = answer.status == not_allowed || answer.status == not_implemented;
  if (is_success(answer) || is_absent(answer) || knows_no_head) return true;
  health_.lose_writes(trouble_of(answer, true, has_token_));
  return false;
}

void Presence::ask_for_blob(const Named& blob, Told told) {
  HttpRequest request;
  request.method = Method::head;
  request.path = "cas/" + blob.sha256;
  requests_.push_back(http_.start(std::move(request), [this, blob, told = std::move(told)](const HttpAnswer& answer) {
    if (is_usable(answer)) told(is_success(answer) && is_as_long(answer, blob));
  }));
}

void Presence::ask_for_unit(const std::string& key, Told told) {
  const auto id = ++last_;
  auto& unit = units_[id];
  unit.key = key;
  unit.told = std::move(told);
  HttpRequest request;
  request.is_for_writing = true;
  request.path = "ac/" + key;
  request.sink = [&unit](std::string_view piece) {
    if (unit.result.size() + piece.size() > largest_result) return false;
    unit.result += piece;
    return true;
  };
  requests_.push_back(http_.start(std::move(request), [this, id](const HttpAnswer& answer) { on_result(id, answer); }));
}

void Presence::on_result(std::uint64_t id, const HttpAnswer& answer) {
  const auto found = units_.find(id);
  if (found == units_.end() || !is_usable(answer)) return;
  auto& unit = found->second;
  const bool is_complete = answer.status == http_ok && !answer.stopped && !answer.cut_short;
  const auto blobs = is_complete ? blobs_of(unit.result, unit.key, signatures_) : std::nullopt;
  if (!blobs || blobs->empty()) return tell(id, blobs.has_value());
  unit.result = {};
  unit.outstanding = blobs->size();
  for (const auto& [name, blob] : *blobs) {
    ask_for_blob(blob, [this, id](bool is_there) { on_blob(id, is_there); });
  }
}

void Presence::on_blob(std::uint64_t id, bool is_there) {
  const auto found = units_.find(id);
  if (found == units_.end()) return;
  auto& unit = found->second;
  unit.is_whole = unit.is_whole && is_there;
  if (--unit.outstanding == 0) tell(id, unit.is_whole);
}

void Presence::drop_all() {
  for (const auto request : requests_) http_.cancel(request);
  requests_.clear();
  units_.clear();
}

void Presence::tell(std::uint64_t id, bool is_there) { units_.extract(id).mapped().told(is_there); }

}  // namespace buildstd::transfer
