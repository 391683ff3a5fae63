// SPDX-License-Identifier: MIT
#include "front/turn.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <thread>
#include <vector>

#include "buildstd/base/text.hpp"
#include "buildstd/process/background.hpp"

namespace buildstd::front {

namespace {

constexpr const char* waiting_folder = "waiting";

constexpr std::chrono::milliseconds time_between_looks{20};
constexpr std::size_t places_of_equal_interest = 8;

struct Place {
  std::uint64_t behind = 0;  ///< the shorter the way, the more
  std::uint64_t start = 0;
  int pid = 0;
  auto operator<=>(const Place&) const = default;
};

std::string name_of(const Place& place) { return fmt::format("{}-{}-{}", place.behind, place.start, place.pid); }

std::optional<Place> read_place(std::string_view name) {
  const auto parts = text::split(name, '-');
  if (parts.size() != 3) return std::nullopt;
  const auto behind = text::whole_number<std::uint64_t>(parts[0]);
  const auto start = text::whole_number<std::uint64_t>(parts[1]);
  const auto pid = text::whole_number<int>(parts[2]);
  return behind && start && pid ? std::optional(Place{*behind, *start, *pid}) : std::nullopt;
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

void Turn::take_place(std::chrono::milliseconds for_others) {
  const int pid = ::getpid();
  const auto start = process::start_of(pid);
  auto waiting = run_.make_directory(waiting_folder);
  if (waiting_ || !start || !waiting) return;
  name_ = name_of({std::numeric_limits<std::uint64_t>::max() - way_(), *start, pid});
  if (!waiting->write(name_, "")) return;
  waiting_ = *std::move(waiting);
  others_are_there_ = std::chrono::steady_clock::now() + for_others;
}

std::size_t Turn::others_before() const {
  if (!waiting_) return 0;
  const auto own = read_place(name_);
  return static_cast<std::size_t>(std::ranges::count_if(
      places_in(*waiting_), [&](const auto& other) { return other < own && still_waits(other); }));
}

std::size_t Turn::waiting() const {
  const auto folder = run_.directory(waiting_folder);
  return folder ? places_in(*folder).size() : 0;
}

std::chrono::milliseconds Turn::time_for_others() const {
  const auto left = others_are_there_ - std::chrono::steady_clock::now();
  return waiting_ ? std::max(std::chrono::ceil<std::chrono::milliseconds>(left), {}) : std::chrono::milliseconds();
}

// Who is far behind looks less often, so that many who wait cost no more than a few.
void take_token(Turn* turn, OwnToken& token, const BuilderFiles& files, const process::OtherProcess& cargo) {
  while (!token.is_held()) {
    std::this_thread::sleep_for(turn == nullptr ? std::chrono::milliseconds() : turn->time_for_others());
    process::stop_without(cargo);
    const auto before = turn == nullptr ? 0 : turn->others_before();
    if (before == 0 && files.inherit_any_token()) token.inherit();
    // The first has the first token that there is, the second the second.
    if (before == 0 || token.available() > before) {
      if (token.try_take()) return;
      token.wait(time_between_looks);
    } else {
      std::this_thread::sleep_for(time_between_looks * (1 + before / places_of_equal_interest));
    }
  }
}

}  // namespace buildstd::front
