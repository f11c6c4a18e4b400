/* One voice: its conversation with the engine, from the first question to the messages of a patch. */
#include "gss_voice.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double STUCK_S = 3.0;   /* no heartbeat for so long is worth a word */
static const double REPEAT_S = 30.0; /* a question that nobody answered is asked again */

static void voice_out(gss_voice *v, const char *address, int count, const gss_value *values) {
    static uint8_t packet[4096]; /* the helper thread's */
    uint32_t size = osc_write(packet, sizeof packet, address, count, values);
    if (size) queue_put(&v->in, packet, size);
}

void voice_say(gss_voice *v, const char *word, const char *form, ...) {
    char text[1024];
    va_list values;
    va_start(values, form);
    vsnprintf(text, sizeof text, form, values);
    va_end(values);
    voice_out(v, "/status", 2, (gss_value[]){WORD(word), WORD(text)});
}

void voice_error(gss_voice *v, const char *address, const char *code, const char *text) {
    voice_out(v, "/error", 3, (gss_value[]){WORD(address), WORD(code), WORD(text)});
}

void voice_phase(gss_voice *v, enum phase phase) {
    v->phase = phase;
    v->since = now_s();
    v->due = 0;
    v->waiting = 0;
}

void voice_ringless(gss_voice *v) {
    atomic_store(&v->player.alive, 0);
    mapping_drop(v->map);
    v->map = NULL;
    v->table_rate = 0;
    v->stuck = 0;
}

void voice_down(gss_voice *v) {
    voice_ringless(v);
    inlet_change(&v->inlet, NULL);
    if (v->socket != NO_SOCKET) sock_close(v->socket);
    v->socket = NO_SOCKET;
    if (v->phase != AWAY) voice_unanswered(v), voice_again(v);
    voice_phase(v, AWAY);
}

/* Give the audio thread the ring at the host's rate, as soon as both are known. */
static void voice_source(gss_voice *v) {
    uint32_t rate = atomic_load(&v->player.host_rate);
    source_close(atomic_exchange(&v->player.spent, NULL));
    if (!v->map || !rate || rate == v->table_rate) return;
    source *s = source_open(v->map, rate);
    v->table_rate = rate;
    if (s) source_close(atomic_exchange(&v->player.next, s));
    else voice_say(v, "failed", "The host's rate must be at least a %dth of the model's. Received: %u Hz. The model has %u Hz.", MAX_RATIO, rate, v->map->rate);
}

void voice_ring(gss_voice *v, gss_message message) {
    const char *why;
    gss_value path;
    if (!gss_next(&message, &path) || path.type != 's') return;
    mapping *map = ring_open(path.s, &why);
    if (!map) {
        char text[512];
        snprintf(text, sizeof text, "A voice sounds through a ring. Received: %.300s: %s. Give the voice a name that no other has.", path.s, why);
        voice_error(v, "/voice_open", "output", text);
    } else {
        mapping_drop(v->map);
        map->users++;
        v->map = map;
        v->table_rate = 0;
        v->beat = atomic_load(ring_counter(map, BEAT));
        v->beat_at = now_s();
        atomic_store(&v->player.alive, 1);
        voice_source(v);
    }
    if (v->phase == OPENING) voice_phase(v, FILLING);
}

void voice_inlet(gss_voice *v, gss_message message) {
    const char *why;
    gss_value path;
    if (!gss_next(&message, &path) || path.type != 's') return;
    mapping *map = input_ring_open(path.s, &why);
    if (map) {
        map->users++;
        inlet_change(&v->inlet, map);
    } else {
        char text[512];
        snprintf(text, sizeof text, "An inlet is heard through a ring. Received: %.300s: %s. Send /listen inlet again.", path.s, why);
        voice_error(v, "/listen", "output", text);
    }
}

void voice_reopen(gss_voice *v) {
    voice_again(v);
    voice_phase(v, MODELS);
}

/* Say how many underruns there were, once a second at most, and whether the heart beats. */
static void voice_watch(gss_voice *v, double now) {
    uint64_t times = atomic_load(&v->player.times), beat = v->map ? atomic_load(ring_counter(v->map, BEAT)) : v->beat + 1;
    if (times != v->told && now - v->told_at > 1.0) {
        v->told = times, v->told_at = now;
        voice_out(v, "/underruns", 2, (gss_value[]){{.type = 'i', .i = (int32_t)times}, {.type = 'i', .i = (int32_t)atomic_load(&v->player.missed)}});
    }
    if (beat != v->beat) {
        if (v->stuck) voice_say(v, "ready", "the engine moves again");
        v->beat = beat, v->beat_at = now, v->stuck = 0;
    } else if (now - v->beat_at > STUCK_S && !v->stuck) {
        v->stuck = 1;
        voice_say(v, "stuck", "the engine has not moved for %g s", STUCK_S);
    }
}

void voice_ready(gss_voice *v) {
    if (v->map) voice_say(v, "ready", "voice %s of the engine at port %d sounds at %u Hz", v->name, v->engine->port, v->map->rate);
    else voice_say(v, "ready", "the engine at port %d answers and has no model yet", v->engine->port);
}

/* A voice that begins is left alone for as long as its engine lives, and says that it is still waited for. */
static void voice_begins(gss_voice *v, double now) {
    if (now - v->said < SLOW_S) return;
    v->said = now;
    voice_say(v, "starting", v->waiting ? "the engine opens a model (%.0f s so far)" : "the engine is busy (%.0f s so far)", now - v->begun);
}

int voice_step(gss_voice *v, double now) {
    int sent = 0;
    voice_source(v);
    inlet_tidy(&v->inlet);
    if (v->phase == ASKING && now >= v->due) voice_ask(v, "/state", 1), v->due = now + 1.0;
    if (v->phase == MODELS && !v->waiting && !voice_tell(v, MODELS_ONLY)) voice_phase(v, OPENING), v->empty = 0;
    if (v->phase == OPENING && now >= v->due) voice_ask(v, "/voice_open", 0), v->due = now + REPEAT_S;
    enum want want = v->empty ? NO_MODEL_YET : ALL;
    while (v->phase >= FILLING && sent < BURST && (v->phase == READY || !v->waiting) && voice_tell(v, want)) sent++;
    if (v->phase == FILLING && !notes_first(&v->pending, want) && !v->waiting) {
        voice_phase(v, READY);
        voice_ready(v);
    }
    if (v->phase > AWAY && v->phase < READY) voice_begins(v, now);
    if (v->phase >= FILLING) voice_watch(v, now);
    v->full = v->full && v->pending.count > MAX_NOTES / 2;
    return sent == BURST;
}

void voice_free(gss_voice *v) {
    source_close(v->player.now);
    source_close(atomic_exchange(&v->player.next, NULL));
    source_close(atomic_exchange(&v->player.spent, NULL));
    mapping_drop(v->map);
    inlet_close(&v->inlet);
    if (v->socket != NO_SOCKET) sock_close(v->socket);
    notes_clear(&v->pending);
    notes_clear(&v->asked);
    notes_clear(&v->memory);
    free(v->out.bytes);
    free(v->in.bytes);
    free(v);
}
