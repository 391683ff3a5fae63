// SPDX-License-Identifier: MIT
#include <chrono>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "cli/app.hpp"
#include "cli/companion.hpp"
#include "cli/terminal.hpp"

int main(int argc, char** argv) {
  buildstd::cli::survive_failing_writes();
  std::error_code no_directory;
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  buildstd::ops::Surroundings surroundings{
      std::filesystem::current_path(no_directory), buildstd::Environment::of_process(), buildstd::cli::available_cpus(),
      std::chrono::nanoseconds(since_epoch).count(), buildstd::cli::find_companions()};
  return buildstd::cli::run(argc > 0 ? argv[0] : "buildstd",
                            std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc), std::move(surroundings));
}
