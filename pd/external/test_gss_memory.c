/* Tests of what waits for the engine, what it accepts, and what another engine is told. */
#include "test_gss.h"

#include <time.h>

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

void test_notes(void) {
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
    note *n = notes_take(&list, MODELS_ONLY);
    CHECK(n && !strcmp(n->key, "load x"));
    note_free(n);
    note_free(notes_take(&list, MODELS_ONLY));
    CHECK(!notes_take(&list, MODELS_ONLY));
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
    gss_value bend[3] = {{.type = 's', .s = "conv1"}, {.type = 's', .s = "shift"}, {.type = 'f', .f = 0.1f}}, other[2] = {bend[0], {.type = 'f', .f = 2}};
    notes_add(&list, say("/bend", 2, other)), notes_add(&list, say("/bend", 3, bend)), notes_add(&list, say("/bend", 3, bend));
    bend[1].s = "blur", notes_add(&list, say("/bend", 3, bend));
    CHECK(list.count == 3 && !strcmp(list.first->next->key, "bend conv1 shift")); /* each word is told again, behind the numbers */
    notes_add(&list, say("/bend", 2, other));
    CHECK(list.count == 1 && !strcmp(list.first->key, "bend conv1"));
    notes_clear(&list);
    char key[8]; /* of a word longer than any key */
    gss_message m;
    n = say("/bend", 2, (gss_value[]){{.type = 's', .s = "a layer with a very long name"}, {.type = 'f'}});
    CHECK(osc_read(&m, n->packet, n->size));
    note_key(m, key, sizeof key);
    CHECK(!strcmp(key, "bend a "));
    note_free(n);
}

/* ---- a voice without an engine: we answer ------------------------------------------------------------------------------------------------ */

static gss_voice *voice_made(void) {
    gss_voice *v = calloc(1, sizeof *v);
    v->socket = NO_SOCKET;
    snprintf(v->name, sizeof v->name, "me");
    queue_open(&v->out, 1 << 16), queue_open(&v->in, 1 << 16);
    v->phase = READY;
    return v;
}

static void ask(gss_voice *v, note *n) {
    if (!strcmp(n->voice, v->name)) n->voice[0] = 0;
    notes_add(&v->pending, n);
}

static void tell_all(gss_voice *v) {
    while (voice_tell(v, ALL)) continue;
}

/* Answer the last request that is under way with this key. */
static void answer(gss_voice *v, const char *key, const char *address, gss_value first) {
    uint8_t packet[256];
    char id[24] = "";
    for (note *n = v->asked.first; n; n = n->next)
        if (!strcmp(n->key, key)) snprintf(id, sizeof id, "gss:%u", n->id);
    voice_answer(v, packet, osc_write(packet, sizeof packet, address, 3, (gss_value[]){first, WORD("@id"), WORD(id)}));
}

static void refuse(gss_voice *v, const char *key, const char *address) { answer(v, key, "/error", WORD(address)); }

static const char *value_of(const notes *list, const char *key) {
    static char text[64];
    gss_message m;
    gss_value value = {.type = 0};
    strcpy(text, "nothing");
    for (const note *n = list->first; n; n = n->next)
        if (!strcmp(n->key, key) && osc_read(&m, n->packet, n->size)) {
            gss_next(&m, &value);
            if (value.type == 's') snprintf(text, sizeof text, "%s", value.s);
            else snprintf(text, sizeof text, "%g", value.type == 'i' ? (double)value.i : (double)value.f);
        }
    return text;
}

static note *say_word(const char *address, const char *word) { return say(address, 1, &WORD(word)); }

/* Only what was accepted is remembered: a wrong word and a wrong number leave what was there before. */
void test_accepted(void) {
    gss_voice *v = voice_made();
    ask(v, say_word("/load", "guitar")), tell_all(v), answer(v, "load", "/loaded", WORD("guitar"));
    ask(v, say_word("/load", "guitr")), tell_all(v), refuse(v, "load", "/load");
    ask(v, say1("/pitch", 67)), tell_all(v);
    CHECK(!strcmp(value_of(&v->memory, "pitch"), "nothing")); /* no answer is no yes */
    answer(v, "pitch", "/pitch", (gss_value){.type = 'f', .f = 67});
    ask(v, say1("/pitch", 200)), tell_all(v), refuse(v, "pitch", "/pitch");
    CHECK(!strcmp(value_of(&v->memory, "load"), "guitar") && !strcmp(value_of(&v->memory, "pitch"), "67") && v->memory.count == 2);
    ask(v, say("/random", 0, NULL)), tell_all(v), answer(v, "z", "/seed", (gss_value){.type = 'i', .i = 4242});
    CHECK(!strcmp(value_of(&v->memory, "z"), "4242"));
    ask(v, say("/traits", 2, (gss_value[]){WORD("family"), WORD("organ")})), tell_all(v);
    answer(v, "traits family", "/trait", WORD("family"));
    CHECK(v->asked.count == 1); /* more comes */
    answer(v, "traits family", "/traits", (gss_value){.type = 'i', .i = 1});
    CHECK(!v->asked.count && v->memory.count == 4);
    ask(v, say_word("/load", "gone")), tell_all(v), answer(v, "load", "/cancelled", WORD("/load"));
    ask(v, say1("/psi", 0.5f)), tell_all(v);
    voice_down(v); /* while psi is under way: it was not accepted, and that is said */
    CHECK(!v->asked.count && !v->memory.count && v->pending.count == 4 && !strcmp(value_of(&v->pending, "load"), "guitar"));
    gss_message m;
    int told = 0;
    while (gss_receive(v, &m)) {
        gss_value word = {.type = 0}, code = {.type = 0};
        gss_next(&m, &word), gss_next(&m, &code);
        told += !strcmp(m.address, "/error") && code.type == 's' && !strcmp(code.s, "gone") && !strcmp(word.s, "/psi");
    }
    CHECK(told == 1);
    voice_free(v);
}

/* What waits takes the place of what was accepted, but if it is refused, the other is told after all, where nothing newer was. */
void test_fallback(void) {
    gss_voice *v = voice_made();
    ask(v, say1("/pitch", 67)), ask(v, say2("/edit", 1, 2)), ask(v, say2("/edit", 2, 3)), tell_all(v);
    answer(v, "pitch", "/pitch", (gss_value){.type = 'f'}), answer(v, "edit 1", "/ok", WORD("/edit")), answer(v, "edit 2", "/ok", WORD("/edit"));
    voice_down(v);
    ask(v, say1("/pitch", 200)), ask(v, say1("/edits", 9)), ask(v, say_word("/load", "guitar")), ask(v, say_word("/load", "guitr")), ask(v, say_word("/load", "gtr"));
    CHECK(v->pending.count == 3);
    v->phase = READY;
    tell_all(v);
    refuse(v, "pitch", "/pitch"), refuse(v, "edits", "/edits"), refuse(v, "load", "/load");
    CHECK(!strcmp(value_of(&v->pending, "pitch"), "67") && v->pending.count == 4 && !strcmp(value_of(&v->pending, "load"), "guitr"));
    tell_all(v), refuse(v, "load", "/load");
    CHECK(!strcmp(value_of(&v->pending, "load"), "guitar"));
    tell_all(v), answer(v, "pitch", "/pitch", (gss_value){.type = 'f'});
    voice_down(v);
    ask(v, say1("/pitch", 200)), v->phase = READY, tell_all(v), ask(v, say1("/pitch", 70)), tell_all(v); /* both under way */
    note *first = NULL;
    for (note *n = v->asked.first; n; n = n->next)
        if (!first && !strcmp(n->key, "pitch")) first = n;
    uint8_t packet[256];
    char id[24];
    snprintf(id, sizeof id, "gss:%u", first->id);
    voice_answer(v, packet, osc_write(packet, sizeof packet, "/error", 3, (gss_value[]){WORD("/pitch"), WORD("@id"), WORD(id)}));
    CHECK(!v->pending.count); /* 67 would come behind 70 */
    refuse(v, "pitch", "/pitch");
    CHECK(!strcmp(value_of(&v->pending, "pitch"), "67")); /* but when that is refused too, it comes */
    ask(v, say("/pitch", 3, (gss_value[]){{.type = 'f', .f = 5}, WORD("@voice"), WORD("other")}));
    CHECK(v->pending.count == 2); /* another voice's pitch is another thing */
    for (int i = 0; i < 100; i++) ask(v, say_word("/load", "again and again"));
    voice_free(v);
}

/* Without a model only models, and what is said once, are told; the rest waits for one instead of being refused. */
void test_no_model_yet(void) {
    uint8_t packet[256];
    gss_voice *v = voice_made();
    v->phase = OPENING;
    voice_answer(v, packet, osc_write(packet, sizeof packet, "/error", 3, (gss_value[]){WORD("/voice_open"), WORD("model"), WORD("none")}));
    CHECK(v->empty && v->phase == FILLING);
    v->phase = READY;
    ask(v, say1("/gate", 1)), ask(v, say("/models", 0, NULL)), ask(v, say_word("/load", "default"));
    while (voice_tell(v, NO_MODEL_YET)) continue;
    CHECK(v->pending.count == 1 && !strcmp(v->pending.first->key, "gate") && v->asked.count == 1);
    answer(v, "load", "/loaded", WORD("default"));
    CHECK(v->phase == MODELS && v->memory.count == 0 && v->pending.count == 2);
    voice_free(v);
}

/* ---- an engine that is a program which says nothing -------------------------------------------------------------------------------------- */

static int heard_status(gss_voice *v, const char *word, const char *part) {
    gss_message m;
    gss_value value[2] = {{.type = 0}, {.type = 0}};
    int found = 0;
    while (gss_receive(v, &m))
        if (gss_next(&m, &value[0]) && gss_next(&m, &value[1]) && value[1].type == 's') found |= !strcmp(value[0].s, word) && strstr(value[1].s, part);
    return found;
}

/* One that starts slowly, for an hour, is left alone, and it is said that it starts. */
void test_patience(void) {
    gss_voice *v = voice_made();
    char how[64];
    snprintf(v->command, sizeof v->command, "sh -c 'cat; :'");
    gss_hub.voices = v;
    v->phase = AWAY;
    engine *e = v->engine = engine_for(v);
    e->users = 1;
    engine_state(e, START);
    engine_step(e, now_s());
    CHECK(e->state == STARTING && heard_status(v, "starting", "serve --port 0"));
    double begun = e->since;
    for (double after = 5; after < 3600; after += 5) engine_step(e, begun + after);
    CHECK(e->state == STARTING && heard_status(v, "starting", "still starting (3"));
    e->port = 1, e->own = 1;
    engine_state(e, UP); /* it listens, and answers nothing yet */
    voice_phase(v, ASKING), v->begun = v->said = v->since;
    for (double after = 5; after < 3600; after += 5) engine_step(e, v->since + after), voice_step(v, v->begun + after);
    CHECK(e->state == UP && v->phase == ASKING && heard_status(v, "starting", "busy"));
    voice_phase(v, MODELS), notes_add(&v->pending, say_word("/load", "large"));
    for (double after = 5; after < 3600; after += 5) engine_step(e, v->since + after), voice_step(v, v->begun + 3600 + after);
    CHECK(v->phase == MODELS && v->waiting && heard_status(v, "starting", "opens a model"));
    CHECK(!process_ended(&e->process, how, sizeof how) && process_runs(&e->process)); /* after all that */
    process_kill(&e->process, 1);
    while (!process_ended(&e->process, how, sizeof how)) nanosleep(&(struct timespec){0, 1000000}, NULL);
    gss_hub.voices = NULL, gss_hub.engines = NULL;
    pipe_close(&e->process.in), pipe_close(&e->process.out), pipe_close(&e->process.err);
    free(e);
    voice_free(v);
}

/* Stop says what it did: of somebody else's engine it lets go. */
void test_whose(void) {
    gss_voice *v = voice_made();
    gss_hub.voices = v;
    engine *e = v->engine = engine_for(v);
    e->users = 1, e->port = 4267;
    engine_state(e, UP);
    CHECK(engine_is_theirs(e));
    engine_end(e, 0), engine_step(e, now_s());
    CHECK(e->state == STOPPED && heard_status(v, "stopped", "port 4267 goes on"));
    engine_end(e, 0), engine_step(e, now_s());
    CHECK(heard_status(v, "stopped", "there was no engine"));
    gss_hub.voices = NULL, gss_hub.engines = NULL;
    free(e);
    voice_free(v);
}
