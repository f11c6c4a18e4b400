/* What the files of the client share, with gss_voice.h; hosts see gss_client.h alone. Nothing of any host is in any of them.
 *
 *   host's messages --gss_send--> [queue] --> helper thread --UDP--> engine --UDP--> helper thread --> [queue] --gss_receive--> host
 *                                                                      |
 *                                              ring in shared memory <-+
 *                                                     |
 *                                              gss_perform --> host's sound
 *
 *   host's sound --gss_listen--> another ring in shared memory --> engine
 *
 * The helper thread does all that may wait: it starts the engine, watches it, maps the ring, and tells an engine that had to be started
 * again what it was told before. Each file uses those above it here, and the last is what hosts call:
 *
 *   gss_osc.c       messages as bytes                    gss_memory.c   what waits, and what is told again
 *   gss_queue.c     packets between threads              gss_voice.c gss_talk.c  one voice, what it says and hears
 *   gss_posix.c gss_windows.c gss_socket.c  the system   gss_engine.c   the engine's process
 *   gss_ring.c      the mapped ring, the filter          gss_helper.c   the helper thread
 *   gss_player.c gss_inlet.c  what the audio thread does  gss_client.c  the functions of gss_client.h
 */
#ifndef GSS_INTERNAL_H
#define GSS_INTERNAL_H

#if !defined(_WIN32) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* posix_spawn_file_actions_addclosefrom_np */
#endif

#include "gss_client.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#else
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/types.h>
#endif

#if ATOMIC_LLONG_LOCK_FREE != 2
#error "Counters of 64 bits must be lock-free on this processor."
#endif

#if defined(__GNUC__) && !defined(_WIN32)
#pragma GCC visibility push(hidden) /* what other externals of the host call theirs must not be taken for ours */
#endif

enum {
    PACKET = 65536,     /* no datagram is longer */
    MAX_VALUES = 10000, /* the engine takes no more either */
};

#define WORD(text) ((gss_value){.type = 's', .s = (text)})

/* ---- gss_osc.c -------------------------------------------------------------------------------------------------------------------------- */

static inline uint32_t padded(uint32_t size) { return (size + 3u) & ~3u; }

static inline uint32_t get32(const uint8_t *at) { return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]; }

static inline void put32(uint8_t *at, uint32_t value) {
    for (int i = 0; i < 4; i++) at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* Write a message; return its length, or 0 when it does not fit. */
uint32_t osc_write(uint8_t *to, uint32_t room, const char *address, int count, const gss_value *values);

/* Open a packet for reading; return 0 for what is no whole message. */
int osc_read(gss_message *message, const uint8_t *packet, uint32_t size);

/* Copy a message without an option and its value (NULL: with all), and with more values behind it; return its length, or 0 when it does not fit. */
uint32_t osc_copy(uint8_t *to, uint32_t room, const gss_message *message, const char *without, int more, const gss_value *values);

int osc_is_option(const gss_value *value);

/* Read the value of an option; return 0 when there is none. */
int osc_find(gss_message message, const char *name, gss_value *value);

/* The same as a word: "" for a number, or NULL. */
const char *osc_option(gss_message message, const char *name);

/* ---- gss_queue.c ------------------------------------------------------------------------------------------------------------------------ */

typedef struct queue {
    uint8_t *bytes;
    uint32_t size; /* a power of two; positions run on and wrap */
    _Atomic uint32_t put, taken;
} queue;

int queue_open(queue *q, uint32_t size);
int queue_put(queue *q, const uint8_t *packet, uint32_t size);

/* Take a packet into a buffer of PACKET bytes; return its length, or 0 when there is none. */
uint32_t queue_take(queue *q, uint8_t *packet);

/* ---- gss_posix.c or gss_windows.c, gss_socket.c ----------------------------------------------------------------------------------------- */

#ifdef _WIN32
typedef SOCKET sock;
typedef HANDLE pipe_end;
typedef SRWLOCK mutex;
#define NO_SOCKET INVALID_SOCKET
#define NO_PIPE NULL
#define MUTEX_FREE SRWLOCK_INIT
#define SOURCE_HERE "\\..\\..\\.venv\\Scripts\\ganspacesynth.exe"

typedef struct process {
    HANDLE handle, job;
    pipe_end in, out, err;
} process;
#else
typedef int sock;
typedef int pipe_end;
typedef pthread_mutex_t mutex;
#define NO_SOCKET (-1)
#define NO_PIPE (-1)
#define MUTEX_FREE PTHREAD_MUTEX_INITIALIZER
#define SOURCE_HERE "/../../.venv/bin/ganspacesynth"

typedef struct process {
    pid_t id; /* 0: none */
    pipe_end in, out, err;
} process;

/* Cut a command line into words, in place: quotes hold a word together, a backslash makes the next letter an ordinary one. */
int split_words(char *line, char **words, int room);
#endif

double now_s(void);
int process_id(void);
int system_begin(void);
void mutex_lock(mutex *m);
void mutex_unlock(mutex *m);

/* Run a function in a thread of its own; one thread at a time is started so. */
int thread_start(void (*run)(void));

int file_runs(const char *path);
uint8_t *file_map(const char *path, size_t *size);
void file_unmap(uint8_t *base, size_t size);
void file_forget(const char *path);

void pipe_close(pipe_end *end);

/* Return what there is to read, 0 for nothing yet, -1 for a closed end. */
int pipe_read(pipe_end end, char *to, int room);

/* Start a command line with more arguments; return 0 or why not. */
int process_start(process *p, const char *command, const char *more);
int process_runs(const process *p);
void process_kill(process *p, int hard);

/* Return 1 and say how, when the process has ended. */
int process_ended(process *p, char *how, size_t room);
const char *process_reason(int reason);

/* Return a UDP socket of this machine alone that talks with one port only: what others send is not even received. 0: with itself. */
sock sock_open(int port);
int sock_setup(sock s);
void sock_close(sock s);
int sock_refused(void);

/* ---- gss_ring.c ------------------------------------------------------------------------------------------------------------------------- */

/* Where things are in the file; ganspacesynth/engine/ring.py says what they are. */
enum { VERSION_AT = 8, CAPACITY_AT = 12, RATE_AT = 16, FIRST_AT = 20, WRITTEN = 64, END = 128, BEAT = 192, READ = 256, MISSED = 320 };
enum { MAX_CAPACITY = 1 << 22, TAPS = 64, PHASES = 512, MAX_RATIO = 16, BLOCK = 64, HISTORY = TAPS * MAX_RATIO + BLOCK * MAX_RATIO + 8 };

typedef struct mapping {
    uint8_t *base;
    size_t size;
    uint32_t capacity, rate, first;
    int users;
} mapping;

/* A ring, and the filter from its rate to the host's; made and freed by the helper thread, lent to the audio thread. */
typedef struct source {
    mapping *map;
    uint32_t host_rate, taps;
    float *table; /* [PHASES + 1][taps]: the filter at each fraction of a sample */
} source;

static inline _Atomic uint64_t *ring_counter(const mapping *map, int at) { return (_Atomic uint64_t *)(void *)(map->base + at); }

/* Map a ring that sounds; return NULL and say why when it is none. */
mapping *ring_open(const char *path, const char **why);

/* The same of a ring that is written into: audio/live_input/input_ring.py says what it is. */
mapping *input_ring_open(const char *path, const char **why);
void mapping_drop(mapping *map);
source *source_open(mapping *map, uint32_t host_rate);
void source_close(source *s);

/* ---- gss_player.c ----------------------------------------------------------------------------------------------------------------------- */

/* Sound that is missing must not click: when the ring runs low although the sound goes on, what is left is faded out, and what comes
 * later is faded in. All that happens before the filter. */
typedef struct player {
    source *now;             /* the audio thread's, until it gives it back */
    _Atomic(source *) next;  /* helper -> audio */
    _Atomic(source *) spent; /* audio -> helper */
    _Atomic uint32_t host_rate;
    _Atomic int alive;       /* the engine is; else silence is nobody's fault */
    _Atomic uint64_t times, missed;
    uint64_t read;
    uint32_t phase, quiet; /* host samples past the last of the ring's, in parts of a sample; samples of silence so far */
    float gain;
    int starving;
    float history[HISTORY]; /* the last samples of the ring, as many as the filter needs */
} player;

/* Return 0 for what is no number: one of those would stay in the host's filters for ever. Compilers told to be fast assume there are none. */
static inline float sane(float x) {
    uint32_t bits;
    memcpy(&bits, &x, 4);
    return (bits & 0x7f800000u) == 0x7f800000u ? 0.0f : x;
}

void player_perform(player *p, float *out, int count);

/* ---- gss_inlet.c ------------------------------------------------------------------------------------------------------------------------ */

typedef struct inlet {
    mapping *now;             /* the audio thread's, until it gives it back */
    _Atomic(mapping *) next;  /* helper -> audio */
    _Atomic(mapping *) spent; /* audio -> helper */
    uint64_t written;
} inlet;

extern mapping inlet_nothing; /* lent where there shall be no ring */

void inlet_write(inlet *in, const float *samples, int count, uint32_t rate);
void inlet_change(inlet *in, mapping *map);
void inlet_tidy(inlet *in);
void inlet_close(inlet *in);

#if defined(__GNUC__) && !defined(_WIN32)
#pragma GCC visibility pop
#endif

#endif
