# What each library is for: docs/dependencies.md. All are packages of Debian 12 and 13 (setup script: scripts/install-dependencies).
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(UV REQUIRED IMPORTED_TARGET libuv)
if(NOT APPLE) # which has its own
  pkg_check_modules(CRYPTO REQUIRED IMPORTED_TARGET libcrypto)
endif()
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)

# Half of what a short command takes is the dynamic linker's work on C++ libraries (docs/dependencies.md).
option(BUILDSTD_STATIC "Link the programs statically, but for the C library" ON)
option(BUILDSTD_STATIC_LIBC "With BUILDSTD_STATIC: link the C library statically too, for programs that run on every distribution" OFF)
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  set(BUILDSTD_STATIC OFF)
endif()

# buildstd_link_archive(TARGET NAME...): has an imported library be the archive of one of these names, if there is one.
function(buildstd_link_archive target)
  string(MAKE_C_IDENTIFIER "BUILDSTD_ARCHIVE_${target}" archive)
  find_library(${archive} NAMES ${ARGN})
  if(${archive})
    set_target_properties(${target} PROPERTIES INTERFACE_LINK_LIBRARIES "${${archive}};${CMAKE_DL_LIBS};Threads::Threads")
  endif()
endfunction()
add_library(buildstd_static INTERFACE) # for programs
add_library(buildstd_static_runtime INTERFACE) # for those that are linked with shared libraries
add_library(buildstd_fmt INTERFACE)
set(BUILDSTD_SHARED_CRYPTO ${CRYPTO_LINK_LIBRARIES}) # before an archive takes its place
if(BUILDSTD_STATIC)
  find_package(Threads REQUIRED)
  buildstd_link_archive(PkgConfig::UV libuv_a.a libuv.a)
  buildstd_link_archive(PkgConfig::CRYPTO libcrypto.a)
  buildstd_link_archive(PkgConfig::XXHASH libxxhash.a)
  target_link_options(buildstd_static_runtime INTERFACE -static-libstdc++ -static-libgcc)
  if(BUILDSTD_STATIC_LIBC)
    # Not `-static`, with which GCC's first exception, such as CLI11's for --version, takes 2 ms: its tables are unsorted.
    # Compilers that make position-independent programs by themselves have compiled for it, as distributions' do.
    target_link_options(buildstd_static INTERFACE -static-pie)
  else()
    target_link_options(buildstd_static INTERFACE -static-libstdc++ -static-libgcc)
  endif()
endif()

# Debian has no archive of fmt, but all of its sources: compiled into src/base/fmt.cpp, which knows versions 9 to 12.
set(BUILDSTD_COMPILE_FMT OFF)
if((BUILDSTD_STATIC OR CMAKE_CROSSCOMPILING) AND fmt_VERSION VERSION_GREATER_EQUAL 9 AND fmt_VERSION VERSION_LESS 13)
  set(BUILDSTD_COMPILE_FMT ON)
  get_target_property(fmt_headers fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
  target_include_directories(buildstd_fmt SYSTEM INTERFACE ${fmt_headers})
else()
  target_link_libraries(buildstd_fmt INTERFACE fmt::fmt)
endif()

# toml++ is compiled into src/base/toml.cpp; only its headers are used.
find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
add_library(buildstd_tomlplusplus INTERFACE)
target_include_directories(buildstd_tomlplusplus SYSTEM INTERFACE ${TOMLPLUSPLUS_INCLUDE_DIR})

# Only `buildstd-verify` reads object files.
option(BUILDSTD_VERIFY "Build buildstd-verify, which needs LLVM's libraries, version 19 to 22" ON)
if(BUILDSTD_VERIFY)
  include(cmake/llvm.cmake)
endif()

# Only `buildstd-transfer` speaks to servers and reads archives. Its libraries are shared ones: Debian's libcurl needs a dozen
# others, not all of which it has as archives, and a network's certificates and names are the system's.
option(BUILDSTD_TRANSFER "Build buildstd-transfer, for remote caches, which needs libcurl, libzstd and libarchive" ON)
if(BUILDSTD_TRANSFER)
  pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)
  pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
  pkg_check_modules(ARCHIVE REQUIRED IMPORTED_TARGET libarchive)
  if(APPLE) # CommonCrypto has no Ed25519
    pkg_check_modules(CRYPTO REQUIRED IMPORTED_TARGET libcrypto)
    set(BUILDSTD_SHARED_CRYPTO PkgConfig::CRYPTO)
  endif()
  add_library(buildstd_network INTERFACE)
  target_link_libraries(buildstd_network INTERFACE PkgConfig::CURL PkgConfig::ARCHIVE PkgConfig::ZSTD ${BUILDSTD_SHARED_CRYPTO})
endif()
