// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "transfer/http.hpp"
#include "transfer/protocol.hpp"
#include "transfer/trouble.hpp"

namespace buildstd::transfer {

inline constexpr int http_ok = 200;

/// Whether an answer says that something is there, or was done.
constexpr bool is_success(const HttpAnswer& answer) {
  constexpr int redirects = 300;
  return answer.status >= http_ok && answer.status < redirects;
}
/// 404 and 410: it is not there.
constexpr bool is_absent(const HttpAnswer& answer) {
  constexpr int not_found = 404;
  constexpr int gone = 410;
  return answer.status == not_found || answer.status == gone;
}
/// What an answer is, that says neither.
Trouble trouble_of(const HttpAnswer& answer, bool writes, bool has_token);

/// Whether the remote is still asked in this run. What was wrong is said once.
class Health {
 public:
  explicit Health(Answers& answers) : answers_(answers) {}

  [[nodiscard]] bool reads() const { return reads_; }
  [[nodiscard]] bool writes() const { return writes_; }
  void lose(const Trouble& trouble);
  void lose_writes(const Trouble& trouble);
  /// Something was not what it should be; the remote is lost where that happens again and again.
  void damaged();

  std::function<void()> on_lost;
  std::function<void()> on_lost_writes;

 private:
  Answers& answers_;
  bool reads_ = true;
  bool writes_ = true;
  int damages_ = 0;
};

}  // namespace buildstd::transfer
