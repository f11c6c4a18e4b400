/* Messages that wait for the engine, and those that a new engine has to be told again. */
#include "gss_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is worth telling again: a message of the same key replaces the one before. Snapshots and steps are the engine's own and go with it. */
const struct note_control note_controls[] = {
    {"/load", "load", 0, 1},   {"/use", "use", 0, 1},         {"/load_directions", "directions", 0, 1},
    {"/seed", "z", 0, 1},      {"/random", "z", 0, 0},        {"/z", "z", 0, 1},         {"/slerp", "z", 0, 3},
    {"/pitch", "pitch", 0, 1}, {"/psi", "psi", 0, 1},         {"/mode", "mode", 0, 1},   {"/edits", "edits", 0, 1},
    {"/edit", "edit ", 1, 2},  {"/straighten", "bends", 0, 0}, {"/bend", "bend ", 1, 2}, {"/setting", "setting ", 1, 2},
    {"/traits", "traits ", 1, 1},
    {"/glide", "glide", 0, 1}, {"/release", "release", 0, 1}, {"/form", "form", 0, 1},   {"/live", "live", 0, 1},
    {"/gate", "gate", 0, 1},   {"/play", "play", 0, 1},       {"/wander", "wander", 0, 1},
    {NULL, NULL, 0, 0},
};

/* What the newer takes the place of, besides its like. */
static const char *const replaces[][2] = {{"edits", "edit "}, {"bends", "bend "}, {"traits any", "traits "}, {"load", "directions"}, {"load", "use"}, {"use", "directions"}};

/* Write the key of a message, "" when it is not worth telling again. */
void note_key(gss_message message, char *key, size_t room) {
    gss_value value, first = {0};
    int count = 0;
    const char *as = osc_option(message, "@as");
    key[0] = 0;
    for (gss_message rest = message; gss_next(&rest, &value) && !osc_is_option(&value); count++)
        if (!count) first = value;
    for (const struct note_control *c = note_controls; c->address; c++) {
        if (strcmp(message.address, c->address) || count < c->least) continue;
        snprintf(key, room, "%s", c->key);
        size_t at = strlen(key);
        if (c->by_first && first.type == 's') snprintf(key + at, room - at, "%s", first.s);
        else if (c->by_first) snprintf(key + at, room - at, "%g", first.type == 'i' ? (double)first.i : (double)first.f);
        else if (as && !strcmp(key, "load")) snprintf(key + at, room - at, " %s", as);
    }
}

int note_is_model(const note *n) { return !strncmp(n->key, "load", 4) || !strcmp(n->key, "use") || !strcmp(n->key, "directions"); }

static int replaced_by(const char *old, const char *key) {
    if (!strcmp(old, key)) return 1;
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
    n->next = NULL, n->again = 0, n->size = size;
    memcpy(n->packet, packet, size);
    n->key[0] = 0;
    if (osc_read(&message, n->packet, size)) note_key(message, n->key, sizeof n->key);
    return n;
}

/* Put a note at the end; those of which it takes the place go, but only behind the last that is said once: order matters to that. */
void notes_add(notes *list, note *n) {
    note **from = &list->first, **at;
    for (at = &list->first; *at; at = &(*at)->next)
        if (!(*at)->key[0]) from = &(*at)->next;
    for (at = from; *at;) {
        note *old = *at;
        if (n->key[0] && replaced_by(old->key, n->key)) *at = old->next, free(old), list->count--;
        else at = &old->next;
    }
    *at = n;
    n->next = NULL;
    list->count++;
}

/* Put a note at the end, and that is all: who listens hears everything. */
void notes_append(notes *list, note *n) {
    note **at = &list->first;
    while (*at) at = &(*at)->next;
    *at = n;
    list->count++;
}

note *notes_take(notes *list, int models_only) {
    for (note **at = &list->first; *at; at = &(*at)->next) {
        note *found = *at;
        if (models_only && !note_is_model(found)) continue;
        *at = found->next;
        list->count--;
        return found;
    }
    return NULL;
}

void notes_clear(notes *list) {
    note *n;
    while ((n = notes_take(list, 0))) free(n);
}
