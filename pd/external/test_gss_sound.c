/* Tests of ring, filter and player. */
#include "test_gss.h"

#include <math.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

static const double PI = 3.14159265358979323846;

/* ---- a ring as the engine writes it ------------------------------------------------------------------------------------------------------ */

typedef struct writer {
    mapping map;
    float *samples;
} writer;

static writer writer_open(uint32_t capacity, uint32_t rate) {
    writer w = {{NULL, 1024 + 4 * (size_t)capacity, capacity, rate, 1024, 1}, NULL};
    w.map.base = calloc(1, w.map.size);
    w.samples = (float *)(void *)(w.map.base + 1024);
    uint32_t head[4] = {1, capacity, rate, 1024};
    memcpy(w.map.base, "GSSRING1", 8);
    memcpy(w.map.base + 8, head, sizeof head);
    return w;
}

static void write_samples(writer *w, uint32_t count, float (*sample)(uint64_t)) {
    uint64_t at = atomic_load(ring_counter(&w->map, WRITTEN));
    for (uint32_t i = 0; i < count; i++) w->samples[(at + i) & (w->map.capacity - 1)] = sample(at + i);
    atomic_store_explicit(ring_counter(&w->map, WRITTEN), at + count, memory_order_release);
}

static void goes_on(writer *w) { atomic_store(ring_counter(&w->map, END), UINT64_MAX); }
static void finish(writer *w) { atomic_store(ring_counter(&w->map, END), atomic_load(ring_counter(&w->map, WRITTEN))); }
static uint64_t filled(writer *w) { return atomic_load(ring_counter(&w->map, WRITTEN)) - atomic_load(ring_counter(&w->map, READ)); }

static player *player_open(writer *w, uint32_t host_rate) {
    player *p = calloc(1, sizeof *p);
    atomic_store(&p->host_rate, host_rate);
    atomic_store(&p->alive, 1);
    atomic_store(&p->next, source_open(&w->map, host_rate));
    return p;
}

static void player_close(player *p, writer *w) {
    w->map.users += 100; /* not the mapping itself */
    source_close(p->now), source_close(atomic_load(&p->next)), source_close(atomic_load(&p->spent));
    free(p);
    free(w->map.base);
}

static double frequency = 440, sine_rate = 16000;
static float ramp(uint64_t i) { return (float)(i & 0xfffff) + 1; }
static float one(uint64_t i) { return (void)i, 1.0f; }
static float sine(uint64_t i) { return (float)sin(2 * PI * frequency / sine_rate * (double)i); }

/* ---- tests ------------------------------------------------------------------------------------------------------------------------------- */

/* Equal rates: every sample comes once and in its order, over the end of the ring, in blocks of any size. */
void test_ring_wraps(void) {
    writer w = writer_open(1024, 48000);
    player *p = player_open(&w, 48000);
    float out[512];
    uint64_t at = 0;
    atomic_store(ring_counter(&w.map, WRITTEN), 1000000), atomic_store(ring_counter(&w.map, READ), 1000000); /* somewhere in the middle */
    write_samples(&w, 700, ramp), goes_on(&w);
    for (int round = 0; round < 4000; round++) {
        uint32_t size = 1 + dice() % 200;
        while (filled(&w) < 700) write_samples(&w, 100, ramp);
        player_perform(p, out, (int)size);
        for (uint32_t i = 0; i < size; i++, at++)
            if (at > 300 && out[i] != ramp(1000000 + at)) failures++; /* it fades in: here somebody came into the middle of a sound */
    }
    CHECK(at == atomic_load(ring_counter(&w.map, READ)) - 1000000);
    CHECK(!atomic_load(&p->times) && !atomic_load(&p->missed));
    player_close(p, &w);
}

/* The ratio of what is a sine of the right frequency to all else, in decibels, and the sine's level. */
static double purity(const float *wave, int count, double radians, double *level) {
    double ss = 0, cc = 0, sc = 0, sx = 0, cx = 0, rest = 0, signal = 0;
    for (int i = 0; i < count; i++) {
        double s = sin(radians * i), c = cos(radians * i);
        ss += s * s, cc += c * c, sc += s * c, sx += s * (double)wave[i], cx += c * (double)wave[i];
    }
    double det = ss * cc - sc * sc, a = (sx * cc - cx * sc) / det, b = (cx * ss - sx * sc) / det;
    for (int i = 0; i < count; i++) {
        double y = a * sin(radians * i) + b * cos(radians * i);
        signal += y * y, rest += ((double)wave[i] - y) * ((double)wave[i] - y);
    }
    *level = 20 * log10(sqrt(a * a + b * b));
    return 10 * log10(signal / (rest + 1e-30));
}

void test_rates(void) {
    static const struct { uint32_t ring, host; double hz, least; } cases[] = {
        {16000, 16000, 440, 130}, {16000, 48000, 440, 85}, {16000, 48000, 3000, 85}, {16000, 48000, 6000, 85}, {16000, 44100, 440, 85},
        {16000, 44100, 6000, 85}, {16000, 96000, 1000, 85}, {16000, 88200, 1000, 85}, {16000, 192000, 1000, 85}, {44100, 48000, 1000, 85},
        {48000, 44100, 1000, 85}, {48000, 44100, 15000, 85}, {48000, 16000, 5000, 85}, {192000, 16000, 1000, 85}, {22050, 47999, 1000, 85},
    };
    static float out[96000];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        writer w = writer_open(1 << 14, cases[i].ring);
        player *p = player_open(&w, cases[i].host);
        double level, ratio = (double)cases[i].ring / cases[i].host;
        int count = 48000;
        frequency = cases[i].hz, sine_rate = cases[i].ring;
        write_samples(&w, 8192, sine), goes_on(&w);
        for (int at = 0; at < count; at += 64) {
            while (filled(&w) < 8192) write_samples(&w, 1024, sine);
            player_perform(p, out + at, 64);
        }
        double snr = purity(out + 4800, count - 4800, 2 * PI * cases[i].hz / cases[i].host, &level);
        printf("%6u -> %6u Hz, sine of %5.0f Hz: %.1f dB, level %+.4f dB\n", cases[i].ring, cases[i].host, cases[i].hz, snr, level);
        CHECK(snr > cases[i].least);
        CHECK(fabs(level) < 0.01);
        CHECK(atomic_load(ring_counter(&w.map, READ)) == (uint64_t)((double)count * ratio + 1e-6)); /* no drift */
        CHECK(!atomic_load(&p->times));
        player_close(p, &w);
    }
}

/* Above the lower half rate nothing may come through, neither images nor aliases. */
void test_images(void) {
    static const struct { uint32_t ring, host; double hz, image; } cases[] = {{16000, 48000, 6000, 10000}, {48000, 16000, 10000, 6000}};
    static float out[48000];
    for (int i = 0; i < 2; i++) {
        writer w = writer_open(1 << 14, cases[i].ring);
        player *p = player_open(&w, cases[i].host);
        double level;
        frequency = cases[i].hz, sine_rate = cases[i].ring;
        for (int at = 0; at < 48000; at += 64) {
            while (filled(&w) < 8192) write_samples(&w, 1024, sine);
            goes_on(&w);
            player_perform(p, out + at, 64);
        }
        purity(out + 4800, 43200, 2 * PI * cases[i].image / cases[i].host, &level);
        printf("%u -> %u Hz, %.0f Hz is heard as %.0f Hz at %.1f dB\n", cases[i].ring, cases[i].host, cases[i].hz, cases[i].image, level);
        CHECK(level < -85);
        player_close(p, &w);
    }
}

static double corner(const float *wave, int count) { /* the sharpest one */
    double most = 0;
    for (int i = 2; i < count; i++) most = fmax(most, fabs((double)wave[i] - 2 * (double)wave[i - 1] + (double)wave[i - 2]));
    return most;
}

/* A sound that stops coming: faded out, counted, faded in again when it goes on; its end is no fault. */
void test_underruns(void) {
    static float out[48000];
    for (uint32_t host = 16000; host <= 48000; host += 32000) {
        writer w = writer_open(1 << 14, 16000);
        player *p = player_open(&w, host);
        int n = (int)host / 2, quiet = 1;
        frequency = 200, sine_rate = 16000;
        player_perform(p, out, n); /* before it begins */
        CHECK(!atomic_load(&p->missed));
        write_samples(&w, 1600, sine), goes_on(&w);
        player_perform(p, out, n); /* 0.1 s of half a second are there */
        CHECK(atomic_load(&p->times) == 1);
        CHECK(labs((long)atomic_load(&p->missed) - (8000 - 1600)) <= 160);
        CHECK(atomic_load(ring_counter(&w.map, MISSED)) == atomic_load(&p->missed));
        for (int i = (int)(0.11 * host); i < n; i++) quiet &= fabsf(out[i]) < 1e-6f;
        CHECK(quiet);
        write_samples(&w, 8000, sine);
        player_perform(p, out + n, n / 2); /* goes on */
        CHECK(atomic_load(&p->times) == 1);
        int begun = (int)host / 50; /* where the sine begins it has a corner of its own */
        double sharpest = corner(out + begun, n + n / 2 - begun);
        printf("%u Hz: sharpest corner %.5f\n", host, sharpest);
        CHECK(sharpest < (host == 16000 ? 0.009 : 0.002)); /* the sine's own are 0.0062 and 0.0007; a cut would be 1 */
        finish(&w);
        uint64_t missed = atomic_load(&p->missed);
        player_perform(p, out, n);
        CHECK(atomic_load(&p->missed) == missed && atomic_load(&p->times) == 1 && !filled(&w));
        goes_on(&w), atomic_store(&p->alive, 0);
        player_perform(p, out, n);
        CHECK(atomic_load(&p->missed) == missed && atomic_load(&p->times) == 1); /* the engine has died: that is told otherwise */
        player_close(p, &w);
    }
}

/* What no engine of ours writes: counters gone astray, and samples that are no numbers. */
void test_nonsense(void) {
    static float out[4096];
    for (int round = 0; round < 300; round++) {
        writer w = writer_open(256u << dice() % 5, 8000 + dice() % 90000);
        player *p = player_open(&w, 8000 + dice() % 180000);
        for (uint32_t i = 0; i < w.map.capacity; i++) {
            uint32_t bits = dice() % 8 ? 0x3f000000u : 0x7f800000u | dice();
            memcpy(w.samples + i, &bits, 4);
        }
        for (int k = 0; k < 4; k++) {
            for (int at = WRITTEN; at <= READ; at += 64)
                atomic_store(ring_counter(&w.map, at), dice() % 2 ? dice() % 4000 : (uint64_t)dice() << 32 | dice());
            player_perform(p, out, (int)(dice() % 4096));
        }
        for (int i = 0; i < 4096; i++)
            if (sane(out[i]) != out[i] || fabsf(out[i]) > 100) failures++;
        player_close(p, &w);
    }
}

/* Another ring takes the place of one that sounds, and the host changes its rate: the old one is faded out, and comes back. */
void test_new_ring(void) {
    static float out[48000];
    writer a = writer_open(1 << 14, 16000), b = writer_open(1 << 14, 16000);
    player *p = player_open(&a, 48000);
    frequency = 200, sine_rate = 16000;
    write_samples(&a, 16000, sine), goes_on(&a);
    player_perform(p, out, 9600);
    source *first = p->now;
    write_samples(&b, 16000, sine), goes_on(&b);
    atomic_store(ring_counter(&b.map, READ), 10); /* somewhere in its sound */
    atomic_store(&p->next, source_open(&b.map, 48000));
    player_perform(p, out + 9600, 9600);
    CHECK(atomic_load(&p->spent) == first && p->now->map == &b.map && corner(out + 960, 18240) < 0.002 && fabs((double)out[19000]) < 1.01);
    CHECK(!atomic_load(&p->times) && !atomic_load(&p->missed));
    source_close(atomic_exchange(&p->spent, NULL));
    atomic_store(&p->host_rate, 44100);
    player_perform(p, out, 64);
    CHECK(out[0] == 0 && out[63] == 0); /* nothing at a wrong pitch */
    atomic_store(&p->next, source_open(&b.map, 44100));
    player_perform(p, out, 4410);
    double level;
    purity(out + 1000, 3000, 2 * PI * 200 / 44100, &level);
    CHECK(fabs(level) < 0.05);
    a.map.users += 100;
    free(a.map.base);
    player_close(p, &b);
}

void test_bad_files(void) {
    char path[] = "/tmp/gss_XXXXXX";
    const char *why;
    CHECK(!ring_open("/nowhere/at/all", &why) && strstr(why, "opened") && !ring_open("/tmp", &why) && !ring_open("", &why));
    for (int kind = 0; kind < 9; kind++) {
        writer w = writer_open(kind == 1 ? 300 : 1024, kind == 2 ? 10 : 16000);
        memcpy(path + sizeof path - 7, "XXXXXX", 6);
        int file = mkstemp(path);
        if (kind == 3) w.map.base[0] = 'X';
        if (kind == 4) w.map.base[VERSION_AT] = 2;
        if (kind == 5) w.map.base[FIRST_AT] = 3;
        size_t size = kind == 6 ? w.map.size - 4 : kind == 7 ? 100 : w.map.size;
        CHECK(kind == 8 || write(file, w.map.base, size) == (ssize_t)size);
        close(file);
        mapping *map = ring_open(path, &why);
        CHECK(!kind == (map != NULL));
        CHECK((access(path, F_OK) == 0) == (kind != 0)); /* only what is a ring loses its name */
        if (map) map->users = 1, mapping_drop(map);
        unlink(path);
        free(w.map.base);
    }
}

/* The audio thread's part asks nothing of the system: a process that may only write and end lives through it, and through what happens to a voice. */
void test_no_system_calls(void) {
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    static float out[4096];
    writer a = writer_open(1 << 14, 16000), b = writer_open(1 << 12, 44100);
    player *p = player_open(&a, 48000);
    source *next[3] = {source_open(&b.map, 48000), source_open(&a.map, 44100), source_open(&b.map, 44100)};
    frequency = 440, sine_rate = 16000;
    pid_t child = fork();
    if (!child) {
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
        for (int k = 0; k < 4; k++) {
            for (int i = 0; i < 500; i++) {
                if (i == 50) goes_on(&a), goes_on(&b);
                if (i == 400) finish(&a), finish(&b);
                if (i % 20 < 15 && filled(&a) < 8000) write_samples(&a, 1024, sine);
                if (i % 20 < 15 && filled(&b) < 2000) write_samples(&b, 1024, one);
                player_perform(p, out, 64 + i);
            }
            if (k == 3) break;
            atomic_store(&p->spent, NULL);
            atomic_store(&p->host_rate, next[k]->host_rate);
            atomic_store(&p->next, next[k]);
        }
        syscall(SYS_exit, atomic_load(&p->times) > 0 ? 0 : 3);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
#endif
}

/* How much of a processor one voice takes. */
void test_speed(void) {
    static float out[64];
    writer w = writer_open(1 << 14, 16000);
    player *p = player_open(&w, 48000);
    double spent = 0;
    for (int i = 0; i < 48000 * 10 / 64; i++) {
        while (filled(&w) < 8192) write_samples(&w, 1024, one);
        goes_on(&w);
        double begun = now_s();
        player_perform(p, out, 64);
        spent += now_s() - begun;
    }
    printf("a voice at 48 kHz takes %.2f %% of a processor\n", spent * 10);
    player_close(p, &w);
}
