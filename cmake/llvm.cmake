# LLVM's libraries as the target buildstd_llvm: those in LLVM_DIR, where that is set. LLVM's package file accepts one version
# only, so each is asked for; the one that the tests run with comes first.
if(LLVM_DIR)
  find_package(LLVM CONFIG QUIET)
endif()
foreach(version 19.1 20.1 21.1 22.1)
  if(LLVM_FOUND)
    break()
  endif()
  string(REGEX MATCH "^[0-9]+" major ${version})
  find_package(LLVM ${version} CONFIG QUIET HINTS /usr/lib/llvm-${major})
endforeach()
if(NOT LLVM_FOUND OR LLVM_VERSION VERSION_LESS 19 OR LLVM_VERSION VERSION_GREATER_EQUAL 23)
  message(FATAL_ERROR "buildstd-verify needs LLVM's libraries, version 19 to 22 (Debian: llvm-19-dev). "
    "Install them, point LLVM_DIR at their cmake folder, or leave the program out with -DBUILDSTD_VERIFY=OFF.")
endif()
message(STATUS "LLVM ${LLVM_VERSION}: ${LLVM_DIR}")

add_library(buildstd_llvm INTERFACE)
target_include_directories(buildstd_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})

if(TARGET LLVMDebugInfoDWARF)
  llvm_map_components_to_libnames(libraries debuginfodwarf demangle object support)
  target_link_libraries(buildstd_llvm INTERFACE ${libraries})
else() # a distribution that has them as one shared library
  target_link_libraries(buildstd_llvm INTERFACE LLVM)
endif()

# LLVMSupport asks for libraries that may be there as shared ones only. Of them zlib and zstd read compressed sections,
# and z3 is for clang's analyzer.
if(BUILDSTD_STATIC AND TARGET LLVMSupport)
  # Where the C library is the system's, these are too: distributions want to mend them in one place.
  if(BUILDSTD_STATIC_LIBC)
    set(kind archive)
    set(names libz.a libzstd.a)
  else()
    set(kind shared)
    set(names z zstd)
  endif()
  set(compression "")
  foreach(name ${names})
    find_library(BUILDSTD_${kind}_${name} ${name} REQUIRED)
    list(APPEND compression ${BUILDSTD_${kind}_${name}})
  endforeach()
  set_target_properties(LLVMSupport PROPERTIES INTERFACE_LINK_LIBRARIES
    "LLVMDemangle;${compression};rt;m;${CMAKE_DL_LIBS};Threads::Threads")
endif()
