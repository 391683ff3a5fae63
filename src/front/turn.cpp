// SPDX-License-Identifier: MIT
#include "front/turn.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <thread>
#include <vector>

#include "buildstd/base/text.hpp"
#include "buildstd/process/ancestry.hpp"

namespace buildstd::front {

namespace {

constexpr const char* waiting_folder = "waiting";

constexpr std::chrono::milliseconds time_between_looks{20};

// Where a token is free and Cargo can start another call, that is to come here, too, before one is chosen.
constexpr std::chrono::milliseconds head_start_of_cargo{1};

// Cargo starts a call, and that call comes as far as here, in less.
constexpr std::chrono::milliseconds time_for_others{10};

struct Place {
  std::uint64_t behind = 0;  ///< the shorter the way, the more
  std::uint64_t start = 0;
  int pid = 0;
  auto operator<=>(const Place&) const = default;
};

std::string name_of(const Place& place) { return fmt::format("{}-{}-{}", place.behind, place.start, place.pid); }

template <class Number>
bool read(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

std::optional<Place> read_place(std::string_view name) {
  Place place;
  const auto parts = text::split(name, '-');
  const bool is_place =
      parts.size() == 3 && read(parts[0], place.behind) && read(parts[1], place.start) && read(parts[2], place.pid);
  return is_place ? std::optional(place) : std::nullopt;
}

std::vector<Place> places_in(const fs::TrustedDirectory& waiting) {
  std::vector<Place> places;
  for (const auto& name : waiting.list().value_or(std::vector<std::string>())) {
    if (const auto place = read_place(name)) places.push_back(*place);
  }
  return places;
}

bool still_waits(const Place& place) { return process::is_running(place.pid, place.start); }

}  // namespace

Turn::~Turn() {
  if (waiting_) [[maybe_unused]]
    const auto removed = waiting_->remove(name_);
}

void Turn::enter() {
  state_ = State::without_place;
  const int pid = ::getpid();
  const auto start = process::start_of(pid);
  auto waiting = run_.make_directory(waiting_folder);
  if (!start || !waiting) return;
  name_ = name_of({std::numeric_limits<std::uint64_t>::max() - way_, *start, pid});
  if (!waiting->write(name_, "")) return;
  waiting_ = *std::move(waiting);
  since_ = std::chrono::steady_clock::now();
  state_ = State::waiting;
}

std::size_t Turn::waiting() const {
  const auto folder = run_.directory(waiting_folder);
  return folder ? static_cast<std::size_t>(std::ranges::count_if(places_in(*folder), still_waits)) : 0;
}

bool Turn::has_come() {
  if (state_ == State::outside) enter();
  if (state_ == State::without_place) return true;
  return std::chrono::steady_clock::now() - since_ >= time_for_others && is_first();
}

bool Turn::is_first() const {
  const auto own = read_place(name_);
  return std::ranges::none_of(places_in(*waiting_),
                              [&](const auto& other) { return other < own && still_waits(other); });
}

void take_at_turn(Turn& turn, OwnToken& token, const BuilderFiles& files, const process::OtherProcess& cargo) {
  bool may_go = turn.has_come();
  while (!may_go || !token.try_take()) {
    if (may_go) token.wait(time_between_looks);
    std::this_thread::sleep_for(may_go ? head_start_of_cargo : time_between_looks);
    process::stop_without(cargo);
    may_go = turn.has_come();
    if (may_go && files.inherit_token_if_alone()) token.inherited();
  }
}

void wait_for_turn(Turn& turn, OwnToken& token, const BuilderFiles& files, const process::OtherProcess& cargo,
                   std::size_t most_waiting) {
  if (token.is_spare() || turn.waiting() >= most_waiting || turn.has_come()) return;
  token.give();
  take_at_turn(turn, token, files, cargo);
}

}  // namespace buildstd::front
