# The program (also under the name Cargo looks for), and libbuildstd with headers and CMake package files.
include(CMakePackageConfigHelpers)

install(TARGETS buildstd RUNTIME COMPONENT runtime)
if(BUILDSTD_VERIFY)
  # `buildstd verify` looks here, and beside itself for builds that are not installed.
  install(TARGETS buildstd-verify RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/buildstd COMPONENT runtime)
endif()
if(BUILDSTD_TRANSFER)
  install(TARGETS buildstd-transfer RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/buildstd COMPONENT runtime)
endif()
if(TARGET buildstd_preload)
  install(TARGETS buildstd_preload LIBRARY DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/buildstd COMPONENT runtime)
endif()
install(CODE "
  file(CREATE_LINK buildstd${CMAKE_EXECUTABLE_SUFFIX}
    \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/cargo-buildstd${CMAKE_EXECUTABLE_SUFFIX}\" SYMBOLIC)"
  COMPONENT runtime)
install(TARGETS libbuildstd EXPORT buildstd ARCHIVE COMPONENT development)
install(DIRECTORY include/buildstd DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/buildstd)
install(EXPORT buildstd NAMESPACE buildstd:: FILE buildstd-targets.cmake DESTINATION ${package_dir}
  COMPONENT development)
configure_package_config_file(cmake/buildstd-config.cmake.in ${PROJECT_BINARY_DIR}/buildstd-config.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/buildstd-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/buildstd-config.cmake ${PROJECT_BINARY_DIR}/buildstd-config-version.cmake
  DESTINATION ${package_dir} COMPONENT development)

install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)

# What the program prints of itself: completions and the manual page. A program for another machine can be asked by an emulator only.
if(NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR)
  set(generated ${PROJECT_BINARY_DIR}/generated)
  file(MAKE_DIRECTORY ${generated})
  function(print_to_file file destination)
    add_custom_command(OUTPUT ${generated}/${file} COMMAND buildstd ${ARGN} > ${generated}/${file} DEPENDS buildstd VERBATIM)
    set_property(GLOBAL APPEND PROPERTY BUILDSTD_GENERATED ${generated}/${file})
    install(FILES ${generated}/${file} DESTINATION ${destination} COMPONENT runtime)
  endfunction()
  print_to_file(buildstd ${CMAKE_INSTALL_DATADIR}/bash-completion/completions completions bash)
  print_to_file(_buildstd ${CMAKE_INSTALL_DATADIR}/zsh/site-functions completions zsh)
  if(EXISTS /etc/debian_version) # whose zsh looks for those of packages elsewhere
    install(FILES ${generated}/_buildstd DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT runtime)
  endif()
  print_to_file(buildstd.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d completions fish)
  print_to_file(buildstd.1 ${CMAKE_INSTALL_MANDIR}/man1 man)
  get_property(files GLOBAL PROPERTY BUILDSTD_GENERATED)
  add_custom_target(generated ALL DEPENDS ${files})
  if(TARGET e2e_programs) # one of them installs
    add_dependencies(e2e_programs generated)
  endif()
endif()
