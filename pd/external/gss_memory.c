/* Messages that wait for the engine, and those that a new engine has to be told again. */
#include "gss_voice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BEFORE = 8 };

/* What is worth telling again: a message of the same key replaces the one before. Snapshots and steps are the engine's own and go with it. */
const struct note_control note_controls[] = {
    {"/load", "load", 0, 1},   {"/use", "use", 0, 1},         {"/load_directions", "directions", 0, 1},
    {"/seed", "z", 0, 1},      {"/random", "z", 0, 0},        {"/z", "z", 0, 1},         {"/slerp", "z", 0, 3},
    {"/pitch", "pitch", 0, 1}, {"/psi", "psi", 0, 1},         {"/mode", "mode", 0, 1},   {"/edits", "edits", 0, 1},
    {"/edit", "edit ", 1, 2},  {"/straighten", "bends", 0, 0}, {"/bend", "bend ", 1, 2}, {"/setting", "setting ", 1, 2},
    {"/traits", "traits ", 1, 1},
    {"/glide", "glide", 0, 1}, {"/release", "release", 0, 1}, {"/form", "form", 0, 1},   {"/live", "live", 0, 1},
    {"/vibrato", "vibrato", 0, 1}, {"/length", "length", 0, 1}, {"/decay", "decay", 0, 1}, {"/velocity", "velocity", 0, 1},
    {"/listen", "listen", 0, 1}, {"/signal", "signal ", 1, 2}, {"/modulate", "modulate ", 1, 2}, {"/unmodulate", "unmodulate ", 1, 0},
    {"/modulations_load", "modulations", 0, 1}, {"/song", "song", 0, 1}, {"/song_level", "song_level", 0, 1},
    {"/timeline", "timeline", 0, 1},
    {"/gate", "gate", 0, 1},   {"/play", "play", 0, 1},       {"/wander", "wander", 0, 1},
    {NULL, NULL, 0, 0},
};

/* What the newer takes the place of, besides its like. */
static const char *const replaces[][2] = {{"edits", "edit "}, {"bends", "bend "}, {"traits any", "traits "}, {"load", "directions"}, {"load", "use"}, {"use", "directions"}, {"modulations", "modulate "},
    {"modulations", "unmodulate "}};

/* Write the key of a message, "" when it is not worth telling again. */
void note_key(gss_message message, char *key, size_t room) {
    gss_value value, first = {0}, second = {0};
    int count = 0;
    const char *as = osc_option(message, "@as"), *row = osc_option(message, "@row");
    key[0] = 0;
    for (gss_message rest = message; gss_next(&rest, &value) && !osc_is_option(&value); count++)
        if (!count) first = value;
        else if (count == 1) second = value;
    for (const struct note_control *c = note_controls; c->address; c++) {
        if (strcmp(message.address, c->address) || count < c->least) continue;
        snprintf(key, room, "%s", c->key);
        size_t at = strlen(key);
        if (c->by_first && first.type == 's') snprintf(key + at, room - at, "%s", first.s);
        else if (c->by_first) snprintf(key + at, room - at, "%g", first.type == 'i' ? (double)first.i : (double)first.f);
        else if (as && !strcmp(key, "load")) snprintf(key + at, room - at, " %s", as);
        at = strlen(key);
        if (c->by_first && row) snprintf(key + at, room - at, " %s", row);
        else if (!strcmp(c->address, "/bend") && second.type == 's') snprintf(key + at, room - at, " %s", second.s); /* by a word */
    }
}

int note_is_model(const note *n) { return !strncmp(n->key, "load", 4) || !strcmp(n->key, "use") || !strcmp(n->key, "directions"); }

static int replaced_by(const note *older, const note *newer) {
    const char *old = older->key, *key = newer->key;
    if (!key[0] || strcmp(older->voice, newer->voice)) return 0;
    if (!strcmp(old, key)) return 1;
    size_t whole = strlen(key); /* a layer that is bent by numbers alone has no other bends */
    if (!strncmp(key, "bend ", 5) && !strncmp(old, key, whole) && old[whole] == ' ') return 1;
    for (size_t i = 0; i < sizeof replaces / sizeof *replaces; i++) {
        size_t length = strlen(replaces[i][1]);
        int like = replaces[i][1][length - 1] == ' ' ? !strncmp(old, replaces[i][1], length) : !strcmp(old, replaces[i][1]);
        if (like && !strcmp(key, replaces[i][0])) return 1;
    }
    return 0;
}

note *note_new(const uint8_t *packet, uint32_t size) {
    gss_message message;
    note *n = malloc(sizeof *n + size);
    if (!n) return NULL;
    memset(n, 0, sizeof *n);
    n->size = size;
    memcpy(n->packet, packet, size);
    if (!osc_read(&message, n->packet, size)) return n;
    const char *voice = osc_option(message, "@voice");
    snprintf(n->voice, sizeof n->voice, "%s", voice ? voice : "");
    note_key(message, n->key, sizeof n->key);
    return n;
}

void note_accept(note *n) {
    for (note *b = n->before, *next; b; b = next) next = b->next, free(b); /* those have none before them */
    n->before = NULL;
    n->accepted = 1;
}

void note_free(note *n) {
    if (n) note_accept(n), free(n);
}

void note_supersede(note *newer, note *older) {
    note **end = &newer->before, *inherited = older->before;
    int count = 0;
    older->before = NULL, older->next = NULL;
    for (; *end; end = &(*end)->next) count++;
    for (*end = inherited; *end; end = &(*end)->next) count++;
    if (!older->accepted && (!note_is_model(older) || count >= MAX_BEFORE)) free(older); /* of a slider's places the last is enough */
    else *end = older;
}

void notes_add(notes *list, note *n) {
    note **from = &list->first, **at;
    for (at = &list->first; *at; at = &(*at)->next)
        if (!(*at)->key[0]) from = &(*at)->next;
    for (at = from; *at;) {
        note *old = *at;
        if (replaced_by(old, n)) *at = old->next, note_supersede(n, old), list->count--;
        else at = &old->next;
    }
    *at = n;
    n->next = NULL;
    list->count++;
}

void notes_append(notes *list, note *n) {
    note **at = &list->first;
    while (*at) at = &(*at)->next;
    *at = n;
    n->next = NULL;
    list->count++;
}

note *notes_first(const notes *list, enum want want) {
    for (note *n = list->first; n; n = n->next)
        if (want == ALL || note_is_model(n) || (want == NO_MODEL_YET && !n->key[0])) return n;
    return NULL;
}

note *notes_find(const notes *list, uint32_t id) {
    for (note *n = list->first; n; n = n->next)
        if (n->id == id) return n;
    return NULL;
}

static note *take(notes *list, note *wanted) {
    note **at = &list->first;
    if (!wanted) return NULL;
    while (*at != wanted) at = &(*at)->next;
    *at = wanted->next;
    wanted->next = NULL;
    list->count--;
    return wanted;
}

note *notes_take(notes *list, enum want want) { return take(list, notes_first(list, want)); }
note *notes_answered(notes *list, uint32_t id) { return take(list, notes_find(list, id)); }

note *notes_newer(const notes *list, const note *older, uint32_t id) {
    for (note *n = list->first; n; n = n->next)
        if (n->id > id && replaced_by(older, n)) return n;
    return NULL;
}

void notes_clear(notes *list) {
    note *n;
    while ((n = notes_take(list, ALL))) note_free(n);
}
