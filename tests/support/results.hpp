// SPDX-License-Identifier: MIT
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "buildstd/base/diagnostics.hpp"

namespace buildstd::testing {

/// The value of a success; a failure fails the test with its whole message.
template <class T>
T value_of(Result<T> result) {
  if (!result) FAIL(render(result.error(), Color::never));
  return *std::move(result);
}
inline void require_success(const Result<void>& result) {
  if (!result) FAIL(render(result.error(), Color::never));
}

/// The whole message of a failure, as a person sees it in a pipe.
template <class T>
std::string message_of(const Result<T>& result) {
  REQUIRE_FALSE(result.has_value());
  return render(result.error(), Color::never);
}

}  // namespace buildstd::testing
