/* SPDX-License-Identifier: MIT
 *
 * Preloaded into a compiler beside which nothing else can run (BUILDSTD_POPULATE), has the system's page faults for its
 * heap taken by a thread of its own, on the processor that is idle meanwhile: the heap grows in one region, and the
 * thread populates the region a little ahead of what the allocator has taken. */
#define _GNU_SOURCE
#include <jemalloc/jemalloc.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Only addresses are reserved. core's compiler takes 1.2 GiB; what does not fit comes from elsewhere. */
#define REGION ((size_t)16 << 30)
/* core's heap grows by 250 MB a second while macros are expanded: a tenth of a second. */
#define AHEAD ((size_t)32 << 20)
/* The most that the allocator takes ahead by itself (jemalloc: doubling), all of which is populated. */
#define MOST_GROWTH ((size_t)16 << 20)
/* How much one call populates: what else maps memory waits for it. */
#define STEP ((size_t)2 << 20)

static extent_hooks_t *usual;
static extent_hooks_t hooks;
static char *region;
static _Atomic size_t taken;
static sem_t has_grown;

static void *take(extent_hooks_t *ours, void *address, size_t size, size_t alignment, bool *zero, bool *commit,
                  unsigned arena) {
  (void)ours;
  size_t before = atomic_load(&taken);
  size_t start;
  do {
    start = (before + alignment - 1) & ~(alignment - 1);
    if (address != NULL || start > REGION || size > REGION - start)
      return usual->alloc(usual, address, size, alignment, zero, commit, arena);
  } while (!atomic_compare_exchange_weak(&taken, &before, start + size));
  sem_post(&has_grown);
  *zero = true;
  *commit = true;
  return region + start;
}

/* True: it is not given back, and the allocator uses it again. */
static bool keep(extent_hooks_t *ours, void *address, size_t size, bool committed, unsigned arena) {
  (void)ours, (void)address, (void)size, (void)committed, (void)arena;
  return true;
}

static void *populate(void *unused) {
  size_t populated = 0;
  for (;;) {
    while (populated < atomic_load(&taken) + AHEAD) {
      if (populated == REGION || madvise(region + populated, STEP, MADV_POPULATE_WRITE) != 0) return unused;
      populated += STEP;
    }
    if (sem_wait(&has_grown) != 0) return unused;
  }
}

static bool start_thread(void) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_attr_t attributes;
  if (sem_init(&has_grown, 0, 0) != 0 || pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are the compiler's */
  pthread_t thread;
  const int failed = pthread_create(&thread, &attributes, populate, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return failed == 0;
}

/* jemalloc(3): arena.<i>.extent_hooks, arena.<i>.retain_grow_limit. There is one arena (allocator.c). Where anything
 * does not work, the heap is as it was. */
__attribute__((constructor)) static void populate_ahead(void) {
  if (getenv("BUILDSTD_POPULATE") == NULL) return;
  unsetenv("BUILDSTD_POPULATE"); /* not for the compiler's children */
  size_t size = sizeof(void *);
  if (mallctl("arena.0.extent_hooks", &usual, &size, NULL, 0) != 0) return;
  void *const reserved =
      mmap(NULL, REGION + STEP, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reserved == MAP_FAILED) return;
  region = (char *)(((uintptr_t)reserved + STEP - 1) & ~(STEP - 1));
  if (!start_thread()) return;
  hooks = *usual;
  hooks.alloc = take;
  hooks.dalloc = keep;
  hooks.destroy = NULL;
  extent_hooks_t *const ours = &hooks;
  size_t most_growth = MOST_GROWTH;
  mallctl("arena.0.retain_grow_limit", NULL, NULL, &most_growth, sizeof most_growth);
  mallctl("arena.0.extent_hooks", NULL, NULL, (void *)&ours, sizeof ours);
}
