// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>

#include "buildstd/base/error.hpp"
#include "buildstd/invoker/unit_store.hpp"

namespace buildstd::process {
class EventLoop;
}

namespace buildstd::invoker {

/// Where finished units may be had that takes time to ask: over a network. What has come from there is in the
/// `UnitStore`, which the build asks again then. Nobody waits for it but as for a process.
class DistantStore {
 public:
  /// The unit with this number has come, or will not.
  using Answered = std::function<void(std::size_t unit)>;

  virtual ~DistantStore() = default;

  /// Goes to work on a build's event loop, until that is gone.
  /// @param answered never called from within `request`
  virtual void attach(process::EventLoop& loop, Answered answered) = 0;
  /// Has a unit looked for.
  /// @param seconds worth waiting for: about what it takes to make it
  /// @return false: it is not looked for, and no answer comes
  virtual bool request(std::size_t unit, const StoredUnit& what, double seconds) = 0;
  /// Called often while the build goes on: what takes too long is given up.
  virtual void tick() = 0;
};

}  // namespace buildstd::invoker
