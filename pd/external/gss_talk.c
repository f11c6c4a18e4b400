/* What a voice tells the engine, what becomes of it, and what comes back: only what was accepted is remembered, and told to another engine. */
#include "gss_voice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char OURS[] = "gss";     /* the request id of what a user did not ask, */
static const char NUMBERED[] = "gss:"; /* and of what may have to be told again */

const char *const voiceless[] = {
    "/ping", "/version", "/runtime", "/commands", "/unload", "/models", "/bend_words", "/forget", "/snapshots", "/styles", "/signals",
    "/picture_open", "/picture_close", "/picture", "/picture_state", "/picture_output", "/picture_output_close", "/picture_outputs",
    "/picture_save", "/picture_z", "/picture_seed", "/picture_random", "/picture_psi", "/picture_cutoff", "/picture_edit",
    "/picture_edits", "/picture_noise", "/picture_class", "/picture_move", "/picture_smooth", "/picture_wander", "/picture_bend",
    "/picture_bends", "/picture_bend_words", "/picture_straighten", "/picture_colour", "/picture_colours", "/picture_unmodulate",
    "/picture_modulations", "/picture_watch", "/picture_watch_close", "/picture_seen", "/picture_look", "/picture_route",
    "/picture_routes_clear", "/picture_project", NULL
};
const char *const not_yet[] = {"/progress", "/begun", "/left_out", "/trait", "/inlet", "/heard_from", NULL};

static int listed(const char *const *list, const char *address) {
    while (*list && strcmp(*list, address)) list++;
    return *list != NULL;
}

/* Send a packet with the voice's name, and with an id of ours if there is one. */
static void voice_send(gss_voice *v, const uint8_t *packet, uint32_t size, const char *id) {
    static uint8_t whole[PACKET];
    gss_message message;
    gss_value more[4];
    int count = 0;
    if (!osc_read(&message, packet, size)) return;
    if (!listed(voiceless, message.address) && !osc_option(message, "@voice")) more[count++] = WORD("@voice"), more[count++] = WORD(v->name);
    if (id) more[count++] = WORD("@id"), more[count++] = WORD(id);
    size = osc_copy(whole, sizeof whole, &message, id ? "@id" : NULL, count, more);
    if (size && v->socket != NO_SOCKET) send(v->socket, (const char *)whole, (int)size, 0);
}

void voice_ask(gss_voice *v, const char *address, int ours) {
    uint8_t packet[64];
    voice_send(v, packet, osc_write(packet, sizeof packet, address, 0, NULL), ours ? OURS : NULL);
}

int voice_tell(gss_voice *v, enum want want) {
    char id[24];
    note *n = notes_take(&v->pending, want);
    if (!n) return 0;
    if (!n->key[0]) {
        voice_send(v, n->packet, n->size, NULL);
        note_free(n);
        return 1;
    }
    n->id = ++v->ids;
    snprintf(id, sizeof id, "%s%u", NUMBERED, n->id);
    voice_send(v, n->packet, n->size, id);
    if (note_is_model(n)) v->waiting = n->id;
    if (v->asked.count >= MAX_NOTES) note_free(notes_take(&v->asked, ALL)); /* an engine that answers nothing */
    notes_append(&v->asked, n);
    return 1;
}

/* ---- what becomes of it ----------------------------------------------------------------------------------------------------------------- */

/* A seed that was drawn for us is worth telling again, instead of drawing another. */
static note *drawn(note *n, gss_message message) {
    uint8_t packet[256];
    gss_value values[3] = {{.type = 0}, WORD("@voice"), WORD(n->voice)};
    if (strcmp((const char *)n->packet, "/random") || strcmp(message.address, "/seed") || !gss_next(&message, &values[0])) return n;
    note *seed = note_new(packet, osc_write(packet, sizeof packet, "/seed", n->voice[0] ? 3 : 1, values));
    if (!seed) return n;
    seed->id = n->id, seed->again = n->again;
    note_free(n);
    return seed;
}

/* The rate of a model that was loaded: /loaded name id rate … */
static uint32_t loaded_rate(gss_message message) {
    gss_value value = {.i = 0};
    for (int i = 0; i < 3 && gss_next(&message, &value);) i++;
    return value.type == 'i' ? (uint32_t)value.i : value.type == 'f' ? (uint32_t)value.f : 0;
}

static void voice_accepted(gss_voice *v, note *n, gss_message message) {
    n = drawn(n, message);
    notes_add(&v->memory, n);
    note_accept(n);
    if (v->phase != READY) return;
    int another = !strcmp(message.address, "/loaded") && loaded_rate(message) != (v->map ? v->map->rate : 0);
    if (another || (v->empty && note_is_model(n))) voice_reopen(v);
}

/* What it took the place of is told after all, unless something newer is. */
static void voice_refused(gss_voice *v, note *n) {
    notes back = {NULL, 0};
    for (note *b = n->before, *next, *newer; b; b = next) {
        next = b->next, b->next = NULL;
        if ((newer = notes_newer(&v->asked, b, n->id))) note_supersede(newer, b);
        else if (notes_newer(&v->memory, b, n->id)) note_free(b);
        else notes_add(&back, b);
    }
    n->before = NULL;
    note_free(n);
    if (!back.first) return;
    while ((n = notes_take(&v->pending, ALL))) notes_add(&back, n);
    v->pending = back;
}

void voice_unanswered(gss_voice *v) {
    char text[256], last[32] = "";
    for (note *n; (n = notes_take(&v->asked, ALL));) {
        if (n->accepted) { /* by the engine before */
            notes_add(&v->memory, n);
            note_accept(n);
            continue;
        }
        snprintf(text, sizeof text, "The engine must answer. Received: its end, before it answered %.32s. Send it again.", (const char *)n->packet);
        if (strncmp(last, (const char *)n->packet, sizeof last - 1)) voice_error(v, (const char *)n->packet, "gone", text); /* a slider says it once */
        snprintf(last, sizeof last, "%s", (const char *)n->packet);
        voice_refused(v, n);
    }
}

void voice_again(gss_voice *v) {
    notes all = v->memory;
    note *n;
    for (n = all.first; n; n = n->next) n->again = 1;
    v->memory = (notes){NULL, 0};
    while ((n = notes_take(&v->pending, ALL))) notes_add(&all, n);
    v->pending = all;
}

/* ---- what comes back -------------------------------------------------------------------------------------------------------------------- */

/* Hand an answer to the host with the id that the user gave it, if any; what the user did not ask is answered to nobody. */
static void voice_deliver(gss_voice *v, const uint8_t *packet, uint32_t size, const gss_message *message, const char *id, const note *n) {
    static uint8_t other[PACKET];
    gss_message asked;
    gss_value more[2] = {WORD("@id")};
    int unasked = id && (n ? n->again : !strcmp(id, OURS)), count = 0;
    static const char *const said[] = {"/error", "/voice_state", "/voice_lead", "/begun", "/previewed", NULL};
    if (unasked && !listed(said, message->address)) return;
    if (id && n && !unasked && osc_read(&asked, n->packet, n->size) && osc_find(asked, "@id", &more[1])) count = 2;
    if (id) size = osc_copy(other, sizeof other, message, "@id", count, more);
    if (size) queue_put(&v->in, id ? other : packet, size);
}

/* Is it the end of what was asked? */
static void voice_settle(gss_voice *v, uint32_t number, gss_message message) {
    note *n = listed(not_yet, message.address) ? NULL : notes_answered(&v->asked, number);
    if (!n) return;
    if (v->waiting == number) v->waiting = 0;
    if (!strcmp(message.address, "/error") || !strcmp(message.address, "/cancelled")) voice_refused(v, n);
    else voice_accepted(v, n, message);
}

static int word_is(gss_message message, int index, const char *word) {
    gss_value value = {.type = 0};
    for (int i = 0; i <= index; i++)
        if (!gss_next(&message, &value)) return 0;
    return value.type == 's' && !strcmp(value.s, word);
}

/* Answers that take the voice itself further; return 1 for those that are for nobody else. */
static int voice_goes_on(gss_voice *v, gss_message message, const char *id) {
    if (!strcmp(message.address, "/voice")) {
        voice_ring(v, message);
        return 1;
    }
    if (!strcmp(message.address, "/inlet")) {
        voice_inlet(v, message);
        return 1;
    }
    if (!strcmp(message.address, "/state") && id && !strcmp(id, OURS) && v->phase == ASKING) {
        if (word_is(message, 0, "loading")) v->due = now_s() + 0.1;
        else voice_phase(v, MODELS);
    }
    if (!strcmp(message.address, "/error") && word_is(message, 0, "/voice_open") && v->phase == OPENING) {
        v->empty = word_is(message, 1, "model");
        voice_ringless(v);
        voice_phase(v, FILLING);
    }
    return 0;
}

void voice_answer(gss_voice *v, const uint8_t *packet, uint32_t size) {
    gss_message message;
    if (!osc_read(&message, packet, size)) return;
    const char *id = osc_option(message, "@id");
    int numbered = id && !strncmp(id, NUMBERED, sizeof NUMBERED - 1);
    uint32_t number = numbered ? (uint32_t)strtoul(id + sizeof NUMBERED - 1, NULL, 10) : 0;
    if (voice_goes_on(v, message, id)) return;
    const note *n = numbered ? notes_find(&v->asked, number) : NULL;
    if (numbered && !n) n = notes_find(&v->memory, number);
    voice_deliver(v, packet, size, &message, numbered || (id && !strcmp(id, OURS)) ? id : NULL, n);
    if (numbered) voice_settle(v, number, message);
}
