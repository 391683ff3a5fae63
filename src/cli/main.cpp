// SPDX-License-Identifier: MIT
#include <chrono>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "buildstd/ops/remote_cache.hpp"
#include "buildstd/process/startup.hpp"
#include "cli/app.hpp"
#include "cli/installed_files.hpp"
#include "cli/terminal.hpp"

int main(int argc, char** argv) {
  if (!buildstd::process::open_standard_descriptors()) return 101;  // with nowhere to say so
  buildstd::process::survive_failing_writes();
  auto environment = buildstd::Environment::of_process();
  auto jobserver = buildstd::process::ParentJobserver::open(environment);  // before any file is opened
  auto remote_cache_token = environment.get_nonempty(buildstd::ops::remote_cache_token_variable);
  environment.unset(buildstd::ops::remote_cache_token_variable);
  std::error_code no_directory;
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  buildstd::ops::ProcessContext process_context{std::filesystem::current_path(no_directory),
                                                std::move(environment),
                                                buildstd::cli::available_cpus(),
                                                std::chrono::nanoseconds(since_epoch).count(),
                                                buildstd::cli::find_installed_files(),
                                                std::move(jobserver),
                                                std::move(remote_cache_token)};
  return buildstd::cli::run(argc > 0 ? argv[0] : "buildstd",
                            std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc),
                            std::move(process_context));
}
