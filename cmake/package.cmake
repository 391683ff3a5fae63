# `cpack -G DEB` in the build directory makes a Debian package of the programs. Needs dpkg-dev and file, for what the
# programs' libraries are called there.
set(CPACK_PACKAGE_NAME buildstd)
set(CPACK_PACKAGE_VENDOR "The buildstd developers")
set(CPACK_PACKAGE_CONTACT "The buildstd developers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "builds Rust's standard library from source")
set(CPACK_PACKAGE_DESCRIPTION
  "buildstd compiles Rust's standard library from the sources of a stable toolchain, as RFC 3874 has it, and hands the
 sysroot to Cargo, CI and build systems. It compares what it builds with the prebuilt library, byte for byte.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)

# The library and its headers are for builds of one's own.
set(CPACK_COMPONENTS_ALL runtime)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME buildstd)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Any toolchain does that has its sources, rustup's too: none is depended on. Linking needs a C compiler.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gcc | c-compiler, libc6-dev")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "rustc-web, cargo-web, rust-web-src, rustup")
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/buildstd RENAME copyright COMPONENT runtime)
include(CPack)
