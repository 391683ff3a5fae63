# What each library is for: docs/dependencies.md. All are Debian 12 packages (setup script: scripts/install-dependencies).
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(UV REQUIRED IMPORTED_TARGET libuv)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)

# toml++ is compiled into src/base/toml.cpp; only its headers are used.
find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
add_library(buildstd_tomlplusplus INTERFACE)
target_include_directories(buildstd_tomlplusplus SYSTEM INTERFACE ${TOMLPLUSPLUS_INCLUDE_DIR})
