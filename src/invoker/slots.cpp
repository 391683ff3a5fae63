// SPDX-License-Identifier: MIT
#include "invoker/slots.hpp"

#include <algorithm>

namespace buildstd::invoker {

namespace {

constexpr unsigned most_threads = 256;  // nobody has use for more

unsigned beside_the_first(unsigned threads) { return std::clamp(threads, 1U, most_threads) - 1; }

}  // namespace

ThreadDemand thread_demand(const planner::Unit& unit) {
  switch (unit.kind) {
    // It may run make or a C compiler.
    case planner::UnitKind::run_build_script: return {beside_the_first(most_threads), beside_the_first(most_threads)};
    case planner::UnitKind::documentation: return {};
    case planner::UnitKind::library:
    case planner::UnitKind::build_script: break;
  }
  const auto& call = unit.call();
  const auto frontend = beside_the_first(call.frontend_threads);
  if (call.emit == planner::Emit::metadata) return {frontend, 0};
  const auto backend = beside_the_first(call.codegen_units);
  return {call.emit == planner::Emit::linked ? std::max(frontend, backend) : frontend, backend};
}

Slots::Slots(unsigned jobs, std::shared_ptr<process::ParentJobserver> parent, const std::filesystem::path& scratch,
             const std::filesystem::path& spare)
    : jobs_(jobs), parent_(std::move(parent)) {
  const unsigned tokens = parent_ ? 0 : jobs - 1;
  own_ = process::Jobserver::create(scratch, jobs, tokens);
  if (!own_) own_ = process::Jobserver::create(spare, jobs, tokens);
}

Slots::~Slots() {
  if (parent_) parent_->release_all();
}

bool Slots::acquire(std::size_t running) {
  if (running == 0) return true;
  if (!parent_) return own_ ? own_->try_acquire() : running < jobs_;
  if (lent_ > 0 && own_->try_acquire()) {
    --lent_;
    return true;
  }
  return parent_->try_acquire();
}

void Slots::release(std::size_t running) {
  if (running > 0) {
    if (parent_) {
      parent_->release();
    } else if (own_) {
      own_->release();
    }
  } else if (parent_) {
    // What compilers have not given back now they never will.
    while (lent_ > 0 && own_->try_acquire()) --lent_;
    lent_ = 0;
    parent_->release_all();
  }
}

bool Slots::lend(std::size_t wanted) {
  if (!parent_ || !own_) return false;
  while (lent_ > wanted && own_->try_acquire()) {
    --lent_;
    parent_->release();
  }
  while (lent_ < wanted && parent_->try_acquire()) {
    own_->release();
    ++lent_;
  }
  return lent_ < wanted;
}

std::vector<int> Slots::descriptors() const {
  std::vector<int> all;
  if (parent_ && parent_->descriptor()) all.push_back(*parent_->descriptor());
  if (!parent_ && own_) all.push_back(own_->descriptor());
  return all;
}

std::optional<std::string> Slots::makeflags() const {
  if (!own_) return std::nullopt;
  return own_->makeflags();
}

}  // namespace buildstd::invoker
