# `cpack -G DEB` in the build directory makes a Debian package of the programs. Needs dpkg-dev and file, for what the
# programs' libraries are called there.
set(CPACK_PACKAGE_NAME buildstd)
set(CPACK_PACKAGE_VENDOR "The buildstd developers")
set(CPACK_PACKAGE_CONTACT "buildstd developers <buildstd@users.noreply.github.com>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "builds Rust's standard library from source")
set(CPACK_PACKAGE_DESCRIPTION
  "buildstd compiles Rust's standard library from the sources of a stable
 toolchain, as RFC 3874 has it, and hands the sysroot to Cargo, CI and build
 systems. It compares what it builds with the prebuilt library, byte for byte.")
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION}")
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

# What Debian's policy asks for: a changelog, and a manual page for each program, compressed (GNU gzip, without the time).
find_program(BUILDSTD_GZIP gzip)
if(BUILDSTD_GZIP)
  string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC) # SOURCE_DATE_EPOCH, where it is set
  set(changelog ${PROJECT_BINARY_DIR}/generated/changelog)
  file(WRITE ${changelog} "buildstd (${PROJECT_VERSION}) unstable; urgency=medium\n\n  * Release ${PROJECT_VERSION}.\n\n -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
  install(CODE "
    set(root \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}\")
    file(COPY \"${changelog}\" DESTINATION \"\${root}/${CMAKE_INSTALL_DATADIR}/doc/buildstd\")
    set(page \"\${root}/${CMAKE_INSTALL_MANDIR}/man1/buildstd.1\")
    execute_process(COMMAND ${BUILDSTD_GZIP} -9nf \"\${page}\" \"\${root}/${CMAKE_INSTALL_DATADIR}/doc/buildstd/changelog\" COMMAND_ERROR_IS_FATAL ANY)
    file(CREATE_LINK buildstd.1.gz \"\${root}/${CMAKE_INSTALL_MANDIR}/man1/cargo-buildstd.1.gz\" SYMBOLIC)"
    COMPONENT runtime)
endif()
include(CPack)
