# The library that is preloaded into compilers (src/preload), and the allocator in it.

# Compilers with this architecture and system, as rustc names them, load what is built here. Unset: none is built.
set(BUILDSTD_PRELOAD_HOST "")
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  include(CheckSymbolExists)
  check_symbol_exists(__GLIBC__ features.h BUILDSTD_HAS_GLIBC)
  if(BUILDSTD_HAS_GLIBC)
    string(REGEX REPLACE "^ppc64le$" "powerpc64le" architecture "${CMAKE_SYSTEM_PROCESSOR}")
    set(BUILDSTD_PRELOAD_HOST "${architecture}-unknown-linux-gnu")
  endif()
endif()

# Position-independent and static, which distributions other than Debian may not have: then compilers keep their own.
if(BUILDSTD_PRELOAD_HOST)
  find_package(Threads REQUIRED)
  find_library(BUILDSTD_JEMALLOC jemalloc_pic)
  if(NOT BUILDSTD_JEMALLOC)
    message(STATUS "libjemalloc_pic.a was not found (Debian: libjemalloc-dev): compilers keep the system's allocator, which is slower")
  endif()
endif()
