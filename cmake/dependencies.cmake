# What each library is for: docs/dependencies.md. All are Debian 12 packages (setup script: scripts/install-dependencies).
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(UV REQUIRED IMPORTED_TARGET libuv)
pkg_check_modules(CRYPTO REQUIRED IMPORTED_TARGET libcrypto)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)

# toml++ is compiled into src/base/toml.cpp; only its headers are used.
find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
add_library(buildstd_tomlplusplus INTERFACE)
target_include_directories(buildstd_tomlplusplus SYSTEM INTERFACE ${TOMLPLUSPLUS_INCLUDE_DIR})

# Only `buildstd-verify` reads object files.
option(BUILDSTD_VERIFY "Build buildstd-verify, which needs LLVM 19's libraries" ON)
if(BUILDSTD_VERIFY)
  find_package(LLVM 19.1 CONFIG QUIET HINTS /usr/lib/llvm-19)
  if(NOT LLVM_FOUND)
    message(FATAL_ERROR "buildstd-verify needs LLVM 19's libraries (Debian: llvm-19-dev). "
      "Install them, point LLVM_DIR at their cmake folder, or leave the program out with -DBUILDSTD_VERIFY=OFF.")
  endif()
  llvm_map_components_to_libnames(BUILDSTD_LLVM_LIBRARIES debuginfodwarf demangle object support)
  add_library(buildstd_llvm INTERFACE)
  target_include_directories(buildstd_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
  # LLVM's ScopedPrinter.h has an empty unique_ptr of a type that is declared only; where libstdc++'s is constexpr, as
  # in C++23, clang (and so clang-tidy) wants the whole type.
  target_compile_definitions(buildstd_llvm INTERFACE _GLIBCXX23_CONSTEXPR=)
  target_link_libraries(buildstd_llvm INTERFACE ${BUILDSTD_LLVM_LIBRARIES})
endif()
