/* What the audio thread does: samples out of the ring, at the host's rate, without a click where some are missing. */
#include "gss_internal.h"

#include <math.h>
#include <string.h>

/* Five milliseconds; less of a ring that is very small. */
static uint32_t fade_samples(const mapping *map) {
    uint32_t most = map->capacity / 16, fade = map->rate / 200;
    return fade < most ? fade : most;
}

/* Take the next samples out of the ring. */
static void pull(player *p, float *to, uint32_t count) {
    const mapping *map = p->now->map;
    const float *samples = (const float *)(const void *)(map->base + map->first);
    uint32_t mask = map->capacity - 1, fade = fade_samples(map);
    uint64_t end = atomic_load_explicit(ring_counter(map, END), memory_order_acquire);
    uint64_t written = atomic_load_explicit(ring_counter(map, WRITTEN), memory_order_acquire);
    uint64_t there = written - p->read;
    if (there > map->capacity) p->read = written, there = 0; /* a writer that went astray */
    int goes_on = end > written, replaced = atomic_load_explicit(&p->next, memory_order_relaxed) != NULL;
    int open = !replaced && (!goes_on || there >= (p->starving ? 4 * fade : fade) + count);
    if (goes_on && !open && !p->starving && !replaced) {
        p->starving = 1;
        if (atomic_load_explicit(&p->alive, memory_order_relaxed)) atomic_fetch_add_explicit(&p->times, 1, memory_order_relaxed);
    } else if (open || !goes_on) {
        p->starving = 0;
    }
    float step = open ? 1.0f / (float)fade : -1.0f / (float)fade;
    for (uint32_t i = 0; i < count; i++) {
        p->gain = fminf(fmaxf(p->gain + step, 0.0f), 1.0f);
        if (there && p->gain > 0.0f) {
            to[i] = p->gain * p->gain * (3.0f - 2.0f * p->gain) * sane(samples[p->read & mask]); /* leaves 1 and arrives at 0 without a corner */
            p->read++, there--, p->quiet = 0;
        } else {
            to[i] = 0.0f;
            p->quiet += p->quiet < HISTORY;
        }
    }
    atomic_store_explicit(ring_counter(map, READ), p->read, memory_order_release);
    if (p->starving && !replaced && atomic_load_explicit(&p->alive, memory_order_relaxed)) { /* what was faded out was missed too: a writer wants to know */
        uint64_t missed = atomic_fetch_add_explicit(&p->missed, count, memory_order_relaxed) + count;
        atomic_store_explicit(ring_counter(map, MISSED), missed, memory_order_relaxed);
    }
}

/* Change to another ring or rate once the old one is silent, and give the old one back. */
static void adopt(player *p) {
    if (!atomic_load_explicit(&p->next, memory_order_relaxed)) return;
    if (p->now && p->quiet < p->now->taps && p->now->host_rate == atomic_load_explicit(&p->host_rate, memory_order_relaxed)) return;
    if (atomic_load_explicit(&p->spent, memory_order_relaxed)) return;
    source *next = atomic_exchange_explicit(&p->next, NULL, memory_order_acq_rel);
    if (!next) return;
    if (p->now) atomic_store_explicit(&p->spent, p->now, memory_order_release);
    p->now = next;
    p->read = atomic_load_explicit(ring_counter(next->map, READ), memory_order_relaxed);
    p->phase = p->quiet = 0;
    p->gain = p->read ? 0.0f : 1.0f; /* a sound's beginning is its own; whoever comes into the middle of one fades in */
    p->starving = 0;
    memset(p->history, 0, sizeof p->history);
}

/* Make samples of the host's rate: output k lies at phase / host_rate between two samples of the ring. */
static void resample(player *p, float *out, uint32_t count) {
    const source *s = p->now;
    uint32_t rate = s->map->rate, host = s->host_rate, taps = s->taps;
    uint32_t need = (uint32_t)((p->phase + (uint64_t)count * rate) / host);
    const float *at = p->history;
    pull(p, p->history + taps, need);
    for (uint32_t k = 0; k < count; k++) {
        float where = (float)p->phase * (float)PHASES / (float)host;
        uint32_t row = (uint32_t)where;
        if (row >= PHASES) row = PHASES - 1;
        float between = where - (float)row;
        const float *a = s->table + (size_t)row * taps, *b = a + taps;
        float sums[4] = {0, 0, 0, 0};
        for (uint32_t t = 0; t < taps; t += 2) { /* taps are even */
            sums[0] += at[t] * a[t], sums[1] += at[t + 1] * a[t + 1];
            sums[2] += at[t] * b[t], sums[3] += at[t + 1] * b[t + 1];
        }
        out[k] = (sums[0] + sums[1]) * (1.0f - between) + (sums[2] + sums[3]) * between;
        for (p->phase += rate; p->phase >= host; p->phase -= host) at++;
    }
    memmove(p->history, p->history + need, taps * sizeof(float));
}

void player_perform(player *p, float *out, int count) {
    for (int done = 0; done < count;) {
        int part = count - done < BLOCK ? count - done : BLOCK;
        adopt(p);
        if (!p->now || p->now->host_rate != atomic_load_explicit(&p->host_rate, memory_order_relaxed)) memset(out + done, 0, sizeof(float) * (size_t)part);
        else if (p->now->map->rate == p->now->host_rate) pull(p, out + done, (uint32_t)part);
        else resample(p, out + done, (uint32_t)part);
        done += part;
    }
}
