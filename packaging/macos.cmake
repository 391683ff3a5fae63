# SPDX-License-Identifier: MIT
# A toolchain file: Zig's compiler, BUILDSTD_ZIG, for macOS on BUILDSTD_ARCHITECTURE, with the libraries that packaging/macos has put
# in BUILDSTD_SYSROOT. Zig brings Apple's headers and the stub of the system's library; frameworks there are none.
set(CMAKE_SYSTEM_NAME Darwin)
set(CMAKE_SYSTEM_PROCESSOR ${BUILDSTD_ARCHITECTURE})
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES BUILDSTD_ZIG BUILDSTD_ARCHITECTURE)

set(target -target ${BUILDSTD_ARCHITECTURE}-macos.13.0)
set(CMAKE_C_COMPILER ${BUILDSTD_ZIG} cc ${target})
set(CMAKE_CXX_COMPILER ${BUILDSTD_ZIG} c++ ${target})
set(CMAKE_AR /usr/lib/llvm-19/bin/llvm-ar)
set(CMAKE_RANLIB /usr/lib/llvm-19/bin/llvm-ranlib)
set(CMAKE_INSTALL_NAME_TOOL /usr/lib/llvm-19/bin/llvm-install-name-tool)
set(CMAKE_OSX_SYSROOT "") # no Xcode is asked for

# Apple's math.h asks float.h for a part of it, and Zig's does not give the rest afterwards: the whole first.
set(CMAKE_CXX_FLAGS_INIT "-include cfloat")

include(${CMAKE_CURRENT_LIST_DIR}/from_sysroot.cmake)
set(ENV{PKG_CONFIG_LIBDIR} ${BUILDSTD_SYSROOT}/usr/lib/pkgconfig)
