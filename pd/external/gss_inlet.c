/* What comes in at a voice's inlet: samples into a ring of the engine's, whether it reads them or not. The audio thread never waits. */
#include "gss_internal.h"

mapping inlet_nothing;

/* Change to another ring, or to none, and give the old one back. */
static void adopt(inlet *in) {
    if (!atomic_load_explicit(&in->next, memory_order_relaxed) || atomic_load_explicit(&in->spent, memory_order_relaxed)) return;
    mapping *next = atomic_exchange_explicit(&in->next, NULL, memory_order_acq_rel);
    if (!next) return;
    if (in->now) atomic_store_explicit(&in->spent, in->now, memory_order_release);
    in->now = next == &inlet_nothing ? NULL : next;
    if (in->now) in->written = atomic_load_explicit(ring_counter(in->now, WRITTEN), memory_order_relaxed);
}

void inlet_write(inlet *in, const float *samples, int count, uint32_t rate) {
    adopt(in);
    const mapping *map = in->now;
    if (!map || !rate || count <= 0) return;
    float *to = (float *)(void *)(map->base + map->first);
    uint32_t mask = map->capacity - 1;
    for (int i = 0; i < count; i++) to[(in->written + (uint64_t)i) & mask] = sane(samples[i]);
    in->written += (uint64_t)count;
    atomic_store_explicit((_Atomic uint32_t *)(void *)(map->base + RATE_AT), rate, memory_order_relaxed);
    atomic_store_explicit(ring_counter(map, WRITTEN), in->written, memory_order_release);
}

/* Helper thread: take back what the audio thread has done with. */
void inlet_tidy(inlet *in) { mapping_drop(atomic_exchange(&in->spent, NULL)); }

/* Helper thread: lend the audio thread a ring, which is then ours no more; NULL for none. */
void inlet_change(inlet *in, mapping *map) {
    inlet_tidy(in);
    mapping *before = atomic_exchange(&in->next, map ? map : &inlet_nothing);
    if (before != &inlet_nothing) mapping_drop(before);
}

/* No thread uses it any more. */
void inlet_close(inlet *in) {
    inlet_change(in, NULL);
    mapping_drop(in->now);
    in->now = NULL;
}
