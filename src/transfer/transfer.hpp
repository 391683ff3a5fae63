// SPDX-License-Identifier: MIT
#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "transfer/http.hpp"

namespace buildstd::transfer {

/// One request as curl carries it out, with the clocks that end it.
class Transfer {
 public:
  using Clock = std::chrono::steady_clock;

  Transfer(Http::Id id, HttpRequest request, Http::OnAnswer on_answer, std::string url);

  /// Makes curl's handle; false where there is no memory.
  bool prepare(const HttpSettings& settings);
  /// After curl has ended, with its code: the answer, but for a redirect.
  void conclude(CURLcode code);
  /// Where the server sends it; nothing where it does not.
  [[nodiscard]] std::optional<std::string> location() const;
  /// Goes there next: true; else its answer says why not.
  bool redirect(const std::string& location);
  /// Its server is too slow: its answer says so.
  bool is_overdue(const HttpSettings& settings, Clock::time_point now);

  [[nodiscard]] Http::Id id() const { return id_; }
  [[nodiscard]] CURL* easy() const { return easy_.get(); }
  [[nodiscard]] bool reads() const { return !is_writing_; }
  [[nodiscard]] const Http::OnAnswer& on_answer() const { return on_answer_; }
  [[nodiscard]] HttpAnswer& answer() { return answer_; }

 private:
  struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  void set_basics(const HttpSettings& settings);
  void set_credentials(const HttpSettings& settings);
  void set_method();
  void add_header(const std::string& line);
  void reset_clocks();
  std::size_t take_header(std::size_t size);
  std::size_t take_content(std::string_view piece);
  std::size_t give_content(char* to, std::size_t room);

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* transfer);
  static std::size_t on_content(char* data, std::size_t size, std::size_t count, void* transfer);
  static std::size_t on_read(char* data, std::size_t size, std::size_t count, void* transfer);
  static int on_seek(void* transfer, curl_off_t offset, int origin);

  Http::Id id_;
  HttpRequest request_;
  Http::OnAnswer on_answer_;
  std::string url_;
  bool is_writing_;
  bool has_credentials_ = true;
  int redirects_ = 0;
  HttpAnswer answer_;

  std::unique_ptr<curl_slist, FreeList> headers_;
  std::unique_ptr<CURL, FreeEasy> easy_;
  std::array<char, CURL_ERROR_SIZE> message_{};
  std::string own_failure_;  ///< why a callback has ended it
  std::size_t header_bytes_ = 0;
  std::uint64_t discarded_ = 0;
  std::uint64_t position_ = 0;  // in what is sent
  bool has_answered_ = false;
  bool is_enough_ = false;  // of what is only thrown away
  std::uint64_t moved_ = 0;
  std::uint64_t moved_before_ = 0;
  Clock::time_point waiting_since_;
  Clock::time_point window_start_;
};

}  // namespace buildstd::transfer
