// SPDX-License-Identifier: MIT
#include "buildstd/base/processor.hpp"

#include <cstdint>

#include "buildstd/base/hash.hpp"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>

#include <array>

namespace buildstd {

namespace {

struct Leaf {
  unsigned leaf, subleaf;
  std::array<bool, 4> registers;  // which of eax, ebx, ecx, edx: others hold what differs from core to core
};

// LLVM: TargetParser/Host.cpp, `getHostCPUName` and `getHostCPUFeatures`.
constexpr Leaf leaves[] = {
    {0, 0, {false, true, true, true}},       // vendor
    {1, 0, {true, false, true, true}},       // family and model, features
    {7, 0, {false, true, true, true}},       // features
    {7, 1, {true, true, true, true}},        // likewise
    {7, 2, {false, false, false, true}},     // likewise
    {0xd, 1, {true, false, false, false}},   // XSAVE
    {0x14, 0, {false, true, false, false}},  // PTWRITE
    {0x19, 0, {false, true, false, false}},  // key locker
    {0x1e, 1, {true, false, false, false}},  // AMX
    {0x24, 0, {false, true, false, false}},  // AVX10
    {0x29, 0, {false, true, false, false}},  // APX
    {0x80000001, 0, {false, false, true, true}},
    {0x80000008, 0, {false, true, false, false}},
};

// Which registers the system saves: without AVX's, AVX cannot be used.
std::uint64_t saved_state() {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (std::uint64_t{high} << 32) | low;
}

}  // namespace

std::string processor_identity() {
  Fingerprint identity;
  bool saves_state = false;
  for (const auto& [leaf, subleaf, wanted] : leaves) {
    std::array<unsigned, 4> values{};
    if (__get_cpuid_count(leaf, subleaf, &values[0], &values[1], &values[2], &values[3]) == 0) continue;
    if (leaf == 1) saves_state = (values[2] & (1U << 27)) != 0;
    identity.field("leaf", leaf).field("subleaf", subleaf);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (wanted[i]) identity.field("register", values[i]);
    }
  }
  if (saves_state) identity.field("saved state", saved_state());
  return identity.hex();
}

}  // namespace buildstd

#elif defined(__linux__)
#include <sys/auxv.h>

#include <algorithm>
#include <array>
#include <set>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd {

namespace {

// What LLVM reads of it (TargetParser/Host.cpp, `getHostCPUNameFor…`); the rest counts or measures.
bool names_processor(std::string_view key) {
  constexpr std::array<std::string_view, 14> keys = {"CPU implementer",
                                                     "CPU architecture",
                                                     "CPU variant",
                                                     "CPU part",
                                                     "Hardware",
                                                     "Features",
                                                     "features",
                                                     "cpu",
                                                     "machine",
                                                     "uarch",
                                                     "isa",
                                                     "mvendorid",
                                                     "marchid",
                                                     "mimpid"};
  return std::ranges::find(keys, key) != keys.end() ||
         key.starts_with("processor ");  // s390: `processor 0: version = …`
}

}  // namespace

std::string processor_identity() {
  Fingerprint identity;
  for (const auto type : std::array<unsigned long, 2>{AT_HWCAP, AT_HWCAP2})
    identity.field("capabilities", std::uint64_t{::getauxval(type)});
  if (const auto platform = ::getauxval(AT_PLATFORM); platform != 0)
    identity.field("platform", reinterpret_cast<const char*>(platform));
  // The kernel's file has no size that could be asked for.
  const auto text = fs::read_part("/proc/cpuinfo", 0, 4U << 20).value_or("");
  std::set<std::string_view> lines;
  for (const auto line : text::lines(text)) {
    if (names_processor(text::trim(line.substr(0, line.find(':'))))) lines.insert(line);
  }
  for (const auto line : lines) identity.field("line", line);
  return identity.hex();
}

}  // namespace buildstd

#elif defined(__APPLE__)
#include <sys/sysctl.h>

#include <array>

namespace buildstd {

std::string processor_identity() {
  std::array<char, 256> brand{};
  auto size = brand.size() - 1;
  if (::sysctlbyname("machdep.cpu.brand_string", brand.data(), &size, nullptr, 0) != 0) return {};
  return Fingerprint().field("brand", brand.data()).hex();
}

}  // namespace buildstd

#else

namespace buildstd {

std::string processor_identity() { return {}; }

}  // namespace buildstd

#endif
