// SPDX-License-Identifier: MIT
#include "transfer/putter.hpp"

#include <map>
#include <utility>

#include "transfer/uploader.hpp"

namespace buildstd::transfer {

void Putter::put(RequestId id, PutRequest request) {
  if (!health_.writes()) return answers_.not_stored(id, {}, 0);
  if (!request.if_missing) return enqueue(id, std::move(request));
  const auto key = request.unit.key;
  asked_.emplace(id, std::move(request));
  presence_.ask_for_unit(key, [this, id](bool is_there) { on_asked(id, is_there); });
}

void Putter::on_asked(RequestId id, bool is_there) {
  auto asked = asked_.extract(id);
  if (asked.empty()) return;
  if (is_there) return answers_.not_stored(id, "there already", 0);
  enqueue(id, std::move(asked.mapped()));
}

void Putter::enqueue(RequestId id, PutRequest request) {
  Put put;
  put.id = id;
  put.request = std::move(request);
  queue_.push_back(std::move(put));
  start_next();
}

void Putter::start_next() {
  while (!current_ && !queue_.empty()) {
    current_ = std::make_unique<Put>(std::move(queue_.front()));
    queue_.pop_front();
    auto sizes = sizes_of(current_->request.unit);
    if (sizes) {
      current_->sizes = *std::move(sizes);
    } else {
      answers_.not_stored(current_->id, one_line(sizes.error()), 0);
      current_.reset();
    }
  }
}

Http::OnAnswer Putter::while_current(std::function<void(const HttpAnswer&)> handler) {
  return [this, id = current_->id, handler = std::move(handler)](const HttpAnswer& answer) {
    if (!current_ || current_->id != id) return;
    current_->sent += answer.sent;
    handler(answer);
  };
}

bool Putter::work() {
  if (!current_ || !current_->compresses) return false;
  if (const auto done = compress(); !done) end_not_stored(one_line(done.error()));
  return true;
}

// A slice.
Result<void> Putter::compress() {
  auto& put = *current_;
  if (put.names.size() == put.request.unit.files.size()) {
    put.compresses = false;
    send_blobs();
    return {};
  }
  if (!put.maker) BUILDSTD_CHECK(begin_file());
  BUILDSTD_TRY(const bool is_done,
               put.maker->step([&](std::string_view piece) { return put.files.back().write(piece); }));
  if (is_done) {
    put.names.push_back(put.maker->names());
    put.maker.reset();
  }
  return {};
}

Result<void> Putter::begin_file() {
  auto& put = *current_;
  const auto index = put.names.size();
  BUILDSTD_TRY(auto maker, BlobMaker::create(put.request.unit.files[index], put.sizes[index]));
  BUILDSTD_TRY(auto file, ScratchFile::create(scratch_));
  put.maker = std::move(maker);
  put.files.push_back(std::move(file));
  return {};
}

// Files of the same content are one blob, which cannot be written twice at a time.
void Putter::send_blobs() {
  std::map<std::string, std::size_t> blobs;
  for (std::size_t index = 0; index < current_->files.size(); ++index)
    blobs.emplace(current_->names[index].stored.sha256, index);
  current_->outstanding = blobs.size();
  if (blobs.empty()) return send_record();
  for (const auto& [name, index] : blobs) {
    presence_.ask_for_blob(current_->names[index].stored, [this, id = current_->id, file = index](bool is_there) {
      if (!current_ || current_->id != id) return;
      if (is_there) return blob_is_there();
      send_blob(file);
    });
  }
}

void Putter::send_blob(std::size_t index) {
  auto body = std::make_shared<Body>();
  body->file = current_->files[index].handle();
  body->size = current_->files[index].size();
  upload(http_, "cas/" + current_->names[index].stored.sha256, std::move(body),
         while_current([this](const HttpAnswer& answer) { on_blob_sent(answer); }));
}

void Putter::on_blob_sent(const HttpAnswer& answer) {
  if (!is_success(answer)) return fail_to_send(answer);
  blob_is_there();
}

void Putter::blob_is_there() {
  if (--current_->outstanding == 0) send_record();
}

void Putter::send_record() {
  auto record = complete(current_->request.unit, current_->names);
  if (!record) return end_not_stored(one_line(record.error()));
  auto signature = signatures_.sign(current_->request.unit.key, record->text);
  if (!signature) return end_not_stored(one_line(signature.error()));
  auto body = std::make_shared<Body>();
  body->text = to_action_result(*record, *signature);
  body->size = body->text.size();
  upload(http_, "ac/" + current_->request.unit.key, std::move(body), while_current([this](const HttpAnswer& answer) {
           if (!is_success(answer)) return fail_to_send(answer);
           answers_.stored(current_->id, current_->sent);
           current_.reset();
           start_next();
         }));
}

// WebDAV's 423: the other one's is as good.
void Putter::fail_to_send(const HttpAnswer& answer) {
  constexpr int locked = 423;
  if (answer.status == locked) return end_not_stored("somebody else is writing it");
  lose(answer);
}

void Putter::lose(const HttpAnswer& answer) { health_.lose_writes(trouble_of(answer, true, has_token_)); }

void Putter::end_not_stored(const std::string& reason) {
  answers_.not_stored(current_->id, reason, current_->sent);
  current_.reset();
  start_next();
}

void Putter::drop_all() {
  if (current_) answers_.not_stored(current_->id, {}, current_->sent);
  current_.reset();
  presence_.drop_all();
  for (const auto& [id, request] : std::exchange(asked_, {})) answers_.not_stored(id, {}, 0);
  for (const auto& put : queue_) answers_.not_stored(put.id, {}, 0);
  queue_.clear();
}

}  // namespace buildstd::transfer
