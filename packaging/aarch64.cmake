# SPDX-License-Identifier: MIT
# A toolchain file: Debian's cross compiler with the arm64 packages that packaging/sysroot has unpacked in BUILDSTD_SYSROOT.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_SYSROOT ${BUILDSTD_SYSROOT})

# -B: what the compiler brings itself (the C library's start files and archives, libgcc, libstdc++) is taken from there too.
# The packages for cross compilers have older ones, which Debian's security updates do not reach.
set(from -B${CMAKE_SYSROOT}/usr/lib/aarch64-linux-gnu -B${CMAKE_SYSROOT}/usr/lib/gcc/aarch64-linux-gnu/12)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc-12 ${from})
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++-12 ${from})

include(${CMAKE_CURRENT_LIST_DIR}/from_sysroot.cmake)
set(ENV{PKG_CONFIG_LIBDIR} ${CMAKE_SYSROOT}/usr/lib/aarch64-linux-gnu/pkgconfig:${CMAKE_SYSROOT}/usr/share/pkgconfig)

# For what the program prints of itself, and for tests.
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64-static -L ${CMAKE_SYSROOT})

# packaging/release tells dpkg-shlibdeps to ask the folder which packages the libraries are in.
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_SYSROOT}/lib/aarch64-linux-gnu ${CMAKE_SYSROOT}/usr/lib/aarch64-linux-gnu)
