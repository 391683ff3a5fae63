/* SPDX-License-Identifier: MIT
 *
 * How the allocator that is linked in (jemalloc) suits compilers, which end soon and hold most of what they take until
 * then: nothing is given back meanwhile (each such call is followed by page faults), threads keep more of what they
 * free, and share one arena, so that codegen has what the frontend is done with. See jemalloc(3), TUNING. */
extern const char *malloc_conf;
const char *malloc_conf = "narenas:1,dirty_decay_ms:-1,muzzy_decay_ms:-1,tcache_nslots_small_max:1000,lg_tcache_nslots_mul:3";
