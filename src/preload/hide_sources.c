/* SPDX-License-Identifier: MIT
 *
 * Preloaded into the compiler, makes the source files below BUILDSTD_HIDE absent.
 *
 * While rustc expands a macro of another crate it tries to read that crate's source under the name the crate's
 * metadata has for it, and what it finds shows in the hash of the crate it compiles. A prebuilt standard library was
 * made where nothing had these names; Debian's package of the sources installs them under exactly these names.
 * The bytes must not depend on whether it is installed.
 *
 * rustc reads a source with std's `File::open` (rustc_span, source_map.rs, `RealFileLoader`), which is open64 with glibc
 * and open with other C libraries (library/std/src/sys/fs/unix.rs, `open_c`). The one other call with such a name (strace,
 * 1.96) is a statx of `std/src/lib.rs`, by which rustc tells whether the sysroot has sources (rustc_session, config.rs).
 * Where the prebuilt was made it had: what looks at a file without opening it must find it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef int (*open_function)(const char *, int, ...);

/* Vendored packages are compiled by absolute names, and metadata has other names for them. */
static int is_hidden(const char *path) {
  static const char vendored[] = "vendor/";
  const char *prefix = getenv("BUILDSTD_HIDE");
  if (prefix == NULL || path == NULL) return 0;
  const size_t length = strlen(prefix);
  if (strncmp(path, prefix, length) != 0) return 0;
  return strncmp(path + length, vendored, sizeof vendored - 1) != 0;
}

static int open_unless_hidden(const char *name, const char *path, int flags, mode_t mode) {
  if (is_hidden(path)) {
    errno = ENOENT;
    return -1;
  }
  open_function real;
  *(void **)&real = dlsym(RTLD_NEXT, name);
  if (real == NULL) {
    errno = ENOSYS;
    return -1;
  }
  return real(path, flags, mode);
}

static mode_t mode_argument(int flags, va_list arguments) {
  const int takes_mode = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return takes_mode ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_argument(flags, arguments);
  va_end(arguments);
  return open_unless_hidden("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_argument(flags, arguments);
  va_end(arguments);
  return open_unless_hidden("open64", path, flags, mode);
}
