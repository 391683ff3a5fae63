// SPDX-License-Identifier: MIT
#include "transfer/getter.hpp"

#include "buildstd/base/fs.hpp"
#include "transfer/limits.hpp"

namespace buildstd::transfer {

namespace {

constexpr const char* damaged_content = "its content is damaged";

}  // namespace

Getter::Get* Getter::find(RequestId id) {
  const auto found = gets_.find(id);
  return found == gets_.end() ? nullptr : found->second.get();
}

void Getter::get(RequestId id, GetRequest request) {
  if (!health_.reads()) return answers_.missing(id, {}, 0);
  auto& get = *(gets_[id] = std::make_unique<Get>());
  get.request = std::move(request);
  HttpRequest http;
  http.path = "ac/" + get.request.key;
  http.sink = [&get](std::string_view piece) {
    if (get.result.size() + piece.size() > largest_result) return false;
    get.result += piece;
    return true;
  };
  get.transfers.push_back(
      http_.start(std::move(http), [this, id](const HttpAnswer& answer) { on_result(id, answer); }));
}

void Getter::lose(const HttpAnswer& answer) { health_.lose(trouble_of(answer, false, has_token_)); }

void Getter::on_result(RequestId id, const HttpAnswer& answer) {
  auto* get = find(id);
  if (get == nullptr) return;
  get->received += answer.received;
  if (is_absent(answer)) return miss(id, {});
  if (answer.status != http_ok) return lose(answer);
  if (answer.stopped || answer.cut_short) return miss_damaged(id, "its record is damaged");
  auto result = read_action_result(get->result);
  if (!result) return miss_damaged(id, result.error().message());
  get->result = {};
  if (const auto objection = signatures_.objection(get->request.key, result->record, result->signature))
    return miss(id, *objection);
  auto record = read_record(std::move(result->record), get->request.key);
  if (!record) return miss_damaged(id, record.error().message());
  get->record = *std::move(record);
  start_blobs(id, *get);
}

void Getter::start_blobs(RequestId id, Get& get) {
  get.outstanding = get.record->made.size();
  if (get.outstanding == 0) return found(id, get);
  for (std::size_t index = 0; index < get.record->made.size(); ++index) {
    if (const auto started = start_blob(id, get, index); !started) return miss(id, one_line(started.error()));
  }
}

Result<void> Getter::start_blob(RequestId id, Get& get, std::size_t index) {
  const auto& names = get.record->made[index].names;
  BUILDSTD_TRY(auto reader, BlobReader::create(get.request.into / std::to_string(index), names));
  get.readers.push_back(std::make_unique<BlobReader>(std::move(reader)));
  HttpRequest request;
  request.path = "cas/" + names.stored.sha256;
  request.sink = [reader = get.readers.back().get()](std::string_view piece) {
    return reader->take(piece) == BlobReader::State::fine;
  };
  get.transfers.push_back(
      http_.start(std::move(request), [this, id, index](const HttpAnswer& answer) { on_blob(id, index, answer); }));
  return {};
}

void Getter::on_blob(RequestId id, std::size_t index, const HttpAnswer& answer) {
  auto* get = find(id);
  if (get == nullptr) return;
  get->received += answer.received;
  if (is_absent(answer)) return miss(id, "a file of it is not there any more");
  if (answer.status != http_ok) return lose(answer);
  auto& reader = *get->readers[index];
  if (answer.cut_short) return miss_damaged(id, damaged_content);
  switch (reader.finish()) {
    case BlobReader::State::damaged: return miss_damaged(id, damaged_content);
    case BlobReader::State::not_written: return miss(id, reader.reason());
    case BlobReader::State::fine: break;
  }
  if (--get->outstanding == 0) found(id, *get);
}

void Getter::found(RequestId id, const Get& get) {
  answers_.found(id, get.record->json, get.record->made.size(), get.received);
  gets_.erase(id);
}

void Getter::miss(RequestId id, const std::string& reason) {
  const auto found = gets_.find(id);
  if (found == gets_.end()) return;
  const auto get = std::move(found->second);
  gets_.erase(found);
  for (const auto transfer : get->transfers) http_.cancel(transfer);
  for (std::size_t index = 0; index < get->readers.size(); ++index) {
    static_cast<void>(fs::remove_all(get->request.into / std::to_string(index)));
  }
  answers_.missing(id, reason, get->received);
}

void Getter::miss_damaged(RequestId id, const std::string& reason) {
  miss(id, reason);
  health_.damaged();
}

void Getter::cancel(RequestId id) { miss(id, "cancelled"); }

void Getter::drop_all() {
  while (!gets_.empty()) miss(gets_.begin()->first, {});
}

}  // namespace buildstd::transfer
