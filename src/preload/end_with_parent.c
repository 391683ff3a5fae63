/* SPDX-License-Identifier: MIT
 *
 * Preloaded into the compiler, ends it when buildstd, whose process number is BUILDSTD_PARENT, is gone, however that
 * came about: what buildstd has halted would otherwise stay so forever (SIGKILL cannot be caught). The compiler's own
 * children, which inherit the variable, are not buildstd's. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

__attribute__((constructor)) static void end_with_parent(void) {
  const char *parent = getenv("BUILDSTD_PARENT");
  if (parent == NULL || strtol(parent, NULL, 10) != (long)getppid()) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}
