// SPDX-License-Identifier: MIT
#include "buildstd/ops/cache_exchange.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/cache/archive.hpp"
#include "buildstd/ops/cache.hpp"
#include "buildstd/ops/remote_cache.hpp"
#include "ops/temporary_folder.hpp"

namespace buildstd::ops {

namespace {

Result<Moved> write_units(const std::vector<cache::KeptUnit>& units, const fs::Path& file,
                          const cache::RemoteSettings& settings, const ProcessContext& process_context) {
  if (units.empty()) return fail(Error("there is nothing to export").help("build something first: `buildstd build`"));
  const auto to = fs::absolute(file, process_context.cwd);
  BUILDSTD_TRY(const auto size, cache::write_archive(units, to, settings, transfer_program(process_context)));
  return Moved{units.size(), size};
}

}  // namespace

namespace {

/// A build of a request that has used the units that it needs.
struct UsedUnits {
  std::vector<cache::KeptUnit> units;
  std::size_t compiled = 0;
};

// Built where nothing is yet, so that all that it needs is asked for: what the user's cache has need not be made.
Result<UsedUnits> build_elsewhere(const Invocation& invocation, BuildView& view, Diagnostics& diagnostics) {
  const TemporaryFolder folder(invocation.process_context.environment, "export");
  BUILDSTD_CHECK(folder.make());
  auto elsewhere = invocation;
  elsewhere.selection.target_dir = folder.path();
  BUILDSTD_TRY(const auto session, open_session(elsewhere, diagnostics));
  if (!session.storage.cache)
    return fail(Error("there is no cache to export from").help("leave out `--no-cache`, or set BUILDSTD_CACHE_DIR"));
  BUILDSTD_TRY(const auto sysroots, build(session, view, diagnostics));
  UsedUnits used{session.storage.cache->describe_used(), 0};
  for (const auto& sysroot : sysroots) used.compiled += sysroot.compiled;
  return used;
}

}  // namespace

// What had to be compiled needed more than one who finds it: build scripts. A second build says what that one needs.
Result<Moved> export_request(const Invocation& invocation, const fs::Path& file, BuildView& view,
                             Diagnostics& diagnostics) {
  BUILDSTD_TRY(auto used, build_elsewhere(invocation, view, diagnostics));
  if (used.compiled > 0) {
    CollectedDiagnostics said_before;
    BUILDSTD_TRY(used, build_elsewhere(invocation, view, said_before));
  }
  BUILDSTD_TRY(const auto settings, remote_cache(invocation.selection, invocation.process_context));
  return write_units(used.units, file, settings, invocation.process_context);
}

Result<Moved> export_all(const ProcessContext& process_context, const fs::Path& file) {
  BUILDSTD_TRY(const auto settings, remote_cache({}, process_context));
  BUILDSTD_TRY(const auto cache, open_cache(process_context));
  return write_units(cache.describe_all(), file, settings, process_context);
}

Result<Moved> import_cache(const ProcessContext& process_context, const fs::Path& file) {
  BUILDSTD_TRY(const auto settings, remote_cache({}, process_context));
  BUILDSTD_TRY(auto cache, open_cache(process_context));
  const auto from = fs::absolute(file, process_context.cwd);
  const auto state = fs::file_state(from);
  if (!state)
    return fail(Error(fmt::format("could not import `{}`", from.string()))
                    .caused_by("there is no such file")
                    .help("name a file that `buildstd cache export` has written"));
  BUILDSTD_TRY(const auto units, cache::read_archive(from, cache, settings, transfer_program(process_context)));
  return Moved{units, state->size};
}

}  // namespace buildstd::ops
