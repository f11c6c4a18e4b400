/* One voice: its conversation with the engine, from the first question to the messages of a patch. */
#include "gss_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double LOAD_S = 120.0;
static const double STUCK_S = 3.0; /* no heartbeat for so long is worth a word */
static const char OURS[] = "gss";    /* the request id of what a user did not ask */

const char *const voiceless[] = {"/ping", "/version", "/commands", "/unload", "/models", "/forget", "/snapshots", NULL};

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
    voice_out(v, "/status", 2, (gss_value[]){{.type = 's', .s = word}, {.type = 's', .s = text}});
}

void voice_error(gss_voice *v, const char *address, const char *code, const char *text) {
    voice_out(v, "/error", 3, (gss_value[]){{.type = 's', .s = address}, {.type = 's', .s = code}, {.type = 's', .s = text}});
}

/* Send a packet with the voice's name, and with our id when it is not the user's request. */
static void voice_send(gss_voice *v, const uint8_t *packet, uint32_t size, int ours) {
    static uint8_t whole[PACKET];
    gss_message message;
    const char *words[4];
    int count = 0, takes_voice = 1;
    if (!osc_read(&message, packet, size)) return;
    for (const char *const *address = voiceless; *address; address++)
        if (!strcmp(message.address, *address)) takes_voice = 0;
    if (takes_voice && !osc_option(message, "@voice")) words[count++] = "@voice", words[count++] = v->name;
    if (ours) words[count++] = "@id", words[count++] = OURS;
    size = osc_copy(whole, sizeof whole, &message, 0, count, words);
    if (size && v->socket != NO_SOCKET) send(v->socket, (const char *)whole, (int)size, 0);
}

void voice_ask(gss_voice *v, const char *address, int ours) {
    uint8_t packet[64];
    voice_send(v, packet, osc_write(packet, sizeof packet, address, 0, NULL), ours);
}

void voice_phase(gss_voice *v, enum phase phase) {
    v->phase = phase;
    v->since = now_s();
    v->due = 0;
    v->waiting[0] = 0;
}

/* Put what the engine knew before what it was not told yet. */
static void voice_again(gss_voice *v) {
    notes all = v->memory;
    note *n;
    for (n = all.first; n; n = n->next) n->again = 1;
    v->memory = (notes){NULL, 0};
    while ((n = notes_take(&v->pending, 0))) notes_add(&all, n);
    v->pending = all;
}

/* There is no ring any more, but for what the audio thread still reads of it. */
static void voice_ringless(gss_voice *v) {
    atomic_store(&v->player.alive, 0);
    mapping_drop(v->map);
    v->map = NULL;
    v->table_rate = 0;
    v->stuck = 0;
}

/* The engine has gone. */
void voice_down(gss_voice *v) {
    voice_ringless(v);
    if (v->socket != NO_SOCKET) sock_close(v->socket);
    v->socket = NO_SOCKET;
    if (v->phase != AWAY) voice_again(v);
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

/* A ring has been made for us. */
static void voice_ring(gss_voice *v, gss_message message) {
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

/* Have a ring made, the first one or another, and tell all again that belongs to it. */
void voice_reopen(gss_voice *v) {
    voice_again(v);
    voice_phase(v, MODELS);
}

/* The rate of a model that was loaded: /loaded name id rate … */
static uint32_t loaded_rate(gss_message message) {
    gss_value value = {.i = 0};
    for (int i = 0; i < 3 && gss_next(&message, &value);) i++;
    return value.type == 'i' ? (uint32_t)value.i : value.type == 'f' ? (uint32_t)value.f : 0;
}

static int word_is(gss_message message, const char *word) {
    gss_value value;
    return gss_next(&message, &value) && value.type == 's' && !strcmp(value.s, word);
}

/* Is this the end of what we wait for? */
static int answers(const gss_voice *v, gss_message message) {
    if (!strcmp(message.address, "/loaded")) return !strcmp(v->waiting, "/load");
    if (!strcmp(message.address, "/loaded_directions")) return !strcmp(v->waiting, "/load_directions");
    return word_is(message, v->waiting) && (!strcmp(message.address, "/ok") || !strcmp(message.address, "/error") || !strcmp(message.address, "/cancelled"));
}

/* A seed that was drawn for us is worth telling again, instead of drawing another. */
static void remember_seed(gss_voice *v, gss_message message) {
    uint8_t packet[64];
    gss_value seed;
    note *n;
    for (n = v->memory.first; n; n = n->next)
        if (!strcmp(n->key, "z")) break;
    if (!n || strcmp((const char *)n->packet, "/random") || !gss_next(&message, &seed) || seed.type == 's') return;
    uint32_t size = osc_write(packet, sizeof packet, "/seed", 1, &seed);
    if (size && (n = note_new(packet, size))) notes_add(&v->memory, n);
}

/* Hand an answer to the host, unless it answers what the user did not ask. */
static void voice_deliver(gss_voice *v, const uint8_t *packet, uint32_t size, const gss_message *message) {
    static uint8_t shorter[PACKET];
    const char *id = osc_option(*message, "@id");
    if (!id || strcmp(id, OURS)) {
        queue_put(&v->in, packet, size);
    } else if (!strcmp(message->address, "/error") || !strcmp(message->address, "/voice_state") || !strcmp(message->address, "/previewed")) {
        size = osc_copy(shorter, sizeof shorter, message, 2, 0, NULL);
        if (size) queue_put(&v->in, shorter, size);
    }
}

void voice_answer(gss_voice *v, const uint8_t *packet, uint32_t size) {
    gss_message message;
    gss_value word;
    if (!osc_read(&message, packet, size)) return;
    gss_message values = message;
    const char *id = osc_option(message, "@id");
    int ours = id && !strcmp(id, OURS);
    if (v->waiting[0] && answers(v, message)) v->waiting[0] = 0;
    if (!strcmp(message.address, "/voice")) {
        voice_ring(v, message);
        return;
    }
    if (!strcmp(message.address, "/state") && ours && v->phase == ASKING) {
        if (gss_next(&values, &word) && word.type == 's' && strcmp(word.s, "loading")) voice_phase(v, MODELS);
        else v->since = now_s(), v->due = v->since + 0.1;
    }
    if (!strcmp(message.address, "/seed")) remember_seed(v, message);
    if (!strcmp(message.address, "/error") && word_is(message, "/voice_open") && v->phase == OPENING) voice_ringless(v), voice_phase(v, FILLING);
    if (!strcmp(message.address, "/loaded") && v->phase == READY && loaded_rate(message) != (v->map ? v->map->rate : 0)) voice_reopen(v);
    voice_deliver(v, packet, size, &message);
}

/* Tell the engine one message that waited; with models, wait for the answer before the next is told. */
static int voice_tell(gss_voice *v, int models_only) {
    note *n = notes_take(&v->pending, models_only);
    if (!n) return 0;
    voice_send(v, n->packet, n->size, n->again);
    if (note_is_model(n)) snprintf(v->waiting, sizeof v->waiting, "%s", (const char *)n->packet), v->due = now_s() + LOAD_S;
    if (n->key[0]) notes_add(&v->memory, n);
    else free(n);
    return 1;
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

/* Take a voice one step further; return 1 when there is more to do at once. */
int voice_step(gss_voice *v, double now) {
    int sent = 0;
    voice_source(v);
    if (v->waiting[0] && now > v->due) v->waiting[0] = 0;
    if (v->phase == ASKING && now >= v->due) voice_ask(v, "/state", 1), v->due = now + 1.0;
    if (v->phase == MODELS && !v->waiting[0] && !voice_tell(v, 1)) voice_ask(v, "/voice_open", 0), voice_phase(v, OPENING);
    while (v->phase >= FILLING && sent < BURST && (v->phase == READY || !v->waiting[0]) && voice_tell(v, 0)) sent++;
    if (v->phase == FILLING && !v->pending.first && !v->waiting[0]) {
        voice_phase(v, READY);
        voice_ready(v);
    }
    if (v->phase >= FILLING) voice_watch(v, now);
    v->full = v->full && v->pending.count > MAX_NOTES / 2;
    return sent == BURST;
}

void voice_free(gss_voice *v) {
    source_close(v->player.now);
    source_close(atomic_exchange(&v->player.next, NULL));
    source_close(atomic_exchange(&v->player.spent, NULL));
    mapping_drop(v->map);
    if (v->socket != NO_SOCKET) sock_close(v->socket);
    notes_clear(&v->pending);
    notes_clear(&v->memory);
    free(v->out.bytes);
    free(v->in.bytes);
    free(v);
}
