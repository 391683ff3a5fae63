// SPDX-License-Identifier: MIT
#include "transfer/transfer.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "base/descriptor.hpp"
#include "buildstd/base/text.hpp"
#include "transfer/transfer_options.hpp"

namespace buildstd::transfer {

namespace {

constexpr int most_redirects = 5;
constexpr std::size_t most_header_bytes = 256 * 1024;
constexpr std::uint64_t most_discarded = 64 * 1024;
constexpr int ok_status = 200;
constexpr std::chrono::seconds read_window{2};
// Nobody waits for what is written, and a system's buffers empty slowly.
constexpr std::chrono::seconds write_window{10};
// A server answers a PUT once it has stored all of it.
constexpr std::chrono::seconds store_time{10};
constexpr std::uint64_t least_bytes_a_second = 1024;

bool is_redirect(long status) {
  constexpr std::array statuses{301L, 302L, 303L, 307L, 308L};
  return std::ranges::find(statuses, status) != statuses.end();
}

long status_of(CURL* easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

std::string described(CURLcode code, const char* message) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return "the server's name is not known";
    case CURLE_COULDNT_RESOLVE_PROXY: return "the proxy's name is not known";
    default: break;
  }
  const auto* text = *message == '\0' ? curl_easy_strerror(code) : message;
  return text::printable(text);
}

bool is_about_tls(CURLcode code) {
  constexpr std::array codes{CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
                             CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CERTPROBLEM};
  return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

Transfer::Transfer(Http::Id id, HttpRequest request, Http::OnAnswer on_answer, std::string url)
    : id_(id),
      request_(std::move(request)),
      on_answer_(std::move(on_answer)),
      url_(std::move(url)),
      is_writing_(request_.method != Method::get || request_.is_for_writing) {}

bool Transfer::prepare(const HttpSettings& settings) {
  easy_.reset(curl_easy_init());
  if (!easy_) return false;
  headers_.reset();
  answer_.status = 0;
  header_bytes_ = discarded_ = position_ = 0;
  has_answered_ = false;
  apply_settings(easy_.get(), settings);
  if (has_credentials_) apply_credentials(easy_.get(), settings);
  if (has_credentials_ && !settings.token.empty()) add_header("Authorization: Bearer " + settings.token);
  curl_easy_setopt(easy(), CURLOPT_URL, url_.c_str());
  curl_easy_setopt(easy(), CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy(), CURLOPT_ERRORBUFFER, message_.data());
  curl_easy_setopt(easy(), CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy(), CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy(), CURLOPT_WRITEFUNCTION, on_content);
  curl_easy_setopt(easy(), CURLOPT_WRITEDATA, this);
  set_method();
  if (headers_) curl_easy_setopt(easy(), CURLOPT_HTTPHEADER, headers_.get());
  waiting_since_ = window_start_ = Clock::now();
  moved_ = moved_before_ = 0;
  return true;
}

void Transfer::set_method() {
  if (request_.method == Method::head) curl_easy_setopt(easy(), CURLOPT_NOBODY, 1L);
  if (request_.method == Method::mkcol) curl_easy_setopt(easy(), CURLOPT_CUSTOMREQUEST, "MKCOL");
  if (request_.method != Method::put) return;
  curl_easy_setopt(easy(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request_.body->size));
  curl_easy_setopt(easy(), CURLOPT_READFUNCTION, on_read);
  curl_easy_setopt(easy(), CURLOPT_READDATA, this);
  curl_easy_setopt(easy(), CURLOPT_SEEKFUNCTION, on_seek);
  curl_easy_setopt(easy(), CURLOPT_SEEKDATA, this);
  add_header("Expect:");  // servers that do not know it cost a second
  add_header("Content-Type: application/octet-stream");
}

void Transfer::add_header(const std::string& line) {
  if (auto* longer = curl_slist_append(headers_.get(), line.c_str())) {
    static_cast<void>(headers_.release());
    headers_.reset(longer);
  }
}

std::size_t Transfer::take_header(std::size_t size) {
  has_answered_ = true;
  header_bytes_ += size;
  moved_ += size;
  if (header_bytes_ <= most_header_bytes) return size;
  own_failure_ = "the server sends headers without an end";
  return 0;
}

std::size_t Transfer::take_content(std::string_view piece) {
  moved_ += piece.size();
  answer_.received += piece.size();
  if (status_of(easy()) == ok_status && request_.sink) {
    answer_.stopped = !request_.sink(piece);
    return answer_.stopped ? 0 : piece.size();
  }
  // An error's text is read so that the connection can be used again, but not without an end.
  discarded_ += piece.size();
  is_enough_ = discarded_ > most_discarded;
  return is_enough_ ? 0 : piece.size();
}

std::size_t Transfer::give_content(char* to, std::size_t room) {
  const auto& body = *request_.body;
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(room, body.size - position_));
  if (body.file < 0) {
    std::memcpy(to, body.text.data() + position_, size);
  } else if (size > 0) {
    const auto count = fs::retrying([&] { return ::pread(body.file, to, size, static_cast<off_t>(position_)); });
    if (count != static_cast<ssize_t>(size)) return CURL_READFUNC_ABORT;
  }
  position_ += size;
  moved_ += size;
  answer_.sent += size;
  waiting_since_ = Clock::now();
  return size;
}

std::size_t Transfer::on_header(char*, std::size_t size, std::size_t count, void* transfer) {
  return static_cast<Transfer*>(transfer)->take_header(size * count);
}

std::size_t Transfer::on_content(char* data, std::size_t size, std::size_t count, void* transfer) {
  return static_cast<Transfer*>(transfer)->take_content({data, size * count});
}

std::size_t Transfer::on_read(char* data, std::size_t size, std::size_t count, void* transfer) {
  return static_cast<Transfer*>(transfer)->give_content(data, size * count);
}

int Transfer::on_seek(void* transfer, curl_off_t offset, int origin) {
  auto& self = *static_cast<Transfer*>(transfer);
  if (origin != SEEK_SET || offset < 0 || static_cast<std::uint64_t>(offset) > self.request_.body->size)
    return CURL_SEEKFUNC_FAIL;
  self.position_ = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

void Transfer::conclude(CURLcode code) {
  answer_.status = static_cast<int>(status_of(easy()));
  curl_off_t length = -1;
  curl_easy_getinfo(easy(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  answer_.length = length < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(length));
  const bool is_answered = answer_.status >= ok_status;
  if (code == CURLE_OK || (is_answered && (answer_.stopped || is_enough_))) return;
  // A server that refuses what is sent need not read the rest of it.
  if (is_answered && request_.method == Method::put && answer_.status > 399) return;
  if (code == CURLE_PARTIAL_FILE && is_answered) {
    answer_.cut_short = true;
    return;
  }
  answer_.status = 0;
  answer_.failure = own_failure_.empty() ? described(code, message_.data()) : own_failure_;
  if (is_about_tls(code)) {
    answer_.help = "SSL_CERT_FILE names a file with the certificates to believe";
  }
}

std::optional<std::string> Transfer::location() const {
  if (!is_redirect(status_of(easy()))) return {};
  const char* url = nullptr;
  curl_easy_getinfo(easy(), CURLINFO_REDIRECT_URL, &url);
  return url == nullptr ? std::string() : std::string(url);
}

bool Transfer::redirect(const std::string& location) {
  constexpr int see_other = 303;
  auto next = follow(url_, location);
  if (location.empty() || ++redirects_ > most_redirects) {
    next = fail(location.empty() ? "the server redirects to nowhere" : "the server redirects again and again");
  } else if (answer_.status == see_other && (request_.method == Method::put || request_.method == Method::mkcol)) {
    next = fail("the server redirects a request that writes");
  }
  if (!next) {
    answer_.status = 0;
    answer_.failure = next.error().message();
    return false;
  }
  // Where one was sent elsewhere, nobody knows on whose behalf one is sent back.
  has_credentials_ = has_credentials_ && next->same_origin;
  url_ = std::move(next->url);
  return true;
}

bool Transfer::is_overdue(const HttpSettings& settings, Clock::time_point now) {
  const bool is_sending = request_.method == Method::put && position_ < request_.body->size && position_ > 0;
  if (!has_answered_ && !is_sending) {
    const bool is_storing = request_.method == Method::put && position_ > 0;
    const auto allowed = settings.answer_time + (is_storing ? store_time : std::chrono::seconds(0));
    if (now - waiting_since_ < allowed) return false;
    answer_.failure = fmt::format("the server has not answered within {} ms", allowed.count());
    return true;
  }
  const auto window = is_writing_ ? write_window : read_window;
  if (now - window_start_ < window) return false;
  const auto moved = moved_ - moved_before_;
  window_start_ = now;
  moved_before_ = moved_;
  if (moved >= least_bytes_a_second * static_cast<std::uint64_t>(window.count())) return false;
  answer_.failure = fmt::format("the connection has stalled: {} bytes in {} s", moved, window.count());
  return true;
}

}  // namespace buildstd::transfer
