// SPDX-License-Identifier: MIT
#include "invoker/slots.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace buildstd::invoker {

namespace {

constexpr unsigned default_codegen_units = 16;  // rustc_session: `Session::codegen_units`
constexpr unsigned most_threads = 256;          // nobody has use for more

// The last `-C NAME=N` or `-CNAME=N`; rustc takes the last.
std::optional<unsigned> number_option(const std::vector<std::string>& arguments, std::string_view letter,
                                      std::string_view name) {
  std::optional<unsigned> last;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view value = arguments[i];
    if (value == letter && i + 1 < arguments.size()) {
      value = arguments[i + 1];
    } else if (value.starts_with(letter)) {
      value.remove_prefix(letter.size());
    } else {
      continue;
    }
    if (!value.starts_with(name)) continue;
    value.remove_prefix(name.size());
    unsigned number = 0;
    if (std::from_chars(value.data(), value.data() + value.size(), number).ec == std::errc()) last = number;
  }
  return last;
}

unsigned beside_the_first(unsigned threads) { return std::clamp(threads, 1U, most_threads) - 1; }

}  // namespace

ThreadWish thread_wish(const Command& command) {
  const auto& arguments = command.arguments;
  if (std::ranges::find(arguments, "--crate-name") == arguments.end()) {
    // A build script, which may run make or a C compiler.
    return {beside_the_first(most_threads), beside_the_first(most_threads)};
  }
  const auto emit =
      std::ranges::find_if(arguments, [](const auto& argument) { return argument.starts_with("--emit="); });
  const auto emits = [&](std::string_view what) {
    return emit != arguments.end() && emit->find(what) != std::string::npos;
  };
  const auto frontend = beside_the_first(number_option(arguments, "-Z", "threads=").value_or(1));
  const auto units = number_option(arguments, "-C", "codegen-units=").value_or(default_codegen_units);
  const auto backend = emits("link") ? beside_the_first(units) : 0;
  if (emits("metadata")) return {frontend, backend};
  return {std::max(frontend, backend), backend};
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
