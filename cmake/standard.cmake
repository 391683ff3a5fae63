# Compiler settings for this project's own targets: link `buildstd_standard` privately.
add_library(buildstd_standard INTERFACE)
target_compile_features(buildstd_standard INTERFACE cxx_std_23)
target_compile_options(buildstd_standard INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Wunused-result
  -Wredundant-decls -Wsuggest-override -Wzero-as-null-pointer-constant)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: false positives on std::string concatenation. And on members whose construction is cut short by an
  # exception, more of them the more is compiled together; clang's warnings and the sanitizers look for what is meant.
  target_compile_options(buildstd_standard INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++'s own std::stable_sort uses what C++17 deprecates (std::get_temporary_buffer).
  target_compile_options(buildstd_standard INTERFACE -Wno-deprecated-declarations)
  # __COUNTER__ became standard C2y, of which clang 22 then warns.
  include(CheckCXXCompilerFlag)
  check_cxx_compiler_flag(-Wc2y-extensions BUILDSTD_WARNS_OF_C2Y)
  if(BUILDSTD_WARNS_OF_C2Y)
    target_compile_options(buildstd_standard INTERFACE -Wno-c2y-extensions)
  endif()
endif()
if(BUILDSTD_WERROR)
  target_compile_options(buildstd_standard INTERFACE -Werror)
endif()

# buildstd_precompile(TARGET HEADER...): where asked for, precompiles what most files include and takes long to read,
# and these.
function(buildstd_precompile target)
  if(BUILDSTD_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE
      <algorithm> <chrono> <filesystem> <functional> <map> <memory> <optional> <set> <string> <variant> <vector>
      <fmt/format.h> <nlohmann/json.hpp> ${ARGN})
  endif()
endfunction()
