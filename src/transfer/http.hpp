// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"
#include "transfer/url.hpp"

namespace buildstd::transfer {

enum class Method { get, head, put, mkcol };

/// What a PUT sends: a text, or the bytes of an open file.
struct Body {
  std::string text;
  int file = -1;
  std::uint64_t size = 0;
};

struct HttpRequest {
  Method method = Method::get;
  std::string path;  ///< below the server's address
  /// Takes the content of an answer 200, piece by piece; false: nothing more is read.
  std::function<bool(std::string_view)> sink;
  std::shared_ptr<const Body> body;
  /// A GET that decides what is written: like what writes, it goes after what somebody waits for.
  bool is_for_writing = false;
};

struct HttpAnswer {
  int status = 0;          ///< 0: there was no answer
  bool stopped = false;    ///< by the sink
  bool cut_short = false;  ///< fewer bytes came than the server had said
  std::string failure;     ///< why there is no answer, or not all of it
  std::string help;
  std::optional<std::uint64_t> length;  ///< of the content, as the server says it
  std::uint64_t received = 0;           ///< bytes of content
  std::uint64_t sent = 0;
};

struct HttpSettings {
  Address address;
  std::string token;  ///< empty: none
  std::string user_agent;
  std::chrono::milliseconds answer_time{};
  /// What curl's program reads of the environment and its library does not; empty: its defaults.
  std::string netrc_file;
  std::string ca_file;
  std::string ca_folder;
};

class Transfer;

/// Requests to one server, side by side: nothing waits, but `wait`. What reads goes before what writes.
class Http {
 public:
  using OnAnswer = std::function<void(const HttpAnswer&)>;
  using Id = std::uint64_t;

  static Result<std::unique_ptr<Http>> create(HttpSettings settings);
  ~Http();
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  Id start(HttpRequest request, OnAnswer on_answer);
  /// It is not answered any more.
  void cancel(Id id);
  /// Does what can be done now, and calls back.
  void step();
  /// Until a server or `input` has something (-1: no input), or `time` has passed.
  void wait(int input, std::chrono::milliseconds time);
  /// Whether a request is outstanding.
  [[nodiscard]] bool is_busy() const { return !active_.empty() || !reads_.empty() || !writes_.empty(); }
  /// Whether one that reads is.
  [[nodiscard]] bool is_reading() const;

 private:
  using Queue = std::deque<std::unique_ptr<Transfer>>;

  explicit Http(HttpSettings settings);
  void start_queued();
  bool start_one_of(Queue& queue);
  bool activate(std::unique_ptr<Transfer> transfer);
  std::unique_ptr<Transfer> take_active(const void* easy);
  void finish(std::unique_ptr<Transfer> transfer, int code);
  void end_overdue();

  HttpSettings settings_;
  void* multi_ = nullptr;
  Id last_id_ = 0;
  Queue reads_;
  Queue writes_;
  std::vector<std::unique_ptr<Transfer>> active_;
};

}  // namespace buildstd::transfer
