// SPDX-License-Identifier: MIT
#include <llvm/Support/ErrorHandling.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "verify/app.hpp"

namespace {

constexpr int failure_status = 101;

// LLVM ends the process over some damage in files. What could be checked before was; the rest still gets a message
// and this program's status.
[[noreturn]] void on_llvm_failure(void*, const char* reason, bool) {
  std::fprintf(stderr, "error: %s\n", reason);
  std::_Exit(failure_status);
}

}  // namespace

int main(int argc, char** argv) {
  llvm::install_fatal_error_handler(on_llvm_failure);
  std::error_code no_directory;
  const auto outcome = buildstd::verify::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc),
                                             std::filesystem::current_path(no_directory));
  std::fwrite(outcome.said.data(), 1, outcome.said.size(), stderr);
  std::fwrite(outcome.data.data(), 1, outcome.data.size(), stdout);
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return outcome.status;
  std::fputs("error: failed to write to standard output\n", stderr);
  return failure_status;
}
