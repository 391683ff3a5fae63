// SPDX-License-Identifier: MIT
#include "verify/mangling.hpp"

#include <catch2/catch.hpp>

#include "verify/v0_walk.hpp"

using namespace buildstd::verify;

TEST_CASE("the mangling of a symbol", "[verify]") {
  CHECK(mangling_of("_RNvCscoScM8QT1vH_4core3foo") == Mangling::v0);
  CHECK(mangling_of("__RNvCscoScM8QT1vH_4core3foo") == Mangling::v0);  // Mach-O
  CHECK(mangling_of("_ZN4core3fmt5write17h0123456789abcdefE") == Mangling::legacy);
  CHECK(mangling_of("_ZN4core3fmtE") == Mangling::unknown);  // C++
  CHECK(mangling_of("memcpy") == Mangling::unknown);
  CHECK(mangling_of("") == Mangling::unknown);
}

TEST_CASE("a StableCrateId in symbols and in the names of objects", "[verify]") {
  CHECK(disambiguator_of(0x9071c5eb0b65983b) == "coScM8QT1vH");
  CHECK(stable_crate_id_of_object("core-60d83e9bdc749192.core.9071c5eb0b65983b-cgu.0.rcgu.o", "core") ==
        0x9071c5eb0b65983b);
  // Leading zeroes are not written.
  CHECK(stable_crate_id_of_object("std_detect-1.std_detect.97b45c4e31c3db1-cgu.0.rcgu.o", "std_detect") ==
        0x097b45c4e31c3db1);
  CHECK_FALSE(stable_crate_id_of_object("core-1.core.xyz-cgu.0.rcgu.o", "core"));
  CHECK_FALSE(stable_crate_id_of_object("core.o", "core"));
}

TEST_CASE("disambiguators of crates are dropped, and nothing else", "[verify]") {
  CHECK(without_disambiguators("_RNvNtCscoScM8QT1vH_4core3fmt5write") == "_RNvNtCs_4core3fmt5write");
  CHECK(without_disambiguators("_RNCNvMs0_NtCscoScM8QT1vH_4core3fmt5writes_0") == "_RNCNvMs0_NtCs_4core3fmt5writes_0");
  // Text that looks like a crate inside a name.
  CHECK(without_disambiguators("_RNvC1a19Cs12345678901_4core") == "_RNvC1a19Cs12345678901_4core");
  CHECK(without_disambiguators("_ZN4core5write17h0123456789abcdefE") == "_ZN4core5write17hE");
  CHECK(without_disambiguators("_ZN4core5write17h0123456789abcdefE.llvm.123") == "_ZN4core5write17hE.llvm.");
  CHECK(without_disambiguators("memcpy") == "memcpy");
}

TEST_CASE("back references follow what is dropped before them", "[verify]") {
  // The same function, where crates have disambiguators of other lengths.
  const auto longer = without_disambiguators(
      "_RINvNtNtNtCs8NwYtU1Mohg_4core5slice4sort6stable14driftsort_mainNtNtCsdZdHHbMoveY_9addr2line4line12LineSequence"
      "NCINvMNtCsbEht8wFNRx7_5alloc5sliceSBZ_11sort_by_keyyNCINvMs_B11_NtB11_5Lines5parseINtNtNtCsiLkOfxryNm2_"
      "5gimli4read12endian_slice11EndianSliceNtNtB3b_9endianity12LittleEndianEEs_0E0INtNtB1S_3vec3VecBZ_"
      "EECsi4IsKQVxMg0_"
      "3std");
  const auto shorter = without_disambiguators(
      "_RINvNtNtNtCs8NwYtU1Moh_4core5slice4sort6stable14driftsort_mainNtNtCsdZdHHbMove_9addr2line4line12LineSequence"
      "NCINvMNtCsbEht8wFNRx_5alloc5sliceSBY_11sort_by_keyyNCINvMs_B10_NtB10_5Lines5parseINtNtNtCsiLkOfxryNm_"
      "5gimli4read12endian_slice11EndianSliceNtNtB38_9endianity12LittleEndianEEs_0E0INtNtB1Q_3vec3VecBY_EECsi4IsKQVxMg_"
      "3std");
  CHECK(longer ==
        "_RINvNtNtNtCs_4core5slice4sort6stable14driftsort_mainNtNtCs_9addr2line4line12LineSequence"
        "NCINvMNtCs_5alloc5sliceSBO_11sort_by_keyyNCINvMs_BQ_NtBQ_5Lines5parseINtNtNtCs_"
        "5gimli4read12endian_slice11EndianSliceNtNtB2C_9endianity12LittleEndianEEs_0E0INtNtB1w_3vec3VecBO_EECs_3std");
  CHECK(shorter == longer);
}

TEST_CASE("what is no v0 symbol does not parse", "[verify]") {
  for (const auto* symbol :
       {"_R", "_RN", "_RNvC", "_RNvC9core", "_RNvB9_4core", "_RC99999999999999999999a", "_RIIIIIIII"})
    CHECK_FALSE(without_crate_disambiguators(symbol));
  CHECK_FALSE(without_crate_disambiguators("_R" + std::string(100000, 'S')));
}
