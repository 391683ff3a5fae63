// SPDX-License-Identifier: MIT
#include "buildstd/ops/preload.hpp"

namespace buildstd::ops {

std::optional<std::string> preload_library(const Session& session) {
  const auto& own = session.process_context.installed;
  auto library = own.preload.string();
  if (session.selection.no_preload || library.empty()) return std::nullopt;
  if (session.compiler.toolchain.version.host != own.preload_host) return std::nullopt;
  if (library.find_first_of(" :") != std::string::npos) return std::nullopt;  // ld.so(8): they separate names
  return library;
}

std::string preloaded_with(const std::string& library, const Environment& environment) {
  const auto others = environment.get("LD_PRELOAD").value_or("");
  return others.empty() ? library : others + ":" + library;
}

}  // namespace buildstd::ops
