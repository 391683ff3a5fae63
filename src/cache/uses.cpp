// SPDX-License-Identifier: MIT
#include "buildstd/cache/uses.hpp"

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "buildstd/cache/cache.hpp"

namespace buildstd::cache {

namespace {

constexpr const char* uses_file = "uses.json";
constexpr std::uint64_t largest_uses = 1U << 20;
constexpr int uses_format = 1;
constexpr std::size_t most_reasons = 32;  // they can name files and variables

void count_reason(std::map<std::string, std::uint64_t>& reasons, const std::string& reason, std::uint64_t times) {
  const bool has_room = reasons.contains(reason) || reasons.size() < most_reasons;
  reasons[has_room ? reason : "other reasons"] += times;
}

nlohmann::json to_json(const Use& use) {
  return {{"hits", use.hits}, {"misses", use.misses}, {"bytes", use.bytes}, {"reasons", use.reasons}};
}

std::uint64_t number(const nlohmann::json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

Use parse_use(const nlohmann::json& json) {
  if (!json.is_object()) return {};
  Use use{number(json, "hits"), number(json, "misses"), number(json, "bytes"), {}};
  const auto reasons = json.find("reasons");
  if (reasons == json.end() || !reasons->is_object()) return use;
  for (const auto& [reason, times] : reasons->items()) {
    if (times.is_number_unsigned()) count_reason(use.reasons, reason, times.get<std::uint64_t>());
  }
  return use;
}

}  // namespace

void Use::hit(std::uint64_t size) {
  ++hits;
  bytes += size;
}

void Use::miss(const std::string& reason) {
  ++misses;
  if (!reason.empty()) count_reason(reasons, reason, 1);
}

void Use::add(const Use& other) {
  hits += other.hits;
  misses += other.misses;
  bytes += other.bytes;
  for (const auto& [reason, times] : other.reasons) count_reason(reasons, reason, times);
}

void Uses::add(const Uses& other) {
  local.add(other.local);
  remote.add(other.remote);
  received += other.received;
  sent += other.sent;
  stored += other.stored;
}

bool Uses::empty() const {
  return local.hits + local.misses + remote.hits + remote.misses + received + sent + stored == 0;
}

Uses Cache::uses() const {
  const auto text = root_.read(uses_file, largest_uses);
  if (!text) return {};
  const auto json = parse_json(*text);
  if (!json.is_object() || json.value("format", nlohmann::json()) != uses_format) return {};
  return {parse_use(json.value("local", nlohmann::json())), parse_use(json.value("remote", nlohmann::json())),
          number(json, "received"), number(json, "sent"), number(json, "stored")};
}

// Of two builds that end at one time, one may not be counted where there are no locks.
void Cache::count(const Uses& more) {
  if (more.empty()) return;
  [[maybe_unused]] const auto counting = fs::FileLock::acquire(locks_, uses_file, [] {});
  auto all = uses();
  all.add(more);
  const nlohmann::json json = {{"format", uses_format},
                               {"local", to_json(all.local)},
                               {"remote", to_json(all.remote)},
                               {"received", all.received},
                               {"sent", all.sent},
                               {"stored", all.stored}};
  // What cannot be written is only not counted.
  [[maybe_unused]] const auto written =
      root_.write(uses_file, json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace buildstd::cache
