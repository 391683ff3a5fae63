// SPDX-License-Identifier: MIT
#include "harness.hpp"

#include <cstdlib>
#include <iostream>
#include <thread>
#include <vector>

#include "buildstd/base/fs.hpp"
#include "process.hpp"

namespace buildstd::differential {

namespace {

std::string find(const char* variable, const char* name) {
  const char* const set = std::getenv(variable);
  const char* const path = std::getenv("PATH");
  const auto found =
      fs::find_program(set != nullptr ? set : name, path != nullptr ? path : "", std::filesystem::current_path());
  if (!found || run({found->string(), "--version"}, rustup_variables(), "/").status != 0) return {};
  return found->string();
}

}  // namespace

Variables rustup_variables() {
  Variables variables;
  for (const char* const name : {"RUSTUP_HOME", "RUSTUP_TOOLCHAIN"}) {
    if (const char* const value = std::getenv(name)) variables[name] = value;
  }
  const char* const home = std::getenv("HOME");
  if (!variables.contains("RUSTUP_HOME") && home != nullptr) {
    const auto folder = std::filesystem::path(home) / ".rustup";
    if (fs::exists(folder)) variables["RUSTUP_HOME"] = folder.string();
  }
  return variables;
}

std::string find_cargo() { return find("CARGO", "cargo"); }

std::string find_rustc() { return find("RUSTC", "rustc"); }

int skip(std::string_view reason) {
  std::cout << "skipped: " << reason << "\n";
  return 77;
}

void for_each_seed(int argc, char** argv, std::uint64_t count,
                   const std::function<void(std::uint64_t seed, const std::filesystem::path& root)>& work) {
  if (argc > 1) count = std::strtoull(argv[1], nullptr, 10);
  const std::uint64_t first = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  auto pattern = (std::filesystem::temp_directory_path() / "buildstd-differential-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();
  const auto scratch = fs::canonical(pattern);
  constexpr std::uint64_t workers = 2;
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t worker = 0; worker < workers; ++worker) {
      threads.emplace_back([&, worker] {
        for (auto seed = first + worker; seed < first + count; seed += workers) {
          const auto root = scratch / std::to_string(seed);
          if (!fs::create_directories(root)) std::abort();
          work(seed, root);
          (void)fs::remove_all(root);
        }
      });
    }
  }
  (void)fs::remove_all(scratch);
}

}  // namespace buildstd::differential
