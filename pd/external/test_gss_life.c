/* A host without a name: voices of an engine, through all that may happen; its command is in GANSPACESYNTH. */
#include "test_gss.h"

#include <signal.h>
#include <time.h>

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
            if (!strcmp(m.address, "/ok")) continue;
            printf("%s %s", m.address, value.type == 's' ? value.s : "");
            while (gss_next(&rest, &value)) printf(" %s", value.type == 's' ? value.s : "");
            printf("\n");
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

/* The first is silent, the others sing. */
static int all_begin(void) {
    int good = heard(singers[0], "/status", "ready", PATIENCE_S);
    for (int i = 1; i < 3; i++) good = good && heard(singers[i], "/status", "ready", PATIENCE_S) && heard(singers[i], "/voice_state", "playing", PATIENCE_S);
    return good;
}

void test_life(void) {
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
    CHECK(gss_send(singers[0], "/restart", 0, NULL) == GSS_SENT && all_begin());
    CHECK(gss_send(singers[0], "/stop", 0, NULL) == GSS_SENT);
    for (int i = 0; i < 3; i++) CHECK(heard(singers[i], "/status", "stopped", PATIENCE_S));
    CHECK(gss_send(singers[1], "/start", 0, NULL) == GSS_SENT && all_begin());
    CHECK(gss_send(singers[0], "/reply", 1, &on) == GSS_SENT && heard(singers[0], "/error", "/reply", PATIENCE_S));
    static char word[PACKET];
    memset(word, 'x', sizeof word - 1);
    CHECK(gss_send(singers[0], "/load", 1, &(gss_value){.type = 's', .s = word}) == GSS_TOO_LONG && gss_send(singers[0], "load", 0, NULL) == GSS_TOO_LONG);
    atomic_store(&performing, 0);
    pthread_join(audio, NULL);
    for (int i = 0; i < 3; i++) gss_close(singers[i]);
    double begun = now_s();
    for (int running = 1; running && now_s() - begun < PATIENCE_S; nanosleep(&(struct timespec){0, 10000000}, NULL)) {
        mutex_lock(&gss_hub.lock);
        running = gss_hub.running;
        mutex_unlock(&gss_hub.lock);
    }
    CHECK(!gss_hub.running && !gss_hub.voices && !gss_hub.engines);
    gss_voice *again = gss_open(&(gss_settings){0}); /* the helper thread comes back */
    CHECK(heard(again, "/status", "starting", PATIENCE_S));
    gss_close(again);
}
