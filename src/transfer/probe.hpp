// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <map>

#include "transfer/http.hpp"
#include "transfer/protocol.hpp"

namespace buildstd::transfer {

/// Tries the remote, for `buildstd doctor`: whether it answers, and takes something. Loses nothing.
class Prober {
 public:
  Prober(Http& http, Answers& answers, bool writes, bool has_token)
      : http_(http), answers_(answers), writes_(writes), has_token_(has_token) {}

  void probe(RequestId id);
  [[nodiscard]] bool is_busy() const { return outstanding_ > 0; }

 private:
  void on_read(RequestId id, std::chrono::milliseconds time, const HttpAnswer& answer);
  void try_to_write(RequestId id, std::chrono::milliseconds time);
  void failed(RequestId id, const HttpAnswer& answer, bool writes);

  Http& http_;
  Answers& answers_;
  bool writes_;
  bool has_token_;
  int outstanding_ = 0;
};

}  // namespace buildstd::transfer
