/* The functions of gss_client.h: what hosts call. */
#include "gss_voice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OUT_QUEUE = 1 << 17, IN_QUEUE = 1 << 18 }; /* bytes, powers of two */

/* A socket that sends to itself is how one wakes a thread that waits for sockets, on every system; it stays. */
static int hub_begin(void) {
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    if (gss_hub.begun) return 1;
    if (!system_begin() || (gss_hub.wake = sock_open(0)) == NO_SOCKET) return 0;
    gss_hub.begun = getsockname(gss_hub.wake, (struct sockaddr *)&address, &size) == 0;
    return gss_hub.begun;
}

static void copy_text(char *to, size_t room, const char *from) { snprintf(to, room, "%s", from ? from : ""); }

gss_voice *gss_open(const gss_settings *settings) {
    gss_voice *v = calloc(1, sizeof *v);
    if (!v) return NULL;
    v->socket = NO_SOCKET;
    v->port = settings->port;
    copy_text(v->command, sizeof v->command, settings->command);
    copy_text(v->home, sizeof v->home, settings->home);
    copy_text(v->name, sizeof v->name, settings->voice);
    int good = queue_open(&v->out, OUT_QUEUE);
    good = queue_open(&v->in, IN_QUEUE) && good;
    mutex_lock(&gss_hub.lock);
    if (!v->name[0]) snprintf(v->name, sizeof v->name, "v%d-%u", process_id(), ++gss_hub.named);
    good = good && hub_begin();
    if (good && !gss_hub.running) good = gss_hub.running = thread_start(helper_run);
    if (good) v->next = gss_hub.joining, gss_hub.joining = v;
    mutex_unlock(&gss_hub.lock);
    if (good) {
        helper_wake();
        return v;
    }
    voice_free(v);
    return NULL;
}

void gss_close(gss_voice *v) {
    if (!v) return;
    atomic_store(&v->leaving, 1);
    helper_wake();
}

int gss_send(gss_voice *v, const char *address, int count, const gss_value *values) {
    uint32_t size = address[0] == '/' ? osc_write(v->writing, PACKET - 256, address, count, values) : 0; /* room for the voice's name */
    if (!size) return GSS_TOO_LONG;
    int put = queue_put(&v->out, v->writing, size);
    helper_wake();
    return put ? GSS_SENT : GSS_FULL;
}

static void send_number(gss_voice *v, const char *address, float number) { gss_send(v, address, 1, &(gss_value){.type = 'f', .f = number}); }

void gss_note(gss_voice *v, float pitch, float velocity) {
    int before = v->n_held, kept = 0, was_last = before && v->held[before - 1] == pitch;
    for (int i = 0; i < before; i++)
        if (v->held[i] != pitch) v->held[kept++] = v->held[i];
    if (velocity > 0 && kept == KEYS) memmove(v->held, v->held + 1, sizeof v->held - sizeof v->held[0]), kept--;
    if (velocity > 0) v->held[kept++] = pitch;
    v->n_held = kept;
    if (kept && (velocity > 0 || was_last)) send_number(v, "/pitch", v->held[kept - 1]);
    if (kept && !before) send_number(v, "/gate", 1);
    if (before && !kept) send_number(v, "/gate", 0);
}

int gss_receive(gss_voice *v, gss_message *message) {
    uint32_t size;
    while ((size = queue_take(&v->in, v->packet)))
        if (osc_read(message, v->packet, size)) return 1;
    return 0;
}

void gss_prepare(gss_voice *v, double rate) {
    atomic_store(&v->player.host_rate, rate >= 1.0 && rate < 4e6 ? (uint32_t)(rate + 0.5) : 0);
    helper_wake();
}

void gss_perform(gss_voice *v, float *out, int count) { player_perform(&v->player, out, count); }

void gss_listen(gss_voice *v, const float *in, int count) { inlet_write(&v->inlet, in, count, atomic_load_explicit(&v->player.host_rate, memory_order_relaxed)); }
