/* An engine: found or started, watched, started again, ended. */
#include "gss_voice.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TRIES = 4 };

static const double FIND_S = 1.0;    /* a running engine answers within */
static const double LINGER_S = 2.0;  /* an engine without voices ends: a patch that is closed and opened again finds it still there */
static const double DEAD_S = 30.0;   /* no heartbeat for so long is the end of an engine */
static const double STEADY_S = 20.0; /* whoever lived so long may fail anew */

static void engine_say(engine *e, const char *word, const char *form, ...) {
    char text[1024];
    va_list values;
    va_start(values, form);
    vsnprintf(text, sizeof text, form, values);
    va_end(values);
    for (gss_voice *v = gss_hub.voices; v; v = v->next)
        if (v->engine == e) voice_say(v, word, "%s", text);
}

void engine_state(engine *e, enum state state) {
    e->state = state;
    e->since = now_s();
    e->due = 0;
}

static void engine_down(engine *e) {
    for (gss_voice *v = gss_hub.voices; v; v = v->next)
        if (v->engine == e) voice_down(v);
    if (e->socket != NO_SOCKET) sock_close(e->socket);
    e->socket = NO_SOCKET;
    pipe_close(&e->process.in), pipe_close(&e->process.out), pipe_close(&e->process.err);
}

/* The engine ended, or never began: try again, later each time, and not for ever. */
static void engine_lost(engine *e, const char *how) {
    int steady = e->state == UP && now_s() - e->since > STEADY_S;
    const char *last = strstr(how, "code") ? e->last : ""; /* what a killed engine said last has nothing to do with it */
    engine_down(e);
    e->tries = steady ? 1 : e->tries + 1;
    if (e->tries >= MAX_TRIES) {
        engine_say(e, "failed", "The engine must stay alive. Received: it %s%s%s, for the %dth time. See to that and send start.", how, *last ? ": " : "", last, e->tries);
        engine_state(e, FAILED);
        return;
    }
    double wait = 0.25 * (1 << 2 * (e->tries - 1)); /* 0.25, 1, 4 s */
    engine_say(e, "lost", "the engine %s%s%s - it starts again in %g s", how, *last ? ": " : "", last, wait);
    engine_state(e, WAIT);
    e->due = now_s() + wait;
}

/* Write the n-th command line that may start an engine; return 0 when there are no more. */
static int engine_command(const engine *e, int n, char *line, size_t room) {
    static const char *const elsewhere[] = {"ganspacesynth", "~/.local/bin/ganspacesynth", "/opt/homebrew/bin/ganspacesynth", "/usr/local/bin/ganspacesynth",
#ifdef _WIN32
                                            "py -3 -m ganspacesynth", "python -m ganspacesynth"};
#else
                                            "python3 -m ganspacesynth"};
#endif
    const char *given = e->command[0] ? e->command : getenv("GANSPACESYNTH"), *home = getenv("HOME");
    if (given && given[0]) return n == 0 && snprintf(line, room, "%s", given) > 0;
    if (n == 0) return snprintf(line, room, "%s%s", e->home, e->home[0] ? SOURCE_HERE : "ganspacesynth") > 0;
    if ((size_t)n > sizeof elsewhere / sizeof *elsewhere) return 0;
    const char *path = elsewhere[n - 1];
    if (path[0] == '~') snprintf(line, room, "%s%s", home ? home : "", path + 1);
    else snprintf(line, room, "%s", path);
    return 1;
}

static void engine_start(engine *e) {
    char line[2048] = "", more[64];
    int reason = 0, n = 0;
    snprintf(more, sizeof more, "serve --port %d --follow", e->wanted_port);
    e->line_size = e->last_size = 0;
    e->line[0] = e->last[0] = 0;
    for (; engine_command(e, n, line, sizeof line); n++) {
        if (!n && !e->command[0] && !getenv("GANSPACESYNTH") && !file_runs(line)) continue; /* no checkout around us */
        reason = process_start(&e->process, line, more);
        if (reason) continue;
        engine_say(e, "starting", "%s %s", line, more);
        engine_state(e, STARTING);
        e->due = e->since + SLOW_S;
        return;
    }
    engine_say(e, "failed", "The engine must be installed. Received: %s, and %s. Install GANSpaceSynth, or send start with the path of ganspacesynth.", line,
               process_reason(reason));
    engine_state(e, FAILED);
}

static void engine_up(engine *e, int port, int own) {
    e->port = port;
    e->own = own;
    engine_state(e, UP);
}

/* Read what the engine says: the port on its output, and the last complaint, for our own messages. */
static void engine_listen(engine *e) {
    char bytes[512];
    int got, port;
    while (e->process.out != NO_PIPE && (got = pipe_read(e->process.out, bytes, sizeof bytes)) != 0) {
        if (got < 0) pipe_close(&e->process.out);
        for (int i = 0; i < got; i++) {
            if (bytes[i] != '\n') {
                if (e->line_size < sizeof e->line - 1) e->line[e->line_size++] = bytes[i];
                continue;
            }
            e->line[e->line_size] = 0, e->line_size = 0;
            if (e->state == STARTING && sscanf(e->line, "listening on %*s port %d", &port) == 1 && port > 0 && port < 65536) engine_up(e, port, 1);
        }
    }
    while (e->process.err != NO_PIPE && (got = pipe_read(e->process.err, bytes, sizeof bytes)) != 0) {
        if (got < 0) pipe_close(&e->process.err);
        for (int i = 0; i < got; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                e->last_size = 0;
                continue;
            }
            if (e->last_size < sizeof e->last - 1) e->last[e->last_size++] = bytes[i], e->last[e->last_size] = 0;
        }
    }
}

int engine_is_theirs(const engine *e) { return e->state == UP && !e->own; }

void engine_end(engine *e, int again) {
    e->again = again;
    if (e->state == ENDING) return;
    int runs = process_runs(&e->process);
    e->left = runs ? OURS_ENDED : engine_is_theirs(e) ? THEIRS_GOES_ON : NONE_THERE;
    if (runs) pipe_close(&e->process.in);
    for (gss_voice *v = gss_hub.voices; v; v = v->next)
        if (v->engine == e) {
            if (!runs && v->phase > ASKING) voice_ask(v, "/voice_close", 1);
            voice_down(v);
        }
    e->killed = 0;
    engine_state(e, ENDING);
}

static void engine_ending(engine *e, double now) {
    char how[64];
    if (process_runs(&e->process) && !process_ended(&e->process, how, sizeof how)) {
        if (now - e->since > 3.0 && e->killed < 1) process_kill(&e->process, 0), e->killed = 1;
        if (now - e->since > 5.0 && e->killed < 2) process_kill(&e->process, 1), e->killed = 2;
        return;
    }
    engine_down(e);
    e->tries = 0;
    if (!e->again && e->left == OURS_ENDED) engine_say(e, "stopped", "the engine has ended as it was told");
    if (!e->again && e->left == THEIRS_GOES_ON) engine_say(e, "stopped", "this voice is closed - the engine at port %d goes on for whoever started it", e->port);
    if (!e->again && e->left == NONE_THERE) engine_say(e, "stopped", "there was no engine; none is started before start");
    engine_state(e, e->again ? FIND : STOPPED);
}

/* Ask an engine that is not our child who it is; return 1 for a new answer, -1 when nobody is there. */
static int engine_ask(engine *e, double now, double every, int32_t *who) {
    uint8_t packet[256];
    gss_message message;
    gss_value value = {.i = 0};
    if (e->socket == NO_SOCKET) e->socket = sock_open(e->wanted_port);
    if (e->socket == NO_SOCKET) return 0;
    if (now >= e->due) {
        uint32_t size = osc_write(packet, sizeof packet, "/ping", 0, NULL);
        send(e->socket, (const char *)packet, (int)size, 0);
        e->due = now + every;
    }
    int got = (int)recv(e->socket, (char *)packet, sizeof packet, 0);
    if (got < 0) return sock_refused() ? -1 : 0;
    if (!osc_read(&message, packet, (uint32_t)got) || strcmp(message.address, "/pong")) return 0;
    gss_next(&message, &value);
    *who = value.i;
    return 1;
}

/* Look for an engine at the port that was asked for. */
static void engine_find(engine *e, double now) {
    if (!e->wanted_port || now - e->since > FIND_S) engine_state(e, START);
    else if (engine_ask(e, now, 0.1, &e->who) > 0) engine_up(e, e->wanted_port, 0);
}

/* Is it alive? Of our own child the system says so; somebody else's is asked. A heart that stands still for long is the end of both. */
static void engine_watch(engine *e, double now) {
    double longest = 0;
    int32_t who = e->who;
    if (!e->own && (engine_ask(e, now, 1.0, &who) < 0 || who != e->who)) {
        engine_lost(e, "has gone");
        return;
    }
    for (gss_voice *v = gss_hub.voices; v; v = v->next) {
        if (v->engine != e || v->phase == AWAY) continue;
        if (v->map && v->phase == READY && now - v->beat_at > longest) longest = now - v->beat_at; /* one that begins may take its time */
    }
    if (longest <= DEAD_S) return;
    process_kill(&e->process, 1);
    if (!e->own) engine_lost(e, "does not move any more");
}

/* Python from a cold disk takes a while, and on a busy machine a long one: it is left alone for as long as it lives. */
static void engine_starts(engine *e, double now) {
    if (now < e->due) return;
    e->due = now + SLOW_S;
    engine_say(e, "starting", "the engine is still starting (%.0f s so far)%s%s", now - e->since, *e->last ? ": " : "", e->last);
}

void engine_step(engine *e, double now) {
    char how[64];
    engine_listen(e);
    if (e->state != ENDING && process_runs(&e->process) && process_ended(&e->process, how, sizeof how)) {
        engine_listen(e);
        engine_lost(e, how);
    }
    if (e->users) e->alone = 0;
    else if (!e->alone) e->alone = now;
    else if (now - e->alone > LINGER_S && e->state < ENDING) engine_end(e, 0);
    if (e->state == FIND) engine_find(e, now);
    if (e->state == START) engine_start(e);
    if (e->state == STARTING) engine_starts(e, now);
    if (e->state == UP) engine_watch(e, now);
    if (e->state == WAIT && now >= e->due) engine_state(e, FIND);
    if (e->state == ENDING) engine_ending(e, now);
}

engine *engine_for(const gss_voice *v) {
    engine *e;
    for (e = gss_hub.engines; e; e = e->next)
        if (!strcmp(e->command, v->command) && e->wanted_port == v->port) return e;
    if (!(e = calloc(1, sizeof *e))) return NULL;
    snprintf(e->command, sizeof e->command, "%s", v->command);
    snprintf(e->home, sizeof e->home, "%s", v->home);
    e->wanted_port = v->port;
    e->socket = NO_SOCKET;
    e->process.in = e->process.out = e->process.err = NO_PIPE;
    engine_state(e, FIND);
    e->next = gss_hub.engines;
    return gss_hub.engines = e;
}
