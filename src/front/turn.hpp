// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "buildstd/base/trusted_directory.hpp"
#include "buildstd/process/ancestry.hpp"
#include "front/builder_files.hpp"
#include "front/own_token.hpp"

namespace buildstd::front {

/// The order in which the calls of one run of Cargo that could compile a library, if they had a token, go on: the
/// longest way to the program's end first; of several, who has waited longest. Cargo starts first what most crates wait
/// for (util/dependency_queue.rs), and starts more than have tokens if waiting calls give theirs back. Processes that
/// have ended do not count.
class Turn {
 public:
  /// @param run the run's directory
  /// @param way to the program's end, in any unit
  Turn(fs::TrustedDirectory run, std::uint64_t way) : run_(std::move(run)), way_(way) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  /// Leaves its place.
  ~Turn();

  /// Takes a place, if it has none, and tells whether its turn has come. Not at once: others who could go on as well
  /// may be about to say so. Where no place can be had, it has come.
  [[nodiscard]] bool has_come();
  /// How many have a place.
  [[nodiscard]] std::size_t waiting() const;

 private:
  enum class State { outside, waiting, without_place };
  void enter();
  [[nodiscard]] bool is_first() const;

  fs::TrustedDirectory run_;
  std::uint64_t way_;
  State state_ = State::outside;
  std::optional<fs::TrustedDirectory> waiting_;
  std::string name_;
  std::chrono::steady_clock::time_point since_;
};

/// Waits for the turn of a call that has no token, and for one.
/// @param files of the builder that may have tokens, and may be killed
void take_at_turn(Turn& turn, OwnToken& token, const BuilderFiles& files, const process::OtherProcess& cargo);

/// The same for a call that could compile at once, which gives its token away meanwhile; not where there is another
/// token, or as many wait already as may.
void wait_for_turn(Turn& turn, OwnToken& token, const BuilderFiles& files, const process::OtherProcess& cargo,
                   std::size_t most_waiting);

}  // namespace buildstd::front
