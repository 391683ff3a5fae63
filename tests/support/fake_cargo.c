// SPDX-License-Identifier: MIT
// A Cargo that does what a test says: runs the shell script beside it (its own name and `.sh`) with its arguments, and
// waits for it. A program, as the front finds Cargo among its ancestors by the program's name.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char** argv) {
  char script[4096];
  const ssize_t length = readlink("/proc/self/exe", script, sizeof script - sizeof ".sh");
  if (length < 0) return 127;
  snprintf(script + length, sizeof ".sh", ".sh");
  const pid_t child = fork();
  if (child < 0) return 127;
  if (child == 0) {
    argv[0] = script;
    char** arguments = calloc((size_t)argc + 2, sizeof *arguments);
    if (arguments == NULL) _exit(127);
    arguments[0] = "sh";
    for (int i = 0; i < argc; ++i) arguments[i + 1] = argv[i];
    execv("/bin/sh", arguments);
    _exit(127);
  }
  int status = 0;
  if (waitpid(child, &status, 0) < 0) return 127;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
