// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/cache/cache.hpp"
#include "buildstd/cache/uses.hpp"
#include "buildstd/invoker/distant_store.hpp"
#include "buildstd/invoker/unit_store.hpp"

namespace buildstd::process {
class EventLoop;
}

namespace buildstd::cache {

/// The program that speaks to networks and reads archives, `buildstd-transfer`.
struct TransferProgram {
  std::filesystem::path program;  ///< empty: it is not installed
  Environment environment;        ///< the user's own, where proxies and certificates are named
};

/// Where a team's cache is, who may write to it, and whose word counts.
struct RemoteSettings {
  std::string url;
  bool writes = false;
  std::optional<std::string> token;                ///< a credential: never printed, nor given to other programs
  std::vector<std::filesystem::path> public_keys;  ///< of writers; empty: records need no signature
  std::optional<std::filesystem::path> signing_key;
};

/// A team's cache behind the user's: what comes from there is put into the user's cache, which checks it. It costs a
/// bounded time, whatever the server does: it is given up for the rest of a build where it does not answer within two
/// seconds, comes to a halt, fails, or is slower than compiling.
class Remote final : public invoker::DistantStore {
 public:
  /// @param local outlives this
  Remote(RemoteSettings settings, TransferProgram program, Cache& local);
  ~Remote() override;

  void attach(process::EventLoop& loop, Answered answered) override;
  bool request(std::size_t unit, const invoker::StoredUnit& what, double seconds) override;
  void tick() override;

  /// Gives a unit that the user's cache has to the remote, beside the build, where it may be written to.
  /// @param if_missing the remote may have it already
  void offer(const std::string& key, const std::string& variant, bool if_missing);
  /// Waits until what was offered is there, or the time is over.
  /// @param stop whether somebody wants the end; asked again and again
  void finish(process::EventLoop& loop, std::chrono::seconds most, const std::function<bool()>& stop);

  /// The end of it, where it has come before the build's: one for all that went wrong.
  std::optional<Error> take_trouble();
  /// What was found there, received and sent.
  [[nodiscard]] const Uses& uses() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The user's cache, and a remote behind it that gets what is new here.
class SharedStore final : public invoker::UnitStore {
 public:
  /// @param remote null: there is none
  SharedStore(Cache& local, Remote* remote) : local_(local), remote_(remote) {}

  Answer fetch(const invoker::StoredUnit& unit, const Environment& environment) override;
  void keep(const invoker::StoredUnit& unit, const invoker::UnitResult& result) override;
  /// What was found, in both.
  [[nodiscard]] Uses uses() const;

 private:
  Cache& local_;
  Remote* remote_;
  Use use_;
  std::set<std::string> missed_;  ///< keys that were not there when they were asked for first
};

/// Whether the remote answers, and may be written to where it is to be; an error with the reason.
/// @return what it is, for people
Result<std::string> try_remote(const RemoteSettings& settings, const TransferProgram& program);

}  // namespace buildstd::cache
