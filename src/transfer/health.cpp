// SPDX-License-Identifier: MIT
#include "transfer/health.hpp"

#include <fmt/format.h>

namespace buildstd::transfer {

namespace {

constexpr int most_damages = 3;

Trouble refused(int status, bool writes, bool has_token) {
  constexpr int unauthorized = 401;
  const auto reason = fmt::format("the server answers {} to a {}", status,
                                  status == unauthorized ? "request without credentials that it knows" : "request");
  if (has_token) {
    return {reason, writes ? "the token may not be one that may write; mode `read` does not try"
                           : "the token in BUILDSTD_REMOTE_CACHE_TOKEN may be wrong or have expired"};
  }
  if (writes && status != unauthorized) return {reason, "mode `read` does not try to write"};
  return {reason, "a token in BUILDSTD_REMOTE_CACHE_TOKEN, or a name and a password in ~/.netrc, say who asks"};
}

}  // namespace

Trouble trouble_of(const HttpAnswer& answer, bool writes, bool has_token) {
  if (answer.status == 0) return {answer.failure, answer.help};
  switch (answer.status) {
    case 401:
    case 403: return refused(answer.status, writes, has_token);
    case 413:
    case 507: return {"the server is full or refuses the size", {}};
    case 429: return {"the server asks for fewer requests", {}};
    default: return {fmt::format("the server answers {} to a {}", answer.status, writes ? "PUT" : "GET"), {}};
  }
}

void Health::lose(const Trouble& trouble) {
  if (!reads_) return;
  reads_ = writes_ = false;
  answers_.lost(trouble.reason, trouble.help);
  if (on_lost) on_lost();
}

void Health::lose_writes(const Trouble& trouble) {
  if (!writes_) return;
  writes_ = false;
  answers_.lost_writes(trouble.reason, trouble.help);
  if (on_lost_writes) on_lost_writes();
}

void Health::damaged() {
  if (++damages_ >= most_damages) lose({"the server serves damaged content", {}});
}

}  // namespace buildstd::transfer
