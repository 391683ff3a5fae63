# Compiler settings for this project's own targets: link `buildstd_standard` privately.
add_library(buildstd_standard INTERFACE)
target_compile_features(buildstd_standard INTERFACE cxx_std_23)
target_compile_options(buildstd_standard INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Wunused-result)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: false positives on std::string concatenation.
  target_compile_options(buildstd_standard INTERFACE -Wno-restrict)
endif()
if(BUILDSTD_WERROR)
  target_compile_options(buildstd_standard INTERFACE -Werror)
endif()
