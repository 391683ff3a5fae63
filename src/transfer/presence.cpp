// SPDX-License-Identifier: MIT
#include "transfer/presence.hpp"

#include <set>
#include <utility>

#include "transfer/limits.hpp"
#include "transfer/record.hpp"

namespace buildstd::transfer {

namespace {

// The blobs of a record that a reader with these keys would take; nothing where there is none.
std::optional<std::set<std::string>> blobs_of(const std::string& bytes, const std::string& key,
                                              const Signatures& signatures) {
  const auto record = read_believed_record(bytes, key, signatures);
  if (!record) return std::nullopt;
  std::set<std::string> blobs;
  for (const auto& made : record->made) blobs.insert(made.names.stored.sha256);
  return blobs;
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

void Presence::ask_for_blob(const std::string& sha256, Told told) {
  HttpRequest request;
  request.method = Method::head;
  request.path = "cas/" + sha256;
  http_.start(std::move(request), [this, told = std::move(told)](const HttpAnswer& answer) {
    if (is_usable(answer)) told(is_success(answer));
  });
}

void Presence::ask_for_unit(const std::string& key, Told told) {
  const auto id = ++last_;
  auto& unit = units_[id];
  unit.key = key;
  unit.told = std::move(told);
  HttpRequest request;
  request.path = "ac/" + key;
  request.sink = [&unit](std::string_view piece) {
    if (unit.result.size() + piece.size() > largest_result) return false;
    unit.result += piece;
    return true;
  };
  http_.start(std::move(request), [this, id](const HttpAnswer& answer) { on_result(id, answer); });
}

void Presence::on_result(std::uint64_t id, const HttpAnswer& answer) {
  if (!is_usable(answer)) {
    units_.erase(id);
    return;
  }
  auto& unit = units_.at(id);
  const bool is_complete = answer.status == http_ok && !answer.stopped && !answer.cut_short;
  const auto blobs = is_complete ? blobs_of(unit.result, unit.key, signatures_) : std::nullopt;
  if (!blobs || blobs->empty()) return tell(id, blobs.has_value());
  unit.result = {};
  unit.outstanding = blobs->size();
  for (const auto& blob : *blobs) {
    ask_for_blob(blob, [this, id](bool is_there) { on_blob(id, is_there); });
  }
}

void Presence::on_blob(std::uint64_t id, bool is_there) {
  auto& unit = units_.at(id);
  unit.is_whole = unit.is_whole && is_there;
  if (--unit.outstanding == 0) tell(id, unit.is_whole);
}

void Presence::tell(std::uint64_t id, bool is_there) { units_.extract(id).mapped().told(is_there); }

}  // namespace buildstd::transfer
