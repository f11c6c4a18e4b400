/* Packets from one thread to another; nobody waits. */
#include "gss_internal.h"

#include <stdlib.h>
#include <string.h>

int queue_open(queue *q, uint32_t size) {
    q->bytes = malloc(size);
    q->size = size;
    atomic_init(&q->put, 0);
    atomic_init(&q->taken, 0);
    return q->bytes != NULL;
}

static void queue_copy(queue *q, uint32_t at, uint8_t *packet, uint32_t size, int in) {
    uint32_t start = at & (q->size - 1), first = size < q->size - start ? size : q->size - start;
    if (in) memcpy(q->bytes + start, packet, first), memcpy(q->bytes, packet + first, size - first);
    else memcpy(packet, q->bytes + start, first), memcpy(packet + first, q->bytes, size - first);
}

int queue_put(queue *q, const uint8_t *packet, uint32_t size) {
    uint32_t put = atomic_load_explicit(&q->put, memory_order_relaxed);
    uint32_t room = q->size - (put - atomic_load_explicit(&q->taken, memory_order_acquire));
    uint8_t length[4];
    if (size + 4 > room) return 0;
    put32(length, size);
    queue_copy(q, put, length, 4, 1);
    queue_copy(q, put + 4, (uint8_t *)packet, size, 1);
    atomic_store_explicit(&q->put, put + 4 + size, memory_order_release);
    return 1;
}

/* Take a packet into a buffer of PACKET bytes; return its length, or 0 when there is none. */
uint32_t queue_take(queue *q, uint8_t *packet) {
    uint32_t taken = atomic_load_explicit(&q->taken, memory_order_relaxed), size;
    uint8_t length[4];
    if (taken == atomic_load_explicit(&q->put, memory_order_acquire)) return 0;
    queue_copy(q, taken, length, 4, 0);
    size = get32(length);
    queue_copy(q, taken + 4, packet, size, 0);
    atomic_store_explicit(&q->taken, taken + 4 + size, memory_order_release);
    return size;
}
