/* Tests of what comes in: the ring that a host writes into. */
#include "test_gss.h"

#include <math.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

static mapping *ring_made(uint32_t capacity) {
    mapping *map = calloc(1, sizeof *map);
    *map = (mapping){calloc(1, 1024 + 4 * (size_t)capacity), 1024 + 4 * (size_t)capacity, capacity, 0, 1024, 1000};
    return map;
}

static void ring_freed(mapping *map) {
    free(map->base);
    free(map);
}

static float *samples_of(const mapping *map) { return (float *)(void *)(map->base + map->first); }
static uint64_t written(const mapping *map) { return atomic_load_explicit(ring_counter(map, WRITTEN), memory_order_acquire); }
static uint32_t rate_of(const mapping *map) { return atomic_load((_Atomic uint32_t *)(void *)(map->base + RATE_AT)); }

/* Every sample once and in its order, over the end of the ring, in blocks of any size; what is no number is none. */
void test_inlet(void) {
    inlet in = {0};
    mapping *a = ring_made(1024), *b = ring_made(256);
    float block[3000];
    uint64_t at = 0;
    for (int i = 0; i < 3000; i++) block[i] = (float)i;
    inlet_write(&in, block, 64, 48000); /* nobody listens */
    CHECK(!in.now);
    inlet_change(&in, a);
    for (int round = 0; round < 2000; round++) {
        int size = (int)(dice() % 200);
        for (int i = 0; i < size; i++) block[i] = (float)((at + (uint64_t)i) & 0xffff);
        inlet_write(&in, block, size, 44100);
        at += (uint64_t)size;
        CHECK(written(a) == at && (!at || rate_of(a) == 44100));
        for (uint64_t i = at > 1024 ? at - 1024 : 0; i < at; i++)
            if (samples_of(a)[i & 1023] != (float)(i & 0xffff)) failures++;
    }
    inlet_write(&in, block, 64, 0); /* before the host has said its rate */
    inlet_write(&in, block, -1, 44100);
    CHECK(written(a) == at);
    for (int i = 0; i < 3000; i++) block[i] = (float)i;
    inlet_write(&in, block, 3000, 48000); /* more than it holds: the newest are there */
    for (uint64_t i = 0; i < 1024; i++)
        if (samples_of(a)[(at + 3000 - 1024 + i) & 1023] != (float)(3000 - 1024 + i)) failures++;
    uint32_t odd[3] = {0x7f800000u, 0xffc00001u, 0x7fffffffu};
    memcpy(block, odd, sizeof odd);
    atomic_store(ring_counter(b, WRITTEN), 1000); /* somebody wrote before */
    inlet_change(&in, b);
    inlet_write(&in, block, 4, 96000);
    CHECK(written(b) == 1004 && rate_of(b) == 96000 && in.now == b && atomic_load(&in.spent) == a);
    CHECK(samples_of(b)[1000 & 255] == 0 && samples_of(b)[1001 & 255] == 0 && samples_of(b)[1002 & 255] == 0 && samples_of(b)[1003 & 255] == 3);
    inlet_change(&in, a); /* and back at once, and away, while the audio thread does not run */
    inlet_change(&in, NULL);
    CHECK(!atomic_load(&in.spent));
    inlet_write(&in, block, 64, 48000);
    CHECK(!in.now && atomic_load(&in.spent) == b && written(b) == 1004);
    inlet_close(&in);
    ring_freed(a), ring_freed(b);
}

void test_inlet_files(void) {
    char path[] = "/tmp/gss_XXXXXX";
    const char *why;
    CHECK(!input_ring_open("/nowhere/at/all", &why) && strstr(why, "opened") && !input_ring_open("/tmp", &why));
    for (int kind = 0; kind < 7; kind++) {
        uint8_t bytes[1024 + 4 * 1024] = "GSSINPUT";
        uint32_t head[4] = {kind == 1 ? 2 : 1, kind == 2 ? 1000 : 1024, 0, kind == 3 ? 100 : 1024};
        memcpy(bytes + 8, head, sizeof head);
        if (kind == 4) memcpy(bytes, "GSSRING1", 8); /* a ring that sounds is not written into */
        size_t size = kind == 5 ? sizeof bytes - 4 : kind == 6 ? 20 : sizeof bytes;
        memcpy(path + sizeof path - 7, "XXXXXX", 6);
        int file = mkstemp(path);
        CHECK(write(file, bytes, size) == (ssize_t)size);
        close(file);
        mapping *map = input_ring_open(path, &why);
        CHECK(!kind == (map != NULL) && (access(path, F_OK) == 0) == (kind != 0));
        if (map) map->users = 1, mapping_drop(map);
        unlink(path);
    }
}

static inlet shared;
static atomic_int goes;

static void *writes(void *unused) {
    float block[64];
    for (int i = 0; i < 64; i++) block[i] = 0.5f;
    while (atomic_load(&goes)) inlet_write(&shared, block, 64, 48000);
    return unused;
}

/* Rings come and go while the audio thread writes. */
void test_inlet_changes(void) {
    pthread_t audio;
    mapping *rings[2] = {ring_made(1024), ring_made(4096)};
    atomic_store(&goes, 1);
    pthread_create(&audio, NULL, writes, NULL);
    for (int i = 0; i < 2000; i++) {
        inlet_tidy(&shared);
        inlet_change(&shared, i % 3 == 2 ? NULL : rings[i % 2]);
    }
    inlet_change(&shared, rings[0]);
    uint64_t before = written(rings[0]);
    for (int i = 0; i < 10000000 && written(rings[0]) == before; i++) inlet_tidy(&shared);
    CHECK(written(rings[0]) > before);
    atomic_store(&goes, 0);
    pthread_join(audio, NULL);
    inlet_close(&shared);
    ring_freed(rings[0]), ring_freed(rings[1]);
}

/* As of the player: it asks nothing of the system. */
void test_inlet_no_system_calls(void) {
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    inlet in = {0};
    mapping *a = ring_made(1024), *b = ring_made(256);
    float block[64] = {0};
    pid_t child = fork();
    if (!child) {
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
        for (int i = 0; i < 1000; i++) {
            if (i % 100 == 50) atomic_store(&in.spent, NULL), atomic_store(&in.next, i % 200 == 50 ? a : b);
            inlet_write(&in, block, 64, 48000);
        }
        syscall(SYS_exit, written(b) > 0 ? 0 : 3);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    ring_freed(a), ring_freed(b);
#endif
}
