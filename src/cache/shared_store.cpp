// SPDX-License-Identifier: MIT
#include "buildstd/cache/remote.hpp"

namespace buildstd::cache {

using invoker::StoredUnit;
using invoker::UnitResult;

invoker::UnitStore::Answer SharedStore::fetch(const StoredUnit& unit, const Environment& environment) {
  auto answer = local_.fetch(unit, environment);
  if (const auto* const missing = std::get_if<Missing>(&answer)) {
    if (missed_.insert(unit.key).second) use_.miss(missing->reason);
    return answer;
  }
  if (missed_.contains(unit.key)) return answer;  // it has come from the remote, which counts it
  const auto& found = std::get<Found>(answer);
  std::uint64_t size = 0;
  for (const auto& file : found.files) size += file.size;
  use_.hit(size);
  if (remote_ != nullptr) remote_->offer(unit.key, found.observed.digest(), true);
  return answer;
}

void SharedStore::keep(const StoredUnit& unit, const UnitResult& result) {
  local_.keep(unit, result);
  if (remote_ != nullptr) remote_->offer(unit.key, result.observed.digest(), false);
}

Uses SharedStore::uses() const {
  auto all = remote_ != nullptr ? remote_->uses() : Uses();
  all.local.add(use_);
  return all;
}

}  // namespace buildstd::cache
