// SPDX-License-Identifier: MIT
#include "buildstd/ops/cache.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/base/writable.hpp"

namespace buildstd::ops {

Result<cache::Location> find_cache(const ProcessContext& process_context) {
  if (auto location = cache::locate(process_context.environment, process_context.cwd)) return *std::move(location);
  return fail(Error("there is no cache").help("name a folder for it with BUILDSTD_CACHE_DIR, or set HOME"));
}

namespace {

// What cannot be made is told of here: the file system's own advice is for target directories.
Result<cache::Cache> open_at(const cache::Location& location) {
  const auto nearest = fs::nearest_existing(location.directory);
  if (nearest == location.directory || fs::is_writable(nearest)) return cache::Cache::open(location);
  return fail(Error(fmt::format("there can be no cache in `{}`", location.directory.string()))
                  .caused_by(fmt::format("`{}` cannot be written to", nearest.string()))
                  .help("name another folder for it with BUILDSTD_CACHE_DIR"));
}

}  // namespace

Result<cache::Cache> open_cache(const ProcessContext& process_context) {
  BUILDSTD_TRY(const auto location, find_cache(process_context));
  return open_at(location);
}

void warn_of(const Error& error, Diagnostics& diagnostics) {
  auto message = error.message();
  for (const auto& cause : error.causes()) message += ": " + cause;
  for (const auto& note : error.notes()) message += "; " + note;
  diagnostics.report({Diagnostic::Severity::warning, std::move(message), {}, error.helps()});
}

// Builds do without where there is none: a container's user often has no home. One that somebody has named, or that is
// not to be trusted, is worth a word.
std::unique_ptr<cache::Cache> usable_cache(const Selection& selection, const ProcessContext& process_context,
                                           Diagnostics& diagnostics) {
  if (selection.no_cache) return nullptr;
  const auto location = cache::locate(process_context.environment, process_context.cwd);
  if (!location) return nullptr;
  auto opened = open_at(*location);
  if (opened) return std::make_unique<cache::Cache>(*std::move(opened));
  if (location->named_by_user || fs::is_directory(location->directory)) warn_of(opened.error(), diagnostics);
  return nullptr;
}

void report_trouble(const Session& session, Diagnostics& diagnostics) {
  if (!session.storage.cache) return;
  if (const auto trouble = session.storage.cache->take_trouble()) warn_of(*trouble, diagnostics);
}

}  // namespace buildstd::ops
