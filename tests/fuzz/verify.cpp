// SPDX-License-Identifier: MIT
// The readers of `verify`: an archive or an object file; what can be read is the same as itself.
#include <llvm/Support/ErrorHandling.h>

#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "verify/archive.hpp"
#include "verify/crate_diff.hpp"
#include "verify/evidence.hpp"
#include "verify/metadata.hpp"

using namespace buildstd::verify;

namespace {

std::jmp_buf next_input;

// LLVM's wasm reader ends the process over some damage, which is an error of the program (verify/isolation.hpp). All
// other formats are checked before.
[[noreturn]] void on_llvm_failure(void*, const char* reason, bool) {
  if (std::string_view(reason).find("out of memory") != std::string_view::npos) std::abort();
  std::longjmp(next_input, 1);
}

bool has_wasm(std::string_view input) { return input.find(std::string_view("\0asm", 4)) != std::string_view::npos; }

void read_all(std::string_view input) {
  (void)read_metadata_head(input);
  std::vector<Member> members;
  if (auto read = archive_members(input, "fuzz"))
    members = *read;
  else
    members.push_back({"little-1.little.9071c5eb0b65983b-cgu.0.rcgu.o", MemberKind::rustc_object, input});
  (void)evidence_of({"little", "1", "liblittle-1.rlib", {}}, members, "fuzz");
  auto code = read_crate_code(members, "fuzz");
  auto same = read_crate_code(members, "fuzz");
  if (!code || !same) return;
  if (!compare_code(*code, *same).differences.empty()) std::abort();
  // With nothing on the other side, each difference is traced.
  CrateCode none;
  (void)compare_code(*code, none, {"little", {{"little", {{"1.2.3"}, {"1.2.4"}}}}, true, ""});
  (void)compare_code(none, *same, {"little", {{"little", {{"1.2.4"}, {"1.2.3"}}}}, true, ""});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  static const bool installed = [] {
    llvm::install_fatal_error_handler(on_llvm_failure);
    return true;
  }();
  (void)installed;
  if (setjmp(next_input) == 0)
    read_all(input);
  else if (!has_wasm(input))
    std::abort();
  return 0;
}
