/* SPDX-License-Identifier: MIT
 * file_calls FUNCTION PATH: asks the C library for a file by one of its functions, and says why not, or "there". */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int ask(const char* function, const char* path) {
  struct stat status;
  if (strcmp(function, "open") == 0) return open(path, O_RDONLY);
  if (strcmp(function, "open64") == 0) return open64(path, O_RDONLY);
  if (strcmp(function, "stat") == 0) return stat(path, &status);
  errno = ENOSYS;
  return -1;
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  puts(ask(argv[1], argv[2]) < 0 ? strerror(errno) : "there");
  return 0;
}
