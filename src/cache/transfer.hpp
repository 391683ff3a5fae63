// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "buildstd/base/error.hpp"
#include "buildstd/cache/remote.hpp"
#include "buildstd/process/event_loop.hpp"

namespace buildstd::cache {

/// A run of `buildstd-transfer`, spoken to in lines of JSON (`transfer/protocol.hpp`). Each request is answered, by
/// the program's end where it says no more.
class Transfer {
 public:
  /// @param answer null where the program has ended
  using Answer = std::function<void(const nlohmann::json& answer)>;

  /// @param said is told what answers no request
  Transfer(process::EventLoop& loop, std::function<void(const nlohmann::json&)> said)
      : loop_(loop), said_(std::move(said)) {}

  /// @param settings null: for archives only
  Result<void> start(const TransferProgram& program, const RemoteSettings* settings);
  /// @param answer told once, but for answers with a `unit`, of which there may be several before the last
  std::uint64_t ask(nlohmann::json request, Answer answer);
  /// The request needs no answer any more.
  void cancel(std::uint64_t request);
  /// Its end, when all is done.
  void end_input();
  [[nodiscard]] bool is_running() const { return pid_ != 0; }
  /// What it has said that is not in its lines: a crash's reason.
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  void take_line(std::string_view line);
  void ended();

  process::EventLoop& loop_;
  std::function<void(const nlohmann::json&)> said_;
  std::map<std::uint64_t, Answer> waiting_;
  std::uint64_t last_ = 0;
  int pid_ = 0;
  std::string complaint_;
};

/// Words for an answer's member; `fallback` where the program has ended without one.
std::string reason_in(const nlohmann::json& answer, const char* member, std::string_view fallback);

}  // namespace buildstd::cache
