// SPDX-License-Identifier: MIT
#include "transfer/http.hpp"

#include <algorithm>

#include "transfer/transfer.hpp"

namespace buildstd::transfer {

namespace {

constexpr std::size_t most_at_once = 8;
// So that what reads need not wait for what writes.
constexpr std::size_t most_writing = 4;
// How often clocks are looked at.
constexpr std::chrono::milliseconds tick{100};

}  // namespace

Result<std::unique_ptr<Http>> Http::create(HttpSettings settings) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return fail("libcurl could not be set up");
  std::unique_ptr<Http> http(new Http(std::move(settings)));
  if (http->multi_ == nullptr) return fail("libcurl could not be set up");
  return http;
}

Http::Http(HttpSettings settings) : settings_(std::move(settings)), multi_(curl_multi_init()) {
  if (multi_ == nullptr) return;
  curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
  curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(most_at_once));
}

Http::~Http() {
  for (const auto& transfer : active_) curl_multi_remove_handle(multi_, transfer->easy());
  active_.clear();
  curl_multi_cleanup(multi_);
}

Http::Id Http::start(HttpRequest request, OnAnswer on_answer) {
  auto url = below(settings_.address.url, request.path);
  auto transfer = std::make_unique<Transfer>(++last_id_, std::move(request), std::move(on_answer), std::move(url));
  (transfer->reads() ? reads_ : writes_).push_back(std::move(transfer));
  return last_id_;
}

void Http::cancel(Id id) {
  const auto is_it = [id](const std::unique_ptr<Transfer>& transfer) { return transfer->id() == id; };
  std::erase_if(reads_, is_it);
  std::erase_if(writes_, is_it);
  const auto found = std::ranges::find_if(active_, is_it);
  if (found == active_.end()) return;
  curl_multi_remove_handle(multi_, (*found)->easy());
  active_.erase(found);
}

bool Http::is_reading() const {
  return !reads_.empty() || std::ranges::any_of(active_, [](const auto& transfer) { return transfer->reads(); });
}

bool Http::start_one_of(Queue& queue) {
  if (queue.empty() || active_.size() >= most_at_once) return false;
  auto transfer = std::move(queue.front());
  queue.pop_front();
  if (transfer->prepare(settings_) && curl_multi_add_handle(multi_, transfer->easy()) == CURLM_OK) {
    active_.push_back(std::move(transfer));
    return true;
  }
  transfer->answer().failure = "out of memory";
  transfer->on_answer()(transfer->answer());
  return true;
}

void Http::start_queued() {
  while (start_one_of(reads_)) {
  }
  const auto writing = [this] {
    return static_cast<std::size_t>(
        std::ranges::count_if(active_, [](const auto& transfer) { return !transfer->reads(); }));
  };
  while (writing() < most_writing && start_one_of(writes_)) {
  }
}

std::unique_ptr<Transfer> Http::take_active(const void* easy) {
  const auto found = std::ranges::find_if(active_, [easy](const auto& transfer) { return transfer->easy() == easy; });
  if (found == active_.end()) return {};
  auto transfer = std::move(*found);
  active_.erase(found);
  curl_multi_remove_handle(multi_, transfer->easy());
  return transfer;
}

void Http::finish(std::unique_ptr<Transfer> transfer, int code) {
  transfer->conclude(static_cast<CURLcode>(code));
  const auto location = transfer->answer().status == 0 ? std::nullopt : transfer->location();
  if (location && transfer->redirect(*location)) {
    (transfer->reads() ? reads_ : writes_).push_front(std::move(transfer));
    return;
  }
  transfer->on_answer()(transfer->answer());
}

void Http::end_overdue() {
  const auto now = Transfer::Clock::now();
  std::vector<std::unique_ptr<Transfer>> overdue;
  for (auto& transfer : active_) {
    if (!transfer->is_overdue(settings_, now)) continue;
    curl_multi_remove_handle(multi_, transfer->easy());
    overdue.push_back(std::move(transfer));
  }
  std::erase(active_, nullptr);
  for (const auto& transfer : overdue) transfer->on_answer()(transfer->answer());
}

void Http::step() {
  start_queued();
  int running = 0;
  curl_multi_perform(multi_, &running);
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const int code = message->data.result;  // which goes with the handle
    if (auto transfer = take_active(message->easy_handle)) finish(std::move(transfer), code);
  }
  end_overdue();
  start_queued();
}

void Http::wait(int input, std::chrono::milliseconds time) {
  if (!active_.empty()) time = std::min(time, tick);
  curl_waitfd waiting{input, CURL_WAIT_POLLIN, 0};
  curl_multi_poll(multi_, &waiting, input < 0 ? 0U : 1U, static_cast<int>(time.count()), nullptr);
}

}  // namespace buildstd::transfer
