/* The helper thread: it does all that may wait. */
#include "gss_voice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double TICK_S = 0.02; /* how often the helper thread looks at what does not wake it */

static const char THEIRS[] = "Only an engine that was started here is started again. Received: restart, of somebody else's. It goes on, and the voice opens there anew.";

struct hub gss_hub = {.lock = MUTEX_FREE, .wake = NO_SOCKET};

static void voice_attach(gss_voice *v) {
    if (!(v->engine = engine_for(v))) return;
    engine *e = v->engine;
    e->users++;
    if (e->state == ENDING) e->again = 1;
    if (e->state >= STOPPED) e->tries = 0, engine_state(e, FIND);
}

static void voice_leave(gss_voice *v) {
    if (!v->engine) return;
    if (v->phase > ASKING) voice_ask(v, "/voice_close", 1);
    voice_down(v);
    v->engine->users--;
    v->engine = NULL;
}

/* Join the words of a command line; one with spaces in it is quoted, unless it is alone. */
void join_words(gss_message message, char *line, size_t room) {
    gss_value value;
    int alone = strlen(message.types) == 1;
    size_t at = 0;
    while (gss_next(&message, &value) && at < room)
        if (value.type == 's') at += (size_t)snprintf(line + at, room - at, !alone && strchr(value.s, ' ') ? "%s\"%s\"" : "%s%s", at ? " " : "", value.s);
}

/* Start the engine, by another command line if one is given. */
static void voice_start(gss_voice *v, gss_message message) {
    char line[sizeof v->command] = "";
    join_words(message, line, sizeof line);
    if (line[0]) {
        voice_leave(v);
        snprintf(v->command, sizeof v->command, "%s", line);
        voice_attach(v);
    } else if (v->engine->state >= ENDING) {
        v->engine->again = 1, v->engine->tries = 0;
        if (v->engine->state != ENDING) engine_state(v->engine, FIND);
    } else if (v->phase == READY) {
        voice_ready(v);
    }
}

/* Take a message from the host: some are for us, the others wait for their turn. */
static void voice_message(gss_voice *v, const uint8_t *packet, uint32_t size) {
    gss_message message;
    note *n;
    if (!osc_read(&message, packet, size) || !v->engine) return;
    const char *to = message.address;
    if (!strcmp(to, "/start")) {
        voice_start(v, message);
    } else if (!strcmp(to, "/stop") || !strcmp(to, "/quit") || !strcmp(to, "/restart")) {
        int again = !strcmp(to, "/restart");
        if (again && engine_is_theirs(v->engine)) voice_error(v, to, "invalid", THEIRS);
        engine_end(v->engine, again);
    } else if (!strcmp(to, "/voice_open")) {
        if (v->phase == READY) voice_reopen(v);
    } else if (!strcmp(to, "/voice_close") || !strcmp(to, "/reply")) {
        voice_error(v, to, "usage", "The object closes its voice and hears its answers by itself. It ignores the message; leave it out.");
    } else if (v->pending.count >= MAX_NOTES) {
        if (!v->full) voice_error(v, to, "busy", "No more than 512 messages can wait for the engine. This one and those behind it were left out; wait for status ready.");
        v->full = 1;
    } else if ((n = note_new(packet, size))) {
        if (!strcmp(n->voice, v->name)) n->voice[0] = 0;
        if (v->phase == READY && v->pending.count < BURST) notes_append(&v->pending, n);
        else notes_add(&v->pending, n); /* of what cannot be heard at once, the latest counts */
    }
}

static int voice_work(gss_voice *v, double now) {
    static uint8_t packet[PACKET];
    uint32_t size;
    int got = 0;
    while ((size = queue_take(&v->out, packet))) voice_message(v, packet, size);
    if (v->engine && v->phase == AWAY && v->engine->state == UP) {
        v->socket = sock_open(v->engine->port);
        if (v->socket != NO_SOCKET) voice_phase(v, ASKING), v->begun = v->said = now;
    }
    while (v->socket != NO_SOCKET && (got = (int)recv(v->socket, (char *)packet, sizeof packet, 0)) > 0) voice_answer(v, packet, (uint32_t)got);
    return voice_step(v, now);
}

/* Sleep until something comes, or a tick is over. */
static void helper_wait(double seconds) {
    struct pollfd watched[256];
    unsigned count = 0, most = sizeof watched / sizeof *watched - 3;
    uint8_t bytes[64];
    watched[count++].fd = gss_hub.wake;
    for (gss_voice *v = gss_hub.voices; v && count < most; v = v->next)
        if (v->socket != NO_SOCKET) watched[count++].fd = v->socket;
    for (engine *e = gss_hub.engines; e && count < most; e = e->next) {
        if (e->socket != NO_SOCKET) watched[count++].fd = e->socket;
#ifndef _WIN32
        if (e->process.out != NO_PIPE) watched[count++].fd = e->process.out;
        if (e->process.err != NO_PIPE) watched[count++].fd = e->process.err;
#endif
    }
    for (unsigned i = 0; i < count; i++) watched[i].events = POLLIN;
#ifdef _WIN32
    WSAPoll(watched, count, (int)(seconds * 1000));
#else
    poll(watched, count, (int)(seconds * 1000));
#endif
    while (recv(gss_hub.wake, (char *)bytes, sizeof bytes, 0) > 0) continue;
    atomic_store(&gss_hub.woken, 0);
}

/* Take in the voices that came, and say whether there is anything left to do. */
static int helper_goes_on(void) {
    mutex_lock(&gss_hub.lock);
    gss_voice *came = gss_hub.joining;
    gss_hub.joining = NULL;
    int running = gss_hub.running = came || gss_hub.voices || gss_hub.engines; /* once it is 0 another helper thread may begin */
    mutex_unlock(&gss_hub.lock);
    while (came) {
        gss_voice *v = came;
        came = v->next;
        v->next = gss_hub.voices;
        gss_hub.voices = v;
        voice_attach(v);
    }
    return running;
}

static void helper_tidy(void) {
    for (gss_voice **at = &gss_hub.voices; *at;) {
        gss_voice *v = *at;
        if (!atomic_load(&v->leaving)) {
            at = &v->next;
            continue;
        }
        *at = v->next;
        voice_leave(v);
        voice_free(v);
    }
    for (engine **at = &gss_hub.engines; *at;) {
        engine *e = *at;
        if (e->users || e->state < STOPPED) at = &e->next;
        else *at = e->next, free(e);
    }
}

void helper_run(void) {
    while (helper_goes_on()) {
        int more = 0;
        for (gss_voice *v = gss_hub.voices; v; v = v->next) more |= voice_work(v, now_s());
        for (engine *e = gss_hub.engines; e; e = e->next) engine_step(e, now_s());
        helper_tidy();
        helper_wait(more ? 0.002 : TICK_S);
    }
}

/* Say that there is something to do; most of the time somebody has said so already. */
void helper_wake(void) {
    if (!atomic_exchange(&gss_hub.woken, 1)) send(gss_hub.wake, "", 1, 0);
}
