// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>

#include "buildstd/base/environment.hpp"
#include "transfer/getter.hpp"
#include "transfer/health.hpp"
#include "transfer/http.hpp"
#include "transfer/probe.hpp"
#include "transfer/protocol.hpp"
#include "transfer/putter.hpp"
#include "transfer/signature.hpp"

namespace buildstd::transfer {

/// A remote cache: all that one connection pool serves.
class Remote {
 public:
  static Result<std::unique_ptr<Remote>> create(const Settings& settings, const Environment& environment,
                                                const Signatures& signatures, Answers& answers);
  Remote(std::unique_ptr<Http> http, const Settings& settings, std::filesystem::path scratch,
         const Signatures& signatures, Answers& answers);
  Remote(const Remote&) = delete;
  Remote& operator=(const Remote&) = delete;

  Getter& getter() { return getter_; }
  Putter& putter() { return putter_; }
  Prober& prober() { return prober_; }
  [[nodiscard]] bool is_busy() const { return getter_.is_busy() || putter_.is_busy() || prober_.is_busy(); }
  /// Does what can be done without waiting, then waits for a server or the input.
  void advance(int input);

 private:
  std::unique_ptr<Http> http_;
  Health health_;
  Getter getter_;
  Putter putter_;
  Prober prober_;
};

}  // namespace buildstd::transfer
