// SPDX-License-Identifier: MIT
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "verify/app.hpp"

namespace {

constexpr int failure_status = 101;

}  // namespace

int main(int argc, char** argv) {
  std::error_code no_directory;
  const auto outcome = buildstd::verify::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc),
                                             std::filesystem::current_path(no_directory));
  std::fwrite(outcome.said.data(), 1, outcome.said.size(), stderr);
  std::fwrite(outcome.data.data(), 1, outcome.data.size(), stdout);
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return outcome.status;
  std::fputs("error: failed to write to standard output\n", stderr);
  return failure_status;
}
