// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace buildstd::process {

/// Where Linux shows control groups; elsewhere nothing is there.
struct ControlGroupFiles {
  std::filesystem::path root = "/sys/fs/cgroup";
  std::filesystem::path own = "/proc/self/cgroup";
};

/// Bytes of memory that the control groups of this process (cgroups(7), both versions) still let it have: what their
/// limits leave, where copies of files do not count, since the system takes those back first. Nothing where no group
/// has a limit.
std::optional<std::uint64_t> memory_left_in_groups(const ControlGroupFiles& files = {});

}  // namespace buildstd::process
