/* Tests of gss_client.c, from inside: `test_gss_client NAME`. tests/test_external_client.py builds and runs it, with sanitizers. */
#include "gss_client.c"

#ifdef __linux__
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

static int failures;

#define CHECK(what)                                                          \
    do {                                                                     \
        if (!(what)) {                                                       \
            printf("%s:%d: failed: %s\n", __FILE__, __LINE__, #what);        \
            failures++;                                                      \
        }                                                                    \
    } while (0)

static const double PI = 3.14159265358979323846;

static uint32_t dice(void) { /* xorshift: the same every time */
    static uint32_t state = 2463534242u;
    state ^= state << 13, state ^= state >> 17;
    return state ^= state << 5;
}

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
    uint64_t at = atomic_load(counter(&w->map, WRITTEN));
    for (uint32_t i = 0; i < count; i++) w->samples[(at + i) & (w->map.capacity - 1)] = sample(at + i);
    atomic_store_explicit(counter(&w->map, WRITTEN), at + count, memory_order_release);
}

static void goes_on(writer *w) { atomic_store(counter(&w->map, END), UINT64_MAX); }
static void finish(writer *w) { atomic_store(counter(&w->map, END), atomic_load(counter(&w->map, WRITTEN))); }
static uint64_t filled(writer *w) { return atomic_load(counter(&w->map, WRITTEN)) - atomic_load(counter(&w->map, READ)); }

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

static void test_osc(void) {
    uint8_t packet[PACKET], copy[PACKET];
    gss_message m;
    gss_value v, in[4] = {{.type = 'i', .i = -5}, {.type = 'f', .f = 0.25f}, {.type = 's', .s = "two words"}, {.type = 'b', .b = "\1\2\3", .size = 3}};
    uint32_t size = osc_write(packet, sizeof packet, "/edit", 4, in);
    static const char expected[] = "/edit\0\0\0,ifsb\0\0\0\xff\xff\xff\xfb\x3e\x80\0\0two words\0\0\0\0\0\0\3\1\2\3\0";
    CHECK(size == sizeof expected - 1 && !memcmp(packet, expected, size));
    CHECK(osc_read(&m, packet, size) && !strcmp(m.address, "/edit"));
    CHECK(gss_next(&m, &v) && v.type == 'i' && v.i == -5);
    CHECK(gss_next(&m, &v) && v.type == 'f' && v.f == 0.25f);
    CHECK(gss_next(&m, &v) && v.type == 's' && !strcmp(v.s, "two words"));
    CHECK(gss_next(&m, &v) && v.type == 'b' && v.size == 3 && !memcmp(v.b, "\1\2\3", 3));
    CHECK(!gss_next(&m, &v));
    for (uint32_t shorter = 0; shorter < size; shorter++) CHECK(!osc_write(copy, shorter, "/edit", 4, in)); /* no room is no message */
    for (uint32_t shorter = 1; shorter < size; shorter++) CHECK(shorter == 8 || !osc_read(&m, packet, shorter)); /* 8: the address alone is one */
    static const uint8_t others[] = "/x\0\0,hdTF\0\0\0\0\0\0\0\0\0\0\7\x3f\xe0\0\0\0\0\0\0";
    CHECK(osc_read(&m, others, sizeof others - 1) && gss_next(&m, &v) && v.f == 7 && gss_next(&m, &v) && v.f == 0.5f);
    CHECK(gss_next(&m, &v) && v.i == 1 && gss_next(&m, &v) && v.i == 0 && !gss_next(&m, &v));
    CHECK(osc_read(&m, (const uint8_t *)"/x\0", 4) && !gss_next(&m, &v));
    CHECK(!osc_read(&m, (const uint8_t *)"#bundle", 8) && !osc_read(&m, (const uint8_t *)"", 0) && !osc_read(&m, (const uint8_t *)"/xyz", 4));
    osc_read(&m, packet, size);
    const char *const more[] = {"@voice", "a"};
    uint32_t longer = osc_copy(copy, sizeof copy, &m, 1, 2, more);
    CHECK(longer && osc_read(&m, copy, longer) && !strcmp(m.types, "ifsss") && !strcmp(option(m, "@voice"), "a") && !option(m, "@id"));
    osc_read(&m, packet, size);
    for (uint32_t room = 0; room < longer; room++) CHECK(!osc_copy(copy, room, &m, 1, 2, more));
}

/* Whatever comes, nothing is read that is not there (the sanitizers look), and what is a message can be read to its end and copied. */
static void test_osc_fuzz(void) {
    static const char types[] = "ifsbhdtTFNIcrSxyz,";
    uint8_t whole[512], copy[1024];
    char key[72];
    const char *const more[] = {"@id", OURS};
    int good = 0;
    for (int round = 0; round < 300000; round++) {
        uint32_t size = dice() % sizeof whole;
        for (uint32_t i = 0; i < size; i++) whole[i] = (uint8_t)(dice() % 3 ? dice() : 0);
        if (round % 4) { /* begin well */
            memcpy(whole, "/edit\0\0\0,", 9);
            int count = (int)(dice() % 7);
            for (int i = 0; i < count; i++) whole[9 + i] = (uint8_t)types[dice() % (round % 2 ? 4 : 18)];
            memset(whole + 9 + count, 0, (size_t)(padded((uint32_t)count + 2) - (uint32_t)count - 1));
        }
        uint8_t *packet = malloc(size ? size : 1); /* of its very size, so that the sanitizer sees a step too far */
        memcpy(packet, whole, size);
        gss_message m, rest;
        gss_value v;
        if (osc_read(&m, packet, size)) {
            good++;
            for (rest = m; gss_next(&rest, &v);)
                if (v.type == 'b' && v.size) copy[0] = ((const uint8_t *)v.b)[v.size - 1];
            CHECK(rest.at <= rest.end);
            key_of(m, key, sizeof key);
            option(m, "@id");
            uint32_t longer = osc_copy(copy, sizeof copy, &m, 0, 2, more);
            CHECK(longer && osc_read(&rest, copy, longer));
        }
        free(packet);
    }
    CHECK(good > 10000);
    printf("%d of 300000 random packets were messages\n", good);
}

static queue crossing;

static void *send_many(void *unused) {
    uint8_t packet[997];
    for (uint32_t i = 0; i < 20000;) {
        uint32_t size = 4 + i % 990;
        memset(packet, (int)(i & 255), size);
        put32(packet, i);
        i += (uint32_t)queue_put(&crossing, packet, size);
    }
    return unused;
}

static void test_queue(void) {
    static uint8_t packet[PACKET];
    pthread_t thread;
    queue_open(&crossing, 4096);
    atomic_store(&crossing.put, UINT32_MAX - 100), atomic_store(&crossing.taken, UINT32_MAX - 100); /* positions wrap */
    CHECK(!queue_take(&crossing, packet) && !queue_put(&crossing, packet, 4093));
    pthread_create(&thread, NULL, send_many, NULL);
    for (uint32_t i = 0; i < 20000;) {
        uint32_t size = queue_take(&crossing, packet);
        if (!size) continue;
        if (size != 4 + i % 990 || get32(packet) != i || (size > 4 && packet[size - 1] != (i & 255))) failures++;
        i++;
    }
    pthread_join(thread, NULL);
    free(crossing.bytes);
}

/* Equal rates: every sample comes once and in its order, over the end of the ring, in blocks of any size. */
static void test_ring_wraps(void) {
    writer w = writer_open(1024, 48000);
    player *p = player_open(&w, 48000);
    float out[512];
    uint64_t at = 0;
    atomic_store(counter(&w.map, WRITTEN), 1000000), atomic_store(counter(&w.map, READ), 1000000); /* somewhere in the middle */
    write_samples(&w, 700, ramp), goes_on(&w);
    for (int round = 0; round < 4000; round++) {
        uint32_t size = 1 + dice() % 200;
        while (filled(&w) < 700) write_samples(&w, 100, ramp);
        perform(p, out, (int)size);
        for (uint32_t i = 0; i < size; i++, at++)
            if (at > 300 && out[i] != ramp(1000000 + at)) failures++; /* it fades in: here somebody came into the middle of a sound */
    }
    CHECK(at == atomic_load(counter(&w.map, READ)) - 1000000);
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

static void test_rates(void) {
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
            perform(p, out + at, 64);
        }
        double snr = purity(out + 4800, count - 4800, 2 * PI * cases[i].hz / cases[i].host, &level);
        printf("%6u -> %6u Hz, sine of %5.0f Hz: %.1f dB, level %+.4f dB\n", cases[i].ring, cases[i].host, cases[i].hz, snr, level);
        CHECK(snr > cases[i].least);
        CHECK(fabs(level) < 0.01);
        CHECK(atomic_load(counter(&w.map, READ)) == (uint64_t)((double)count * ratio + 1e-6)); /* no drift */
        CHECK(!atomic_load(&p->times));
        player_close(p, &w);
    }
}

/* Above the lower half rate nothing may come through, neither images nor aliases. */
static void test_images(void) {
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
            perform(p, out + at, 64);
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
static void test_underruns(void) {
    static float out[48000];
    for (uint32_t host = 16000; host <= 48000; host += 32000) {
        writer w = writer_open(1 << 14, 16000);
        player *p = player_open(&w, host);
        int n = (int)host / 2, quiet = 1;
        frequency = 200, sine_rate = 16000;
        perform(p, out, n); /* before it begins */
        CHECK(!atomic_load(&p->missed));
        write_samples(&w, 1600, sine), goes_on(&w);
        perform(p, out, n); /* 0.1 s of half a second are there */
        CHECK(atomic_load(&p->times) == 1);
        CHECK(labs((long)atomic_load(&p->missed) - (8000 - 1600)) <= 160);
        CHECK(atomic_load(counter(&w.map, MISSED)) == atomic_load(&p->missed));
        for (int i = (int)(0.11 * host); i < n; i++) quiet &= fabsf(out[i]) < 1e-6f;
        CHECK(quiet);
        write_samples(&w, 8000, sine);
        perform(p, out + n, n / 2); /* goes on */
        CHECK(atomic_load(&p->times) == 1);
        int begun = (int)host / 50; /* where the sine begins it has a corner of its own */
        double sharpest = corner(out + begun, n + n / 2 - begun);
        printf("%u Hz: sharpest corner %.5f\n", host, sharpest);
        CHECK(sharpest < (host == 16000 ? 0.009 : 0.002)); /* the sine's own are 0.0062 and 0.0007; a cut would be 1 */
        finish(&w);
        uint64_t missed = atomic_load(&p->missed);
        perform(p, out, n);
        CHECK(atomic_load(&p->missed) == missed && atomic_load(&p->times) == 1 && !filled(&w));
        goes_on(&w), atomic_store(&p->alive, 0);
        perform(p, out, n);
        CHECK(atomic_load(&p->missed) == missed && atomic_load(&p->times) == 1); /* the engine has died: that is told otherwise */
        player_close(p, &w);
    }
}

/* What no engine of ours writes: counters gone astray, and samples that are no numbers. */
static void test_nonsense(void) {
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
                atomic_store(counter(&w.map, at), dice() % 2 ? dice() % 4000 : (uint64_t)dice() << 32 | dice());
            perform(p, out, (int)(dice() % 4096));
        }
        for (int i = 0; i < 4096; i++)
            if (sane(out[i]) != out[i] || fabsf(out[i]) > 100) failures++;
        player_close(p, &w);
    }
}

/* Another ring takes the place of one that sounds, and the host changes its rate: the old one is faded out, and comes back. */
static void test_new_ring(void) {
    static float out[48000];
    writer a = writer_open(1 << 14, 16000), b = writer_open(1 << 14, 16000);
    player *p = player_open(&a, 48000);
    frequency = 200, sine_rate = 16000;
    write_samples(&a, 16000, sine), goes_on(&a);
    perform(p, out, 9600);
    source *first = p->now;
    write_samples(&b, 16000, sine), goes_on(&b);
    atomic_store(counter(&b.map, READ), 10); /* somewhere in its sound */
    atomic_store(&p->next, source_open(&b.map, 48000));
    perform(p, out + 9600, 9600);
    CHECK(atomic_load(&p->spent) == first && p->now->map == &b.map && corner(out + 960, 18240) < 0.002 && fabs((double)out[19000]) < 1.01);
    CHECK(!atomic_load(&p->times) && !atomic_load(&p->missed));
    source_close(atomic_exchange(&p->spent, NULL));
    atomic_store(&p->host_rate, 44100);
    perform(p, out, 64);
    CHECK(out[0] == 0 && out[63] == 0); /* nothing at a wrong pitch */
    atomic_store(&p->next, source_open(&b.map, 44100));
    perform(p, out, 4410);
    double level;
    purity(out + 1000, 3000, 2 * PI * 200 / 44100, &level);
    CHECK(fabs(level) < 0.05);
    a.map.users += 100;
    free(a.map.base);
    player_close(p, &b);
}

static void test_bad_files(void) {
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

static note *say(const char *address, int count, const gss_value *values) {
    uint8_t packet[512];
    return note_new(packet, osc_write(packet, sizeof packet, address, count, values));
}

static note *say1(const char *address, float number) { return say(address, 1, &(gss_value){.type = 'f', .f = number}); }
static note *say2(const char *address, float a, float b) { return say(address, 2, (gss_value[]){{.type = 'f', .f = a}, {.type = 'f', .f = b}}); }

static const char *listed(const notes *list) {
    static char text[512];
    text[0] = 0;
    for (const note *n = list->first; n; n = n->next) snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", text[0] ? " " : "", (const char *)n->packet);
    return text;
}

static void test_notes(void) {
    notes list = {NULL, 0};
    for (int i = 0; i < 1000; i++) notes_add(&list, say2("/edit", 1, (float)i)), notes_add(&list, say1("/pitch", (float)i));
    notes_add(&list, say2("/edit", 2, 0));
    CHECK(list.count == 3 && !strcmp(listed(&list), "/edit /pitch /edit"));
    notes_add(&list, say1("/edits", 0));
    CHECK(!strcmp(listed(&list), "/pitch /edits"));
    notes_add(&list, say2("/bend", 1, 0)), notes_add(&list, say1("/seed", 3)), notes_add(&list, say("/random", 0, NULL));
    CHECK(!strcmp(listed(&list), "/pitch /edits /bend /random"));
    notes_add(&list, say("/straighten", 0, NULL));
    CHECK(!strcmp(listed(&list), "/pitch /edits /random /straighten"));
    notes_add(&list, say("/store", 1, &(gss_value){.type = 's', .s = "a"})), notes_add(&list, say1("/pitch", 1)), notes_add(&list, say1("/pitch", 2));
    CHECK(!strcmp(listed(&list), "/pitch /edits /random /straighten /store /pitch")); /* what was stored has the first pitch */
    notes_add(&list, say("/pitch", 0, NULL));
    CHECK(!list.first->next->next->next->next->next->next->key[0]); /* a question sets nothing */
    gss_value load[3] = {{.type = 's', .s = "folder"}, {.type = 's', .s = "@as"}, {.type = 's', .s = "x"}};
    notes_add(&list, say("/load", 3, load)), notes_add(&list, say("/load", 1, load)), notes_add(&list, say("/load", 1, load));
    note *n = notes_take(&list, 1);
    CHECK(n && !strcmp(n->key, "load x"));
    free(n);
    free(notes_take(&list, 1));
    CHECK(!notes_take(&list, 1));
    notes_append(&list, say1("/gate", 0)), notes_append(&list, say1("/gate", 1));
    CHECK(strstr(listed(&list), "/gate /gate"));
    notes_clear(&list);
    CHECK(!list.count);
    gss_value traits[2] = {{.type = 's', .s = "family"}, {.type = 's', .s = "organ"}}, any = {.type = 's', .s = "any"};
    notes_add(&list, say("/traits", 2, traits)), notes_add(&list, say("/traits", 2, traits)), notes_add(&list, say("/traits", 0, NULL));
    traits[0].s = "velocity", traits[1] = (gss_value){.type = 'f', .f = 100};
    notes_add(&list, say("/traits", 2, traits));
    CHECK(list.count == 3); /* a family, a velocity, and a question that is asked once */
    notes_clear(&list);
    notes_add(&list, say("/traits", 2, traits)), notes_add(&list, say("/traits", 1, &any));
    CHECK(list.count == 1 && !strcmp(list.first->key, "traits any"));
    notes_clear(&list);
    char key[8]; /* of a word longer than any key */
    gss_message m;
    n = say("/bend", 2, (gss_value[]){{.type = 's', .s = "a layer with a very long name"}, {.type = 'f'}});
    CHECK(osc_read(&m, n->packet, n->size));
    key_of(m, key, sizeof key);
    CHECK(!strcmp(key, "bend a "));
    free(n);
}

static void test_words(void) {
    char line[256], *words[8];
    snprintf(line, sizeof line, "  '/a b/python' -m \"x y\"z  c\\ d '' ");
    int count = split_words(line, words, 8);
    CHECK(count == 5 && !strcmp(words[0], "/a b/python") && !strcmp(words[2], "x yz") && !strcmp(words[3], "c d") && !*words[4]);
    snprintf(line, sizeof line, "1 2 3 4 5 6 7 8 9 10");
    CHECK(split_words(line, words, 8) == 8);
    uint8_t packet[256];
    gss_message m;
    gss_value in[3] = {{.type = 's', .s = "/a b/python"}, {.type = 's', .s = "-m"}, {.type = 's', .s = "x"}};
    osc_read(&m, packet, osc_write(packet, sizeof packet, "/start", 3, in));
    join_words(m, line, sizeof line);
    CHECK(!strcmp(line, "\"/a b/python\" -m x"));
    osc_read(&m, packet, osc_write(packet, sizeof packet, "/start", 1, in));
    join_words(m, line, sizeof line);
    CHECK(!strcmp(line, "/a b/python"));
    osc_read(&m, packet, osc_write(packet, sizeof packet, "/start", 3, in));
    join_words(m, line, 6);
    CHECK(!strcmp(line, "\"/a b"));
}

/* The audio thread's part asks nothing of the system: a process that may only write and end lives through it, and through what happens to a voice. */
static void test_no_system_calls(void) {
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
                perform(p, out, 64 + i);
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
static void test_speed(void) {
    static float out[64];
    writer w = writer_open(1 << 14, 16000);
    player *p = player_open(&w, 48000);
    double spent = 0;
    for (int i = 0; i < 48000 * 10 / 64; i++) {
        while (filled(&w) < 8192) write_samples(&w, 1024, one);
        goes_on(&w);
        double begun = now_s();
        perform(p, out, 64);
        spent += now_s() - begun;
    }
    printf("a voice at 48 kHz takes %.2f %% of a processor\n", spent * 10);
    player_close(p, &w);
}

/* ---- a host without a name: voices of an engine, through all that may happen; its command is in GANSPACESYNTH --------------------------- */

static const double PATIENCE_S = 60; /* machines are shared */
static _Atomic int performing = 1;
static gss_voice *singers[3];

static void *audio_thread(void *unused) {
    float out[64];
    while (atomic_load(&performing)) {
        for (int i = 0; i < 3; i++) gss_perform(singers[i], out, 64);
        nanosleep(&(struct timespec){0, 1333333}, NULL);
    }
    return unused;
}

/* Wait for an answer whose first word is this (or any); print what comes. */
static int heard(gss_voice *v, const char *address, const char *word, double seconds) {
    gss_message m;
    for (double until = now_s() + seconds; now_s() < until; nanosleep(&(struct timespec){0, 1000000}, NULL))
        while (gss_receive(v, &m)) {
            gss_message rest = m;
            gss_value value = {.s = ""};
            gss_next(&rest, &value);
            if (!strcmp(m.address, address) && (!word || (value.type == 's' && !strcmp(value.s, word)))) return 1;
            if (strcmp(m.address, "/ok")) printf("%s %s\n", m.address, value.type == 's' ? value.s : "");
        }
    printf("never heard %s %s\n", address, word ? word : "");
    return 0;
}

static pid_t engine_process(void) { /* as the engine wrote it down when it began, the last time */
    char line[4096];
    int id = 0;
    FILE *log = fopen(getenv("SINE_ENGINE_LOG"), "r");
    while (log && fgets(line, sizeof line, log)) sscanf(line, "[\"pid\", %d", &id);
    if (log) fclose(log);
    return id;
}

static void test_life(void) {
    gss_value on = {.type = 'f', .f = 1}, off = {.type = 'f', .f = 0};
    pthread_t audio;
    for (int i = 0; i < 3; i++) {
        singers[i] = gss_open(&(gss_settings){.voice = i == 1 ? "second" : NULL});
        gss_prepare(singers[i], i == 2 ? 44100 : 48000);
        CHECK(gss_send(singers[i], "/gate", 1, &on) == GSS_SENT);
    }
    pthread_create(&audio, NULL, audio_thread, NULL);
    for (int i = 0; i < 3; i++) CHECK(heard(singers[i], "/status", "ready", PATIENCE_S) && heard(singers[i], "/voice_state", "playing", PATIENCE_S));
    for (int i = 0; i < 2000; i++) gss_send(singers[0], "/edit", 2, (gss_value[]){{.type = 'f', .f = 1}, {.type = 'f', .f = (float)i}});
    pid_t before = engine_process();
    CHECK(before > 0);
    if (before > 0) kill(before, SIGKILL);
    for (int i = 0; i < 3; i++) CHECK(heard(singers[i], "/status", "lost", PATIENCE_S) && heard(singers[i], "/status", "ready", PATIENCE_S) && heard(singers[i], "/voice_state", "playing", PATIENCE_S));
    CHECK(engine_process() != before && engine_process());
    gss_prepare(singers[0], 96000);
    gss_send(singers[0], "/gate", 1, &off);
    CHECK(heard(singers[0], "/voice_state", "silent", PATIENCE_S));
    CHECK(gss_send(singers[0], "/restart", 0, NULL) == GSS_SENT && heard(singers[1], "/status", "ready", PATIENCE_S));
    CHECK(gss_send(singers[0], "/stop", 0, NULL) == GSS_SENT && heard(singers[1], "/status", "stopped", PATIENCE_S));
    CHECK(gss_send(singers[1], "/start", 0, NULL) == GSS_SENT && heard(singers[2], "/voice_state", "playing", PATIENCE_S));
    CHECK(gss_send(singers[0], "/reply", 1, &on) == GSS_SENT && heard(singers[0], "/error", "/reply", PATIENCE_S));
    static char word[PACKET];
    memset(word, 'x', sizeof word - 1);
    CHECK(gss_send(singers[0], "/load", 1, &(gss_value){.type = 's', .s = word}) == GSS_TOO_LONG && gss_send(singers[0], "load", 0, NULL) == GSS_TOO_LONG);
    atomic_store(&performing, 0);
    pthread_join(audio, NULL);
    for (int i = 0; i < 3; i++) gss_close(singers[i]);
    double begun = now_s();
    for (int running = 1; running && now_s() - begun < PATIENCE_S; nanosleep(&(struct timespec){0, 10000000}, NULL)) {
        lock(&hub.lock);
        running = hub.running;
        unlock(&hub.lock);
    }
    CHECK(!hub.running && !hub.voices && !hub.engines);
    gss_voice *again = gss_open(&(gss_settings){0}); /* the helper thread comes back */
    CHECK(heard(again, "/status", "starting", PATIENCE_S));
    gss_close(again);
}

/* What it knows of the command table, for comparison with the table. */
static void test_table(void) {
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) printf("control %s %d\n", controls[i].address, controls[i].least);
    for (size_t i = 0; i < sizeof voiceless / sizeof *voiceless; i++) printf("voiceless %s\n", voiceless[i]);
}

int main(int count, char **words) {
    static const struct { const char *name; void (*run)(void); } tests[] = {
        {"osc", test_osc}, {"osc_fuzz", test_osc_fuzz}, {"queue", test_queue}, {"ring_wraps", test_ring_wraps}, {"rates", test_rates},
        {"images", test_images}, {"underruns", test_underruns}, {"nonsense", test_nonsense}, {"new_ring", test_new_ring}, {"bad_files", test_bad_files},
        {"notes", test_notes}, {"words", test_words}, {"no_system_calls", test_no_system_calls}, {"speed", test_speed}, {"life", test_life}, {"table", test_table},
    };
    int known = 0;
    setvbuf(stdout, NULL, _IONBF, 0);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        if (count > 1 && !strcmp(words[1], tests[i].name)) known = 1, tests[i].run();
    if (!known) printf("There is no such test.\n");
    return !known || failures;
}
