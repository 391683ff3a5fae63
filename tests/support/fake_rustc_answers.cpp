// SPDX-License-Identifier: MIT
// What the mock compiler says of itself and its targets.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string_view>
#include <system_error>

#include "support/fake_rustc.hpp"

namespace fake_rustc {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

[[noreturn]] void diagnose(const std::string& message) {
  std::cerr << R"({"$message_type":"diagnostic","message":")" << message << R"(","level":"error","rendered":"\u001b[1m)"
            << R"(\u001b[91merror\u001b[0m: )" << message << R"(\n --> lib.rs:1:1\n\n"})" << std::endl;
  std::exit(1);
}

namespace {

std::filesystem::path sysroot() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path().parent_path();
}

constexpr const char* targets[] = {"aarch64-apple-darwin",
                                   "aarch64-unknown-linux-gnu",
                                   "armv7a-none-eabi",
                                   "avr-none",
                                   "bare-unknown-none",
                                   "mips64el-unknown-linux-gnuabi64",
                                   "mystery-unknown-unknown",
                                   "riscv64gc-unknown-linux-gnu",
                                   "thumbv7em-none-eabihf",
                                   "wasm32-wasip1",
                                   "wasm32-wasip2",
                                   "x86_64-pc-windows-gnu",
                                   "x86_64-pc-windows-msvc",
                                   "x86_64-unknown-linux-gnu",
                                   "x86_64-unknown-linux-musl"};

bool is(const std::string& target, std::string_view part) { return target.find(part) != std::string::npos; }

// On lines of its own, as rustc prints it.
std::string specification(const std::string& target) {
  auto text = "{\n  \"llvm-target\": \"" + target + "\",\n";
  if (is(target, "avr")) text += "  \"need-explicit-cpu\": true,\n";
  if (is(target, "musl")) {
    text += "  \"crt-objects-fallback\": \"musl\",\n  \"pre-link-objects-fallback\": {\n";
    text += "    \"static-pic-exe\": [\n      \"rcrt1.o\"\n    ]\n  },\n";
  }
  text += "  \"metadata\": {\n    \"description\": \"a mock\",\n    \"host_tools\": false,\n    \"tier\": 2";
  if (!is(target, "mystery")) text += std::string(",\n    \"std\": ") + (is(target, "none") ? "false" : "true");
  return text + "\n  }\n}\n";
}

void print_target(const std::string& target) {
  if (is(target, "windows")) {
    std::cout << "windows\ntarget_os=\"windows\"\ntarget_env=\"" << (is(target, "gnu") ? "gnu" : "msvc") << "\"\n";
  } else if (is(target, "wasip")) {
    std::cout << "target_os=\"wasi\"\ntarget_env=\"p" << target.back() << "\"\n";
  } else if (is(target, "musl")) {
    std::cout << "unix\ntarget_os=\"linux\"\ntarget_env=\"musl\"\ntarget_feature=\"crt-static\"\n";
  } else if (is(target, "linux")) {
    std::cout << "unix\ntarget_os=\"linux\"\ntarget_env=\"gnu\"\n";
  } else if (is(target, "apple")) {
    std::cout << "unix\ntarget_os=\"macos\"\ntarget_vendor=\"apple\"\n";
  } else {
    std::cout << "target_os=\"none\"\n";
  }
  std::cout << "debug_assertions\npanic=\"unwind\"\n" << specification(target);
}

void print_all_targets() {
  std::cout << "{\n";
  for (const auto* name : targets)
    std::cout << (name == targets[0] ? "" : ",\n") << "\"" << name << "\": " << specification(name);
  std::cout << "}\n";
}

}  // namespace

int answer(const Call& call) {
  const auto release = variable("FAKE_RUSTC_RELEASE").empty() ? "1.96.0" : variable("FAKE_RUSTC_RELEASE");
  std::string target = "x86_64-unknown-linux-gnu";
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (call.arguments[i] == "-vV") {
      std::cout << "rustc " << release << " (mock 2026-01-01)\nbinary: rustc\ncommit-hash: 0123456789abcdef\n"
                << "commit-date: 2026-01-01\nhost: x86_64-unknown-linux-gnu\nrelease: " << release
                << "\nLLVM version: 20.1.0\n";
    }
    if (call.arguments[i] == "-Cnightly-only" && variable("RUSTC_BOOTSTRAP") != "1")
      diagnose("`-Cnightly-only` is only accepted on the nightly compiler");
    if (call.arguments[i] == "-Zhelp") {
      for (const auto* option : {"annotate-moves", "inline-mir", "embed-metadata", "macro-backtrace"})
        std::cout << "    -Z  " << option << "=val -- a mock option\n";
    }
    if (call.arguments[i] == "--help" && !variable("FAKE_RUSTC_SUPPORT").empty())
      std::cout << "INFO may be one of <cfg|target-standard-library-support>\n";
    if (call.arguments[i] == "--emit=llvm-ir=-") {
      const auto cpu = variable("FAKE_RUSTC_CPU").empty() ? "mock-cpu" : variable("FAKE_RUSTC_CPU");
      std::cout << "attributes #0 = { \"target-cpu\"=\"" << cpu << "\" \"target-features\"=\"+sse2\" }\n";
    }
    // A startup object.
    if (call.arguments[i] == "-o") std::ofstream(call.arguments[i + 1]) << "object\n";
    if (call.arguments[i] == "--target") target = call.arguments[i + 1];
  }
  for (const auto& print : call.prints) {
    if (print == "sysroot") std::cout << sysroot().string() << "\n";
    if (print == "target-list") {
      for (const auto* name : targets) std::cout << name << "\n";
    }
    if (print == "file-names") std::cout << "___\n";
    if (print == "target-spec-json") print_target(target);
    if (print == "all-target-specs-json") print_all_targets();
    if (print == "target-standard-library-support:json") std::cout << variable("FAKE_RUSTC_SUPPORT") << "\n";
  }
  std::cout.flush();
  return 0;
}

}  // namespace fake_rustc
