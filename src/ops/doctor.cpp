// SPDX-License-Identifier: MIT
#include "buildstd/ops/doctor.hpp"
#include "buildstd/base/std_layout.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/ops/build.hpp"

namespace buildstd::ops {

namespace {

// Build scripts are linked for the host, by what rustc calls unless it is told otherwise.
Check check_linker(const Session& session) {
  const auto& host = session.compiler.toolchain.version.host;
  if (host.find("-msvc") != std::string::npos)
    return {"linker", "link.exe, which rustc looks for itself", std::nullopt};
  const auto linker =
      fs::find_program("cc", session.settings.environment.get("PATH").value_or(""), session.process_context.cwd);
  if (linker) return {"linker", linker->string(), std::nullopt};
  return {"linker",
          {},
          Error(fmt::format("no linker `cc` for build scripts on {}", host))
              .help("install a C compiler (Debian: `gcc` and `libc6-dev`)")};
}

Check check_writable(const Session& session) {
  const auto probe = session.storage.state / "cache" / fmt::format("writable-{}", fs::unique_name());
  auto written = fs::create_directories(probe.parent_path());
  if (written) written = fs::write_atomically(probe, "");
  if (!written) return {"target directory", {}, std::move(written).error()};
  if (auto removed = fs::remove_all(probe); !removed) return {"target directory", {}, std::move(removed).error()};
  return {"target directory", session.storage.state.string(), std::nullopt};
}

Check check_host_std(const Session& session) {
  const auto& host = session.compiler.toolchain.version.host;
  const auto crates = toolchain::prebuilt_crates(session.compiler.toolchain, host);
  if (crates.contains(std::string(std_layout::std)))
    return {"host std", session.compiler.toolchain.target_libraries(host).string(), std::nullopt};
  return {"host std",
          {},
          Error(fmt::format("the toolchain has no prebuilt std for its host {}, which build scripts need", host))
              .help("install it (rustup: `rustup target add`; Debian: `libstd-rust-dev`, `libstd-rust-web-dev`)")};
}

Check check_plan(const Session& session) {
  auto plans = plan(session);
  if (!plans) return {"plan", {}, std::move(plans).error()};
  std::string found;
  for (const auto& made : *plans)
    found += fmt::format("{}{}: {} units for {}", found.empty() ? "" : "; ", made.target, made.units.size(),
                         name_of(made.crates));
  return {"plan", found.empty() ? "nothing to build: the configuration says \"never\"" : found, std::nullopt};
}

}  // namespace

std::vector<Check> doctor(const Invocation& invocation, Diagnostics& diagnostics) {
  auto session = open_session(invocation, diagnostics);
  if (!session) return {{"compiler and configuration", {}, std::move(session).error()}};
  std::vector<Check> checks;
  const auto& toolchain = session->compiler.toolchain;
  checks.push_back({"compiler",
                    fmt::format("{} (rustc {}, {})", toolchain.rustc.string(), toolchain.version.release,
                                toolchain.version.channel()),
                    std::nullopt});
  auto sources = toolchain::library_sources(toolchain);
  checks.push_back(sources ? Check{"sources", sources->string(), std::nullopt}
                           : Check{"sources", {}, std::move(sources).error()});
  const bool has_sources = !checks.back().error;
  checks.push_back(check_host_std(*session));
  checks.push_back(check_linker(*session));
  checks.push_back(check_writable(*session));
  if (has_sources) checks.push_back(check_plan(*session));
  return checks;
}

}  // namespace buildstd::ops
