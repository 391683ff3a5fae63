// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "buildstd/base/trusted_directory.hpp"
#include "buildstd/process/ancestry.hpp"
#include "front/builder_files.hpp"
#include "front/own_token.hpp"

namespace buildstd::front {

/// A place in the order in which the calls of one run of Cargo that could compile a library, if they had a token, go
/// on: the longest way to the program's end first; of several, the oldest process. Cargo starts first what most crates
/// wait for (util/dependency_queue.rs), and starts more than there are processors for where waiting calls give their
/// tokens back. Processes that have ended do not count.
class Turn {
 public:
  /// @param run the run's directory
  /// @param way to the program's end, in any unit; asked when a place is taken
  Turn(fs::TrustedDirectory run, std::function<std::uint64_t()> way) : run_(std::move(run)), way_(std::move(way)) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  /// Leaves the place.
  ~Turn();

  /// @param for_others how long others who could go on as well may need to take theirs
  void take_place(std::chrono::milliseconds for_others);
  /// Of those that have a place and still wait, how many come before; none where no place could be had.
  [[nodiscard]] std::size_t others_before() const;
  /// How many have a place.
  [[nodiscard]] std::size_t waiting() const;
  /// What is left of that time.
  [[nodiscard]] std::chrono::milliseconds time_for_others() const;

 private:
  fs::TrustedDirectory run_;
  std::function<std::uint64_t()> way_;
  std::optional<fs::TrustedDirectory> waiting_;  ///< with this one's place; unset: it has none
  std::string name_;
  std::chrono::steady_clock::time_point others_are_there_;
};

/// Cargo, to which a token is given back, starts another call, which comes so far as to take a place, in less.
inline constexpr std::chrono::milliseconds time_to_come{10};

/// Waits until the token is held again, and for the call's turn, if it has one. A token that a killed builder has left
/// is found meanwhile.
/// @param turn null: it waits for the token alone
/// @param files of the builder
void take_token(Turn* turn, OwnToken& token, const BuilderFiles& files, const process::OtherProcess& cargo);

}  // namespace buildstd::front
