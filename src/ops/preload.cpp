// SPDX-License-Identifier: MIT
#include "buildstd/ops/preload.hpp"

namespace buildstd::ops {

// What the user preloads goes first: his allocator, say, is the one in use.
std::optional<std::string> preloaded_libraries(const Session& session) {
  const auto& own = session.process_context.installed;
  const auto library = own.preload.string();
  if (session.selection.no_preload || library.empty()) return std::nullopt;
  if (session.compiler.toolchain.version.host != own.preload_host) return std::nullopt;
  if (library.find_first_of(" :") != std::string::npos) return std::nullopt;  // ld.so(8): they separate names
  const auto others = session.settings.environment.get("LD_PRELOAD").value_or("");
  return others.empty() ? library : others + ":" + library;
}

}  // namespace buildstd::ops
