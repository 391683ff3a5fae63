/* SPDX-License-Identifier: MIT
 *
 * Preloaded into a compiler of somebody's own crates, is for that alone: what it starts, such as a linker, or what a
 * procedural macro starts, has LD_PRELOAD as it was before, which is in BUILDSTD_RESTORE_PRELOAD (empty: unset). */
#include <stdlib.h>

__attribute__((constructor)) static void restore_environment(void) {
  const char *before = getenv("BUILDSTD_RESTORE_PRELOAD");
  if (before == NULL) return;
  if (*before == '\0') {
    unsetenv("LD_PRELOAD");
  } else {
    setenv("LD_PRELOAD", before, 1);
  }
  unsetenv("BUILDSTD_RESTORE_PRELOAD");
}
