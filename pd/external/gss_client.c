/* The engine for hosts written in C: see gss_client.h. Nothing of any host is in here.
 *
 *   host's messages --gss_send--> [queue] --> helper thread --UDP--> engine --UDP--> helper thread --> [queue] --gss_receive--> host
 *                                                                      |
 *                                              ring in shared memory <-+
 *                                                     |
 *                                              gss_perform --> host's sound
 *
 * The helper thread does all that may wait: it starts the engine, watches it, maps the ring, and tells an engine that had to be started
 * again what it was told before. Parts, in their order: messages (OSC), queue, system, ring and filter, player, notes (what an engine
 * has to be told again), voice, engine, helper thread, and the functions of gss_client.h.
 *
 * The branches for Windows have been compiled, and not tried.
 */
#if !defined(_WIN32) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* posix_spawn_file_actions_addclosefrom_np */
#endif

#include "gss_client.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#else
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __APPLE__
#include <crt_externs.h>
#define environ (*_NSGetEnviron())
#else
extern char **environ;
#endif
#endif

#if ATOMIC_LLONG_LOCK_FREE != 2
#error "Counters of 64 bits must be lock-free on this processor."
#endif

enum {
    PACKET = 65536,       /* no datagram is longer */
    MAX_VALUES = 10000,   /* the engine takes no more either */
    OUT_QUEUE = 1 << 17,  /* bytes, powers of two */
    IN_QUEUE = 1 << 18,
    MAX_NOTES = 512,      /* messages that wait for the engine */
    BURST = 32,           /* messages sent between two looks, so that the engine's inbox does not overflow */
    MAX_TRIES = 4,
    KEYS = 32,
};

static const double TICK_S = 0.02;      /* how often the helper thread looks at what does not wake it */
static const double FIND_S = 1.0;       /* a running engine answers within */
static const double START_S = 120.0;    /* a new one listens within; Python on a cold disk is slow */
static const double ANSWER_S = 30.0;
static const double LOAD_S = 120.0;
static const double LINGER_S = 2.0;     /* an engine without voices ends: a patch that is closed and opened again finds it still there */
static const double STUCK_S = 3.0;      /* no heartbeat for so long is worth a word, */
static const double DEAD_S = 30.0;      /* and for so long is the end of an engine */
static const double STEADY_S = 20.0;    /* whoever lived so long may fail anew */
static const char OURS[] = "gss";       /* the request id of what a user did not ask */

/* ---- messages: OSC, types i f s b out, and h d T F in ---------------------------------------------------------------------------- */

static uint32_t padded(uint32_t size) { return (size + 3u) & ~3u; }

static uint32_t get32(const uint8_t *at) { return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]; }

static void put32(uint8_t *at, uint32_t value) {
    for (int i = 0; i < 4; i++) at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* Append a word with its zeros; return the new length, or 0 when there is no room. */
static uint32_t put_word(uint8_t *to, uint32_t at, uint32_t room, const char *word, size_t length) {
    if (length >= room || padded((uint32_t)length + 1) > room - at) return 0;
    uint32_t next = at + padded((uint32_t)length + 1);
    memcpy(to + at, word, length);
    memset(to + at + length, 0, next - at - length);
    return next;
}

static uint32_t put_value(uint8_t *to, uint32_t at, uint32_t room, const gss_value *value) {
    uint32_t number;
    if (value->type == 's') return put_word(to, at, room, value->s, strlen(value->s));
    if (value->type == 'b') {
        if (value->size >= room || 4 + padded(value->size) > room - at) return 0;
        put32(to + at, value->size);
        memcpy(to + at + 4, value->b, value->size);
        memset(to + at + 4 + value->size, 0, padded(value->size) - value->size);
        return at + 4 + padded(value->size);
    }
    if (room - at < 4) return 0;
    memcpy(&number, value->type == 'i' ? (const void *)&value->i : (const void *)&value->f, 4);
    put32(to + at, number);
    return at + 4;
}

/* Write a message; return its length, or 0 when it does not fit. */
static uint32_t osc_write(uint8_t *to, uint32_t room, const char *address, int count, const gss_value *values) {
    uint32_t at = put_word(to, 0, room, address, strlen(address)), types = at;
    if (!at || count < 0 || count > MAX_VALUES || padded((uint32_t)count + 2) > room - at) return 0;
    memset(to + at, 0, padded((uint32_t)count + 2));
    to[types++] = ',';
    at += padded((uint32_t)count + 2);
    for (int i = 0; i < count && at; i++) {
        to[types++] = (uint8_t)values[i].type;
        at = put_value(to, at, room, &values[i]);
    }
    return at;
}

/* Return the bytes that a value of this type takes, or -1 when it does not fit or is of no known type. */
static int64_t value_size(char type, const uint8_t *at, const uint8_t *end) {
    int64_t left = end - at;
    if (strchr("TFNI", type)) return 0;
    if (strchr("ifcr", type)) return left >= 4 ? 4 : -1;
    if (strchr("hdt", type)) return left >= 8 ? 8 : -1;
    if (type == 's' || type == 'S') {
        const uint8_t *zero = memchr(at, 0, (size_t)left);
        int64_t size = zero ? (int64_t)padded((uint32_t)(zero - at) + 1) : left + 1;
        return size <= left ? size : -1;
    }
    if (type == 'b' && left >= 4) {
        uint32_t size = get32(at);
        return size <= PACKET && 4 + (int64_t)padded(size) <= left ? 4 + (int64_t)padded(size) : -1;
    }
    return -1;
}

/* Open a packet for reading; return 0 for what is no whole message. */
static int osc_read(gss_message *message, const uint8_t *packet, uint32_t size) {
    const uint8_t *at = packet, *end = packet + size;
    int64_t length = size && size <= PACKET && at[0] == '/' ? value_size('s', at, end) : -1;
    if (length < 0) return 0;
    message->address = (const char *)at;
    message->types = "";
    at += length;
    if (at < end) {
        length = *at == ',' ? value_size('s', at, end) : -1;
        if (length < 0) return 0;
        message->types = (const char *)at + 1;
        at += length;
    }
    message->at = at;
    message->end = end;
    for (const char *type = message->types; *type; type++) {
        if ((length = value_size(*type, at, end)) < 0) return 0;
        at += length;
    }
    return 1;
}

int gss_next(gss_message *message, gss_value *value) {
    char type = *message->types;
    if (!type) return 0;
    const uint8_t *at = message->at;
    int64_t size = value_size(type, at, message->end);
    memset(value, 0, sizeof *value);
    value->type = type;
    if (type == 'i' || type == 'c' || type == 'r' || type == 'f') {
        uint32_t bits = get32(at);
        if (type == 'f') memcpy(&value->f, &bits, 4);
        else memcpy(&value->i, &bits, 4), value->type = 'i';
    } else if (type == 'h' || type == 'd' || type == 't') {
        uint64_t bits = (uint64_t)get32(at) << 32 | get32(at + 4);
        double number = (double)(int64_t)bits;
        if (type == 'd') memcpy(&number, &bits, 8);
        value->f = (float)number, value->type = 'f';
    } else if (type == 's' || type == 'S') {
        value->s = (const char *)at, value->type = 's';
    } else if (type == 'b') {
        value->b = at + 4, value->size = get32(at);
    } else {
        value->i = type == 'T', value->type = 'i';
    }
    message->at += size;
    message->types++;
    return 1;
}

/* Copy a message without the last `cut` values (words) and with `more` words behind it; return its length, or 0 when it does not fit. */
static uint32_t osc_copy(uint8_t *to, uint32_t room, const gss_message *message, int cut, int more, const char *const *words) {
    size_t count = strlen(message->types) - (size_t)cut, body = 0;
    uint32_t at, types;
    const uint8_t *from = message->at;
    for (size_t i = 0; i < count; i++) from += value_size(message->types[i], from, message->end);
    body = (size_t)(from - message->at);
    at = types = put_word(to, 0, room, message->address, strlen(message->address));
    uint32_t length = padded((uint32_t)count + (uint32_t)more + 2);
    if (!at || length > room - at || body > room - at - length) return 0;
    memset(to + at, 0, length);
    to[types++] = ',';
    memcpy(to + types, message->types, count);
    memset(to + types + count, 's', (size_t)more);
    at += length;
    memcpy(to + at, message->at, body);
    at += (uint32_t)body;
    for (int i = 0; i < more && at; i++) at = put_word(to, at, room, words[i], strlen(words[i]));
    return at;
}

/* ---- queue: packets from one thread to another, nobody waits --------------------------------------------------------------------- */

typedef struct queue {
    uint8_t *bytes;
    uint32_t size; /* a power of two; positions run on and wrap */
    _Atomic uint32_t put, taken;
} queue;

static int queue_open(queue *q, uint32_t size) {
    q->bytes = malloc(size);
    q->size = size;
    atomic_init(&q->put, 0);
    atomic_init(&q->taken, 0);
    return q->bytes != NULL;
}

static void queue_copy(queue *q, uint32_t at, uint8_t *packet, uint32_t size, int in) {
    uint32_t start = at & (q->size - 1), first = size < q->size - start ? size : q->size - start;
    if (in) memcpy(q->bytes + start, packet, first), memcpy(q->bytes, packet + first, size - first);
    else memcpy(packet, q->bytes + start, first), memcpy(packet + first, q->bytes, size - first);
}

static int queue_put(queue *q, const uint8_t *packet, uint32_t size) {
    uint32_t put = atomic_load_explicit(&q->put, memory_order_relaxed);
    uint32_t room = q->size - (put - atomic_load_explicit(&q->taken, memory_order_acquire));
    uint8_t length[4];
    if (size + 4 > room) return 0;
    put32(length, size);
    queue_copy(q, put, length, 4, 1);
    queue_copy(q, put + 4, (uint8_t *)packet, size, 1);
    atomic_store_explicit(&q->put, put + 4 + size, memory_order_release);
    return 1;
}

/* Take a packet into a buffer of PACKET bytes; return its length, or 0 when there is none. */
static uint32_t queue_take(queue *q, uint8_t *packet) {
    uint32_t taken = atomic_load_explicit(&q->taken, memory_order_relaxed), size;
    uint8_t length[4];
    if (taken == atomic_load_explicit(&q->put, memory_order_acquire)) return 0;
    queue_copy(q, taken, length, 4, 0);
    size = get32(length);
    queue_copy(q, taken + 4, packet, size, 0);
    atomic_store_explicit(&q->taken, taken + 4 + size, memory_order_release);
    return size;
}

/* ---- system: clock, threads, sockets, processes, files ------------------------------------------------------------------------------ */

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

static double now_s(void) { return (double)GetTickCount64() * 1e-3; }
static int process_id(void) { return (int)GetCurrentProcessId(); }
static void lock(mutex *m) { AcquireSRWLockExclusive(m); }
static void unlock(mutex *m) { ReleaseSRWLockExclusive(m); }
static void sock_close(sock s) { closesocket(s); }
static int sock_refused(void) { return WSAGetLastError() == WSAECONNRESET; }

static int sock_setup(sock s) {
    u_long on = 1;
    return ioctlsocket(s, FIONBIO, &on) == 0;
}

static int system_begin(void) {
    WSADATA data;
    return WSAStartup(MAKEWORD(2, 2), &data) == 0;
}

static DWORD WINAPI helper_enter(void *unused);

static int thread_start(void) {
    HANDLE thread = CreateThread(NULL, 0, helper_enter, NULL, 0, NULL);
    if (thread) CloseHandle(thread);
    return thread != NULL;
}

static wchar_t *wide(const char *text) {
    int count = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
    wchar_t *result = malloc(sizeof(wchar_t) * (size_t)(count > 0 ? count : 1));
    if (result && MultiByteToWideChar(CP_UTF8, 0, text, -1, result, count) <= 0) result[0] = 0;
    return result;
}

static int file_runs(const char *path) {
    wchar_t *name = wide(path);
    DWORD attributes = name ? GetFileAttributesW(name) : INVALID_FILE_ATTRIBUTES;
    free(name);
    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

static void pipe_close(pipe_end *end) {
    if (*end) CloseHandle(*end);
    *end = NO_PIPE;
}

/* Return what there is to read, 0 for nothing yet, -1 for a closed end. */
static int pipe_read(pipe_end end, char *to, int room) {
    DWORD ready = 0, got = 0;
    if (!PeekNamedPipe(end, NULL, 0, NULL, &ready, NULL)) return -1;
    if (!ready) return 0;
    return ReadFile(end, to, ready < (DWORD)room ? ready : (DWORD)room, &got, NULL) ? (int)got : -1;
}

static int pipe_open(pipe_end *ours, pipe_end *theirs, int we_write) {
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    if (!CreatePipe(we_write ? theirs : ours, we_write ? ours : theirs, &inherit, 0)) return 0;
    return SetHandleInformation(*ours, HANDLE_FLAG_INHERIT, 0) != 0;
}

/* Start a command line with more arguments; return 0 or why not. A job ends the engine with us, whatever happens to us. */
static int process_start(process *p, const char *command, const char *more) {
    pipe_end in = NO_PIPE, out = NO_PIPE, err = NO_PIPE;
    STARTUPINFOW startup = {0};
    PROCESS_INFORMATION started = {0};
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    char line[4096];
    int good = pipe_open(&p->in, &in, 1) && pipe_open(&p->out, &out, 0) && pipe_open(&p->err, &err, 0);
    snprintf(line, sizeof line, file_runs(command) ? "\"%s\" %s" : "%s %s", command, more);
    wchar_t *words = wide(line);
    startup.cb = sizeof startup;
    startup.dwFlags = STARTF_USESTDHANDLES;
    startup.hStdInput = in, startup.hStdOutput = out, startup.hStdError = err;
    int reason = 0;
    if (!good || !words || !CreateProcessW(NULL, words, NULL, NULL, TRUE, CREATE_NO_WINDOW | CREATE_SUSPENDED, NULL, NULL, &startup, &started))
        reason = (int)GetLastError() ? (int)GetLastError() : 1;
    free(words);
    pipe_close(&in), pipe_close(&out), pipe_close(&err);
    if (reason) {
        pipe_close(&p->in), pipe_close(&p->out), pipe_close(&p->err);
        return reason;
    }
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    p->job = CreateJobObjectW(NULL, NULL);
    if (p->job && SetInformationJobObject(p->job, JobObjectExtendedLimitInformation, &limits, sizeof limits)) AssignProcessToJobObject(p->job, started.hProcess);
    ResumeThread(started.hThread);
    CloseHandle(started.hThread);
    p->handle = started.hProcess;
    return 0;
}

static int process_runs(const process *p) { return p->handle != NULL; }

static void process_kill(process *p, int hard) {
    (void)hard;
    if (p->handle) TerminateProcess(p->handle, 9);
}

/* Return 1 and say how, when the process has ended; what it leaves is taken away. */
static int process_ended(process *p, char *how, size_t room) {
    DWORD code = 0;
    if (WaitForSingleObject(p->handle, 0) == WAIT_TIMEOUT) return 0;
    GetExitCodeProcess(p->handle, &code);
    snprintf(how, room, "ended (code %lu)", (unsigned long)code);
    CloseHandle(p->handle);
    if (p->job) CloseHandle(p->job);
    p->handle = p->job = NULL;
    return 1;
}

static const char *reason_text(int reason) { return reason == ERROR_FILE_NOT_FOUND ? "there is no such program" : "Windows refuses it"; }

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

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int process_id(void) { return (int)getpid(); }
static void lock(mutex *m) { pthread_mutex_lock(m); }
static void unlock(mutex *m) { pthread_mutex_unlock(m); }
static void sock_close(sock s) { close(s); }
static int sock_refused(void) { return errno == ECONNREFUSED; }
static int system_begin(void) { return 1; }

static void stays_here(int fd) { fcntl(fd, F_SETFD, FD_CLOEXEC); }
static int does_not_wait(int fd) { return fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) == 0; }

static int sock_setup(sock s) {
    stays_here(s);
    return does_not_wait(s);
}

static void *helper_enter(void *unused);

/* Start the helper thread at an ordinary priority: the host's threads may be of the kind that nothing else gets past. */
static int thread_start(void) {
    pthread_t thread;
    pthread_attr_t attributes;
    struct sched_param ordinary = {0};
    sigset_t all, before;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
    pthread_attr_setschedpolicy(&attributes, SCHED_OTHER);
    pthread_attr_setschedparam(&attributes, &ordinary);
    sigfillset(&all); /* signals are the host's */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&thread, &attributes, helper_enter, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return !failed;
}

static int file_runs(const char *path) {
    struct stat about;
    return strchr(path, '/') && stat(path, &about) == 0 && S_ISREG(about.st_mode) && access(path, X_OK) == 0;
}

static void pipe_close(pipe_end *end) {
    if (*end >= 0) close(*end);
    *end = NO_PIPE;
}

/* Return what there is to read, 0 for nothing yet, -1 for a closed end. */
static int pipe_read(pipe_end end, char *to, int room) {
    ssize_t got = read(end, to, (size_t)room);
    if (got > 0) return (int)got;
    return got < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

/* Make a pipe whose ends no other child gets, and none of which is 0, 1 or 2. */
static int pipe_open(pipe_end *ours, pipe_end *theirs, int we_write) {
    int ends[2];
    if (pipe(ends)) return 0;
    for (int i = 0; i < 2; i++) {
        int high = fcntl(ends[i], F_DUPFD_CLOEXEC, 3);
        close(ends[i]);
        ends[i] = high;
    }
    *ours = ends[we_write], *theirs = ends[!we_write];
    return ends[0] >= 0 && ends[1] >= 0 && does_not_wait(*ours);
}

/* Cut a command line into words, in place: quotes hold a word together, a backslash makes the next letter an ordinary one. */
static int split_words(char *line, char **words, int room) {
    int count = 0;
    char *to = line, quote = 0, inside = 0;
    for (char *from = line; *from; from++) {
        if (!quote && (*from == ' ' || *from == '\t')) {
            if (inside) *to++ = 0, inside = 0;
            continue;
        }
        if (!inside) {
            if (count == room) return count;
            words[count++] = to, inside = 1;
        }
        if (*from == quote) quote = 0;
        else if (!quote && (*from == '"' || *from == '\'')) quote = *from;
        else if (*from == '\\' && from[1] && quote != '\'') *to++ = *++from;
        else *to++ = *from;
    }
    *to = 0;
    return count;
}

/* Keep from the engine what the host has open: its sockets to others would stay open as long as the engine lives. */
static void close_others(posix_spawn_file_actions_t *actions, short *flags) {
#if defined(__APPLE__)
    (void)actions;
    *flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#elif defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
    (void)flags;
    posix_spawn_file_actions_addclosefrom_np(actions, 3);
#else
    (void)flags;
    for (int fd = 3; fd < 1024; fd++)
        if (fcntl(fd, F_GETFD) >= 0) posix_spawn_file_actions_addclose(actions, fd);
#endif
}

static int spawn(process *p, char *const *words, pipe_end in, pipe_end out, pipe_end err) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, usual;
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, in, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, err, 2);
    close_others(&actions, &flags);
    sigemptyset(&none);
    sigfillset(&usual), sigdelset(&usual, SIGKILL), sigdelset(&usual, SIGSTOP);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setpgroup(&attributes, 0); /* Ctrl-C is for the host; the engine ends when its standard input does */
    posix_spawnattr_setflags(&attributes, flags);
    int reason = posix_spawnp(&p->id, words[0], &actions, &attributes, words, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return reason;
}

/* Start a command line with more arguments; return 0 or why not. A command that is a file's name may have spaces in it. */
static int process_start(process *p, const char *command, const char *more) {
    char line[2048], rest[256], *words[64];
    pipe_end in = NO_PIPE, out = NO_PIPE, err = NO_PIPE;
    int count = 1, reason = EMFILE;
    snprintf(line, sizeof line, "%s", command);
    snprintf(rest, sizeof rest, "%s", more);
    words[0] = line;
    if (!file_runs(command)) count = split_words(line, words, 48);
    if (!count) return ENOENT;
    count += split_words(rest, words + count, 15);
    words[count] = NULL;
    if (pipe_open(&p->in, &in, 1) && pipe_open(&p->out, &out, 0) && pipe_open(&p->err, &err, 0)) reason = spawn(p, words, in, out, err);
    pipe_close(&in), pipe_close(&out), pipe_close(&err);
    if (reason) {
        p->id = 0;
        pipe_close(&p->in), pipe_close(&p->out), pipe_close(&p->err);
    }
    return reason;
}

static int process_runs(const process *p) { return p->id > 0; }

/* It leads a group of its own, so a script that started it for us goes with it. */
static void process_kill(process *p, int hard) {
    if (p->id > 0) kill(-p->id, hard ? SIGKILL : SIGTERM);
}

/* Return 1 and say how, when the process has ended. */
static int process_ended(process *p, char *how, size_t room) {
    int status = 0;
    pid_t found = waitpid(p->id, &status, WNOHANG);
    if (!found || (found < 0 && errno == EINTR)) return 0;
    if (found < 0) snprintf(how, room, "ended");
    else if (WIFSIGNALED(status)) snprintf(how, room, "was killed (signal %d)", WTERMSIG(status));
    else snprintf(how, room, "ended (code %d)", WEXITSTATUS(status));
    p->id = 0;
    return 1;
}

static const char *reason_text(int reason) { return reason == ENOENT ? "there is no such program" : strerror(reason); }

#endif

static struct sockaddr_in loopback(int port) {
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* Return a UDP socket of this machine alone that talks with one port only: what others send is not even received. 0: with itself. */
static sock sock_open(int port) {
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    int room = 1 << 20;
    sock s = socket(AF_INET, SOCK_DGRAM, 0);
    if (s == NO_SOCKET) return NO_SOCKET;
    setsockopt(s, SOL_SOCKET, SO_RCVBUF, (const char *)&room, sizeof room);
    int good = sock_setup(s) && bind(s, (struct sockaddr *)&address, sizeof address) == 0;
    good = good && getsockname(s, (struct sockaddr *)&address, &size) == 0;
    if (port) address = loopback(port);
    if (good && connect(s, (struct sockaddr *)&address, sizeof address) == 0) return s;
    sock_close(s);
    return NO_SOCKET;
}

/* ---- ring and filter: a mapped file, and how its rate becomes the host's ------------------------------------------------------------ */

/* Where things are in the file; ganspacesynth/hosts/ring.py says what they are. */
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

static _Atomic uint64_t *counter(const mapping *map, int at) { return (_Atomic uint64_t *)(void *)(map->base + at); }

#ifdef _WIN32
static uint8_t *map_file(const char *path, size_t *size) {
    wchar_t *name = wide(path);
    uint8_t *base = NULL;
    LARGE_INTEGER length;
    HANDLE file = name ? CreateFileW(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL)
                       : INVALID_HANDLE_VALUE;
    free(name);
    if (file == INVALID_HANDLE_VALUE) return NULL;
    HANDLE view = GetFileSizeEx(file, &length) ? CreateFileMappingW(file, NULL, PAGE_READWRITE, 0, 0, NULL) : NULL;
    if (view) base = MapViewOfFile(view, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    if (base) *size = (size_t)length.QuadPart;
    if (view) CloseHandle(view);
    CloseHandle(file);
    return base;
}

static void unmap_file(uint8_t *base, size_t size) {
    (void)size;
    UnmapViewOfFile(base);
}

static void forget_name(const char *path) { (void)path; } /* the engine deletes it */
#else
static uint8_t *map_file(const char *path, size_t *size) {
    struct stat about;
    int file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    void *base = MAP_FAILED;
    if (file < 0) return NULL;
    if (fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0) {
        *size = (size_t)about.st_size;
        base = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    }
    close(file);
    return base == MAP_FAILED ? NULL : base;
}

static void unmap_file(uint8_t *base, size_t size) { munmap(base, size); }
static void forget_name(const char *path) { unlink(path); } /* so nothing is left of it, whatever becomes of us and of the engine */
#endif

static uint32_t little32(const uint8_t *at) { return (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0]; }

/* Map a ring; return NULL and say why when it is none. */
static mapping *ring_open(const char *path, const char **why) {
    mapping *map = calloc(1, sizeof *map);
    *why = "it cannot be opened";
    if (map) map->base = map_file(path, &map->size);
    if (!map || !map->base) {
        free(map);
        return NULL;
    }
    *why = "it is no ring that this program knows";
    if (map->size >= 1024 && !memcmp(map->base, "GSSRING1", 8) && little32(map->base + VERSION_AT) == 1) {
        map->capacity = little32(map->base + CAPACITY_AT);
        map->rate = little32(map->base + RATE_AT);
        map->first = little32(map->base + FIRST_AT);
        uint32_t c = map->capacity;
        if (c >= 256 && c <= MAX_CAPACITY && !(c & (c - 1)) && map->rate >= 1000 && map->rate <= 768000 && map->first >= MISSED + 8 && !(map->first & 3)
            && map->first <= map->size && (map->size - map->first) / 4 >= c) {
            forget_name(path);
            return map;
        }
    }
    unmap_file(map->base, map->size);
    free(map);
    return NULL;
}

static double bessel0(double x) {
    double sum = 1, term = 1;
    for (int k = 1; k < 40; k++) sum += term *= (x / (2 * k)) * (x / (2 * k));
    return sum;
}

/* Fill the filter's table: a sinc in a Kaiser window, cut off a little below the lower of the two rates' halves. */
static void fill_table(float *table, uint32_t taps, double cutoff) {
    const double pi = 3.14159265358979323846, beta = 9.0, half = taps / 2.0, peak = bessel0(beta);
    for (uint32_t phase = 0; phase <= PHASES; phase++) {
        float *row = table + (size_t)phase * taps;
        double sum = 0;
        for (uint32_t tap = 0; tap < taps; tap++) {
            double t = (double)tap - (half - 1) - (double)phase / PHASES, edge = 1 - (t / half) * (t / half);
            double x = pi * 2 * cutoff * t, value = fabs(x) < 1e-9 ? 1 : sin(x) / x;
            value *= edge <= 0 ? 0 : bessel0(beta * sqrt(edge)) / peak;
            row[tap] = (float)value;
            sum += value;
        }
        for (uint32_t tap = 0; tap < taps; tap++) row[tap] = (float)(row[tap] / sum); /* a constant stays what it is */
    }
}

static source *source_open(mapping *map, uint32_t host_rate) {
    source *result = calloc(1, sizeof *result);
    if (!result || !host_rate || map->rate > (uint64_t)host_rate * MAX_RATIO) {
        free(result);
        return NULL;
    }
    double narrow = map->rate > host_rate ? (double)host_rate / map->rate : 1.0;
    result->taps = 2 * (uint32_t)ceil(TAPS / 2 / narrow);
    result->host_rate = host_rate;
    result->table = malloc(sizeof(float) * (PHASES + 1) * result->taps);
    if (!result->table) {
        free(result);
        return NULL;
    }
    fill_table(result->table, result->taps, 0.475 * narrow);
    result->map = map;
    map->users++;
    return result;
}

static void mapping_drop(mapping *map) {
    if (map && --map->users == 0) {
        unmap_file(map->base, map->size);
        free(map);
    }
}

static void source_close(source *s) {
    if (!s) return;
    mapping_drop(s->map);
    free(s->table);
    free(s);
}

/* ---- player: what the audio thread does ---------------------------------------------------------------------------------------------- */

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
static float sane(float x) {
    uint32_t bits;
    memcpy(&bits, &x, 4);
    return (bits & 0x7f800000u) == 0x7f800000u ? 0.0f : x;
}

/* Five milliseconds; less of a ring that is very small. */
static uint32_t fade_samples(const mapping *map) {
    uint32_t most = map->capacity / 16, fade = map->rate / 200;
    return fade < most ? fade : most;
}

/* Take the next samples out of the ring. */
static void pull(player *p, float *to, uint32_t count) {
    const mapping *map = p->now->map;
    const float *samples = (const float *)(const void *)(map->base + map->first);
    uint32_t mask = map->capacity - 1, fade = fade_samples(map);
    uint64_t end = atomic_load_explicit(counter(map, END), memory_order_acquire);
    uint64_t written = atomic_load_explicit(counter(map, WRITTEN), memory_order_acquire);
    uint64_t there = written - p->read;
    if (there > map->capacity) p->read = written, there = 0; /* a writer that went astray */
    int goes_on = end > written, replaced = atomic_load_explicit(&p->next, memory_order_relaxed) != NULL;
    int open = !replaced && (!goes_on || there >= (p->starving ? 4 * fade : fade) + count);
    if (goes_on && !open && !p->starving && !replaced) {
        p->starving = 1;
        if (atomic_load_explicit(&p->alive, memory_order_relaxed)) atomic_fetch_add_explicit(&p->times, 1, memory_order_relaxed);
    } else if (open || !goes_on) {
        p->starving = 0;
    }
    float step = open ? 1.0f / (float)fade : -1.0f / (float)fade;
    for (uint32_t i = 0; i < count; i++) {
        p->gain = fminf(fmaxf(p->gain + step, 0.0f), 1.0f);
        if (there && p->gain > 0.0f) {
            to[i] = p->gain * p->gain * (3.0f - 2.0f * p->gain) * sane(samples[p->read & mask]); /* leaves 1 and arrives at 0 without a corner */
            p->read++, there--, p->quiet = 0;
        } else {
            to[i] = 0.0f;
            p->quiet += p->quiet < HISTORY;
        }
    }
    atomic_store_explicit(counter(map, READ), p->read, memory_order_release);
    if (p->starving && !replaced && atomic_load_explicit(&p->alive, memory_order_relaxed)) { /* what was faded out was missed too: a writer wants to know */
        uint64_t missed = atomic_fetch_add_explicit(&p->missed, count, memory_order_relaxed) + count;
        atomic_store_explicit(counter(map, MISSED), missed, memory_order_relaxed);
    }
}

/* Change to another ring or rate once the old one is silent, and give the old one back. */
static void adopt(player *p) {
    if (!atomic_load_explicit(&p->next, memory_order_relaxed)) return;
    if (p->now && p->quiet < p->now->taps && p->now->host_rate == atomic_load_explicit(&p->host_rate, memory_order_relaxed)) return;
    if (atomic_load_explicit(&p->spent, memory_order_relaxed)) return;
    source *next = atomic_exchange_explicit(&p->next, NULL, memory_order_acq_rel);
    if (!next) return;
    if (p->now) atomic_store_explicit(&p->spent, p->now, memory_order_release);
    p->now = next;
    p->read = atomic_load_explicit(counter(next->map, READ), memory_order_relaxed);
    p->phase = p->quiet = 0;
    p->gain = p->read ? 0.0f : 1.0f; /* a sound's beginning is its own; whoever comes into the middle of one fades in */
    p->starving = 0;
    memset(p->history, 0, sizeof p->history);
}

/* Make samples of the host's rate: output k lies at phase / host_rate between two samples of the ring. */
static void resample(player *p, float *out, uint32_t count) {
    const source *s = p->now;
    uint32_t rate = s->map->rate, host = s->host_rate, taps = s->taps;
    uint32_t need = (uint32_t)((p->phase + (uint64_t)count * rate) / host);
    const float *at = p->history;
    pull(p, p->history + taps, need);
    for (uint32_t k = 0; k < count; k++) {
        float where = (float)p->phase * (float)PHASES / (float)host;
        uint32_t row = (uint32_t)where;
        if (row >= PHASES) row = PHASES - 1;
        float between = where - (float)row;
        const float *a = s->table + (size_t)row * taps, *b = a + taps;
        float sums[4] = {0, 0, 0, 0};
        for (uint32_t t = 0; t < taps; t += 2) { /* taps are even */
            sums[0] += at[t] * a[t], sums[1] += at[t + 1] * a[t + 1];
            sums[2] += at[t] * b[t], sums[3] += at[t + 1] * b[t + 1];
        }
        out[k] = (sums[0] + sums[1]) * (1.0f - between) + (sums[2] + sums[3]) * between;
        for (p->phase += rate; p->phase >= host; p->phase -= host) at++;
    }
    memmove(p->history, p->history + need, taps * sizeof(float));
}

static void perform(player *p, float *out, int count) {
    for (int done = 0; done < count;) {
        int part = count - done < BLOCK ? count - done : BLOCK;
        adopt(p);
        if (!p->now || p->now->host_rate != atomic_load_explicit(&p->host_rate, memory_order_relaxed)) memset(out + done, 0, sizeof(float) * (size_t)part);
        else if (p->now->map->rate == p->now->host_rate) pull(p, out + done, (uint32_t)part);
        else resample(p, out + done, (uint32_t)part);
        done += part;
    }
}

/* ---- notes: messages that wait for the engine, and those that a new engine has to be told again ---------------------------------------- */

typedef struct note {
    struct note *next;
    char key[72];  /* what it sets; "" for what is said once */
    int again;     /* it was sent before, to an engine that died */
    uint32_t size;
    uint8_t packet[];
} note;

typedef struct notes {
    note *first;
    int count;
} notes;

/* What is worth telling again: a message of the same key replaces the one before. Snapshots and steps are the engine's own and go with it. */
static const struct control {
    const char *address, *key;
    int by_first; /* a key for each first value */
    int least;    /* with fewer values it is a question */
} controls[] = {
    {"/load", "load", 0, 1},   {"/use", "use", 0, 1},         {"/load_directions", "directions", 0, 1},
    {"/seed", "z", 0, 1},      {"/random", "z", 0, 0},        {"/z", "z", 0, 1},         {"/slerp", "z", 0, 3},
    {"/pitch", "pitch", 0, 1}, {"/psi", "psi", 0, 1},         {"/mode", "mode", 0, 1},   {"/edits", "edits", 0, 1},
    {"/edit", "edit ", 1, 2},  {"/straighten", "bends", 0, 0}, {"/bend", "bend ", 1, 2}, {"/setting", "setting ", 1, 2},
    {"/traits", "traits ", 1, 1},
    {"/glide", "glide", 0, 1}, {"/release", "release", 0, 1}, {"/form", "form", 0, 1},   {"/live", "live", 0, 1},
    {"/gate", "gate", 0, 1},   {"/play", "play", 0, 1},       {"/wander", "wander", 0, 1},
};

/* What the newer takes the place of, besides its like. */
static const char *const replaces[][2] = {{"edits", "edit "}, {"bends", "bend "}, {"traits any", "traits "}, {"load", "directions"}, {"load", "use"}, {"use", "directions"}};

/* Commands that know no @voice. */
static const char *const voiceless[] = {"/ping", "/version", "/commands", "/unload", "/models", "/forget", "/snapshots"};

static int is_option(const gss_value *value) { return value->type == 's' && value->s[0] == '@' && value->s[1]; }

/* Return the value of an option, as a word, or NULL. */
static const char *option(gss_message message, const char *name) {
    gss_value value;
    int found = 0;
    while (gss_next(&message, &value)) {
        if (found) return value.type == 's' ? value.s : "";
        found = is_option(&value) && !strcmp(value.s, name);
    }
    return NULL;
}

/* Write the key of a message, "" when it is not worth telling again. */
static void key_of(gss_message message, char *key, size_t room) {
    gss_value value, first = {0};
    int count = 0;
    const char *as = option(message, "@as");
    key[0] = 0;
    for (gss_message rest = message; gss_next(&rest, &value) && !is_option(&value); count++)
        if (!count) first = value;
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
        const struct control *c = &controls[i];
        if (strcmp(message.address, c->address) || count < c->least) continue;
        snprintf(key, room, "%s", c->key);
        size_t at = strlen(key);
        if (c->by_first && first.type == 's') snprintf(key + at, room - at, "%s", first.s);
        else if (c->by_first) snprintf(key + at, room - at, "%g", first.type == 'i' ? (double)first.i : (double)first.f);
        else if (as && !strcmp(key, "load")) snprintf(key + at, room - at, " %s", as);
    }
}

static int is_model(const note *n) { return !strncmp(n->key, "load", 4) || !strcmp(n->key, "use") || !strcmp(n->key, "directions"); }

static int replaced_by(const char *old, const char *key) {
    if (!strcmp(old, key)) return 1;
    for (size_t i = 0; i < sizeof replaces / sizeof *replaces; i++) {
        size_t length = strlen(replaces[i][1]);
        int like = replaces[i][1][length - 1] == ' ' ? !strncmp(old, replaces[i][1], length) : !strcmp(old, replaces[i][1]);
        if (like && !strcmp(key, replaces[i][0])) return 1;
    }
    return 0;
}

static note *note_new(const uint8_t *packet, uint32_t size) {
    gss_message message;
    note *n = malloc(sizeof *n + size);
    if (!n) return NULL;
    n->next = NULL, n->again = 0, n->size = size;
    memcpy(n->packet, packet, size);
    n->key[0] = 0;
    if (osc_read(&message, n->packet, size)) key_of(message, n->key, sizeof n->key);
    return n;
}

/* Put a note at the end; those of which it takes the place go, but only behind the last that is said once: order matters to that. */
static void notes_add(notes *list, note *n) {
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
static void notes_append(notes *list, note *n) {
    note **at = &list->first;
    while (*at) at = &(*at)->next;
    *at = n;
    list->count++;
}

static note *notes_take(notes *list, int models_only) {
    for (note **at = &list->first; *at; at = &(*at)->next) {
        note *found = *at;
        if (models_only && !is_model(found)) continue;
        *at = found->next;
        list->count--;
        return found;
    }
    return NULL;
}

static void notes_clear(notes *list) {
    note *n;
    while ((n = notes_take(list, 0))) free(n);
}

/* ---- voice ------------------------------------------------------------------------------------------------------------------------------ */

typedef struct engine engine;

/* AWAY: there is no engine. ASKING: does it load a model? MODELS: it is told which ones. OPENING: the ring is being made.
 * FILLING: it is told all the rest. READY: messages pass. */
enum phase { AWAY, ASKING, MODELS, OPENING, FILLING, READY };

struct gss_voice {
    queue out, in;           /* host -> helper, helper -> host */
    uint8_t packet[PACKET];  /* of gss_receive */
    uint8_t writing[PACKET]; /* of gss_send */
    float held[KEYS];        /* keys that are down, in their order */
    int n_held;
    _Atomic int leaving;
    player player;
    /* All below is the helper thread's. */
    gss_voice *next;
    engine *engine;
    char name[64], command[1024], home[1024];
    int port;                /* that was asked for */
    sock socket;
    enum phase phase;
    double due, since;       /* when to ask again; since when this phase lasts */
    char waiting[24];        /* for the reply to this address */
    notes pending, memory;   /* not yet sent; sent, and worth telling again */
    mapping *map;
    uint32_t table_rate;     /* host rate of the last source made */
    uint64_t beat, told;     /* heartbeats seen; underruns told of */
    double beat_at, told_at;
    int stuck, full;
};

static void voice_out(gss_voice *v, const char *address, int count, const gss_value *values) {
    static uint8_t packet[4096]; /* the helper thread's */
    uint32_t size = osc_write(packet, sizeof packet, address, count, values);
    if (size) queue_put(&v->in, packet, size);
}

static int engine_port(const engine *e);

static void voice_say(gss_voice *v, const char *word, const char *form, ...) {
    char text[1024];
    va_list values;
    va_start(values, form);
    vsnprintf(text, sizeof text, form, values);
    va_end(values);
    voice_out(v, "/status", 2, (gss_value[]){{.type = 's', .s = word}, {.type = 's', .s = text}});
}

static void voice_error(gss_voice *v, const char *address, const char *code, const char *text) {
    voice_out(v, "/error", 3, (gss_value[]){{.type = 's', .s = address}, {.type = 's', .s = code}, {.type = 's', .s = text}});
}

/* Send a packet with the voice's name, and with our id when it is not the user's request. */
static void voice_send(gss_voice *v, const uint8_t *packet, uint32_t size, int ours) {
    static uint8_t whole[PACKET];
    gss_message message;
    const char *words[4];
    int count = 0, takes_voice = 1;
    if (!osc_read(&message, packet, size)) return;
    for (size_t i = 0; i < sizeof voiceless / sizeof *voiceless; i++)
        if (!strcmp(message.address, voiceless[i])) takes_voice = 0;
    if (takes_voice && !option(message, "@voice")) words[count++] = "@voice", words[count++] = v->name;
    if (ours) words[count++] = "@id", words[count++] = OURS;
    size = osc_copy(whole, sizeof whole, &message, 0, count, words);
    if (size && v->socket != NO_SOCKET) send(v->socket, (const char *)whole, (int)size, 0);
}

static void voice_ask(gss_voice *v, const char *address, int ours) {
    uint8_t packet[64];
    voice_send(v, packet, osc_write(packet, sizeof packet, address, 0, NULL), ours);
}

static void voice_phase(gss_voice *v, enum phase phase) {
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
static void voice_down(gss_voice *v) {
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
        v->beat = atomic_load(counter(map, BEAT));
        v->beat_at = now_s();
        atomic_store(&v->player.alive, 1);
        voice_source(v);
    }
    if (v->phase == OPENING) voice_phase(v, FILLING);
}

/* Have a ring made, the first one or another, and tell all again that belongs to it. */
static void voice_reopen(gss_voice *v) {
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
    const char *id = option(*message, "@id");
    if (!id || strcmp(id, OURS)) {
        queue_put(&v->in, packet, size);
    } else if (!strcmp(message->address, "/error") || !strcmp(message->address, "/voice_state") || !strcmp(message->address, "/previewed")) {
        size = osc_copy(shorter, sizeof shorter, message, 2, 0, NULL);
        if (size) queue_put(&v->in, shorter, size);
    }
}

static void voice_answer(gss_voice *v, const uint8_t *packet, uint32_t size) {
    gss_message message;
    gss_value word;
    if (!osc_read(&message, packet, size)) return;
    gss_message values = message;
    const char *id = option(message, "@id");
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
    if (is_model(n)) snprintf(v->waiting, sizeof v->waiting, "%s", (const char *)n->packet), v->due = now_s() + LOAD_S;
    if (n->key[0]) notes_add(&v->memory, n);
    else free(n);
    return 1;
}

/* Say how many underruns there were, once a second at most, and whether the heart beats. */
static void voice_watch(gss_voice *v, double now) {
    uint64_t times = atomic_load(&v->player.times), beat = v->map ? atomic_load(counter(v->map, BEAT)) : v->beat + 1;
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

static void voice_ready(gss_voice *v) {
    if (v->map) voice_say(v, "ready", "voice %s of the engine at port %d sounds at %u Hz", v->name, engine_port(v->engine), v->map->rate);
    else voice_say(v, "ready", "the engine at port %d answers and has no model yet", engine_port(v->engine));
}

/* Take a voice one step further; return 1 when there is more to do at once. */
static int voice_step(gss_voice *v, double now) {
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

static void voice_free(gss_voice *v) {
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

/* ---- engine ----------------------------------------------------------------------------------------------------------------------------- */

/* FIND: is there one at the port? START, STARTING: a process of our own. UP: it answers. WAIT: until the next try.
 * ENDING: it was told to. STOPPED, FAILED: until somebody sends start. */
enum state { FIND, START, STARTING, UP, WAIT, ENDING, STOPPED, FAILED };

struct engine {
    engine *next;
    char command[1024], home[1024];
    int wanted_port, port, own, users, tries, again; /* again: start when it has ended */
    enum state state;
    double since, due, alone; /* alone: since when without voices, 0 while it has some */
    sock socket;              /* to ask an engine that is not our child */
    int32_t who;              /* it answered that it was */
    process process;
    char line[256], last[256]; /* of its output; of its complaints */
    size_t line_size, last_size;
    int killed;               /* how hard, while ENDING */
};

static struct hub {
    mutex lock;              /* held for a few instructions: of joining, running and wake */
    gss_voice *joining;
    int running, begun;
    sock wake;
    _Atomic int woken;
    unsigned named;
    gss_voice *voices;       /* from here on the helper thread's */
    engine *engines;
} hub = {.lock = MUTEX_FREE, .wake = NO_SOCKET};

static int engine_port(const engine *e) { return e->port; }

static void engine_say(engine *e, const char *word, const char *form, ...) {
    char text[1024];
    va_list values;
    va_start(values, form);
    vsnprintf(text, sizeof text, form, values);
    va_end(values);
    for (gss_voice *v = hub.voices; v; v = v->next)
        if (v->engine == e) voice_say(v, word, "%s", text);
}

static void engine_state(engine *e, enum state state) {
    e->state = state;
    e->since = now_s();
    e->due = 0;
}

static void engine_down(engine *e) {
    for (gss_voice *v = hub.voices; v; v = v->next)
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
        return;
    }
    engine_say(e, "failed", "The engine must be installed. Received: %s, and %s. Install GANSpaceSynth, or send start with the path of ganspacesynth.", line,
               reason_text(reason));
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

/* Tell the engine to end: it follows its standard input. */
static void engine_end(engine *e, int again) {
    e->again = again;
    if (e->state == ENDING) return;
    int runs = process_runs(&e->process);
    if (runs) pipe_close(&e->process.in);
    for (gss_voice *v = hub.voices; v; v = v->next)
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
    if (!e->again) engine_say(e, "stopped", "the engine has ended as it was told");
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
    for (gss_voice *v = hub.voices; v; v = v->next) {
        if (v->engine != e || v->phase == AWAY) continue;
        if (v->map && v->phase >= FILLING && now - v->beat_at > longest) longest = now - v->beat_at;
        if (v->phase < FILLING && !v->waiting[0] && now - v->since > ANSWER_S) longest = DEAD_S + 1;
    }
    if (longest <= DEAD_S) return;
    process_kill(&e->process, 1);
    if (!e->own) engine_lost(e, "does not move any more");
}

static void engine_step(engine *e, double now) {
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
    if (e->state == STARTING && now - e->since > START_S) process_kill(&e->process, 1);
    if (e->state == UP) engine_watch(e, now);
    if (e->state == WAIT && now >= e->due) engine_state(e, FIND);
    if (e->state == ENDING) engine_ending(e, now);
}

static engine *engine_for(const gss_voice *v) {
    engine *e;
    for (e = hub.engines; e; e = e->next)
        if (!strcmp(e->command, v->command) && e->wanted_port == v->port) return e;
    if (!(e = calloc(1, sizeof *e))) return NULL;
    snprintf(e->command, sizeof e->command, "%s", v->command);
    snprintf(e->home, sizeof e->home, "%s", v->home);
    e->wanted_port = v->port;
    e->socket = NO_SOCKET;
    e->process.in = e->process.out = e->process.err = NO_PIPE;
    engine_state(e, FIND);
    e->next = hub.engines;
    return hub.engines = e;
}

/* ---- helper thread ---------------------------------------------------------------------------------------------------------------------- */

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
static void join_words(gss_message message, char *line, size_t room) {
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
        engine_end(v->engine, !strcmp(to, "/restart"));
    } else if (!strcmp(to, "/voice_open")) {
        if (v->phase == READY) voice_reopen(v);
    } else if (!strcmp(to, "/voice_close") || !strcmp(to, "/reply")) {
        voice_error(v, to, "usage", "The object closes its voice and hears its answers by itself. It ignores the message; leave it out.");
    } else if (v->pending.count >= MAX_NOTES) {
        if (!v->full) voice_error(v, to, "busy", "No more than 512 messages can wait for the engine. This one and those behind it were left out; wait for status ready.");
        v->full = 1;
    } else if ((n = note_new(packet, size))) {
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
        if (v->socket != NO_SOCKET) voice_phase(v, ASKING);
    }
    while (v->socket != NO_SOCKET && (got = (int)recv(v->socket, (char *)packet, sizeof packet, 0)) > 0) voice_answer(v, packet, (uint32_t)got);
    return voice_step(v, now);
}

/* Sleep until something comes, or a tick is over. */
static void helper_wait(double seconds) {
    struct pollfd watched[256];
    unsigned count = 0, most = sizeof watched / sizeof *watched - 3;
    uint8_t bytes[64];
    watched[count++].fd = hub.wake;
    for (gss_voice *v = hub.voices; v && count < most; v = v->next)
        if (v->socket != NO_SOCKET) watched[count++].fd = v->socket;
    for (engine *e = hub.engines; e && count < most; e = e->next) {
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
    while (recv(hub.wake, (char *)bytes, sizeof bytes, 0) > 0) continue;
    atomic_store(&hub.woken, 0);
}

/* Take in the voices that came, and say whether there is anything left to do. */
static int helper_goes_on(void) {
    lock(&hub.lock);
    gss_voice *came = hub.joining;
    hub.joining = NULL;
    int running = hub.running = came || hub.voices || hub.engines; /* once it is 0 another helper thread may begin */
    unlock(&hub.lock);
    while (came) {
        gss_voice *v = came;
        came = v->next;
        v->next = hub.voices;
        hub.voices = v;
        voice_attach(v);
    }
    return running;
}

static void helper_tidy(void) {
    for (gss_voice **at = &hub.voices; *at;) {
        gss_voice *v = *at;
        if (!atomic_load(&v->leaving)) {
            at = &v->next;
            continue;
        }
        *at = v->next;
        voice_leave(v);
        voice_free(v);
    }
    for (engine **at = &hub.engines; *at;) {
        engine *e = *at;
        if (e->users || e->state < STOPPED) at = &e->next;
        else *at = e->next, free(e);
    }
}

static void helper_run(void) {
    while (helper_goes_on()) {
        int more = 0;
        for (gss_voice *v = hub.voices; v; v = v->next) more |= voice_work(v, now_s());
        for (engine *e = hub.engines; e; e = e->next) engine_step(e, now_s());
        helper_tidy();
        helper_wait(more ? 0.002 : TICK_S);
    }
}

#ifdef _WIN32
static DWORD WINAPI helper_enter(void *unused) {
    (void)unused;
    helper_run();
    return 0;
}
#else
static void *helper_enter(void *unused) {
    (void)unused;
    helper_run();
    return NULL;
}
#endif

/* Say that there is something to do; most of the time somebody has said so already. */
static void wake(void) {
    if (!atomic_exchange(&hub.woken, 1)) send(hub.wake, "", 1, 0);
}

/* ---- what hosts call ------------------------------------------------------------------------------------------------------------------------ */

/* A socket that sends to itself is how one wakes a thread that waits for sockets, on every system; it stays. */
static int hub_begin(void) {
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    if (hub.begun) return 1;
    if (!system_begin() || (hub.wake = sock_open(0)) == NO_SOCKET) return 0;
    hub.begun = getsockname(hub.wake, (struct sockaddr *)&address, &size) == 0;
    return hub.begun;
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
    lock(&hub.lock);
    if (!v->name[0]) snprintf(v->name, sizeof v->name, "v%d-%u", process_id(), ++hub.named);
    good = good && hub_begin();
    if (good && !hub.running) good = hub.running = thread_start();
    if (good) v->next = hub.joining, hub.joining = v;
    unlock(&hub.lock);
    if (good) {
        wake();
        return v;
    }
    voice_free(v);
    return NULL;
}

void gss_close(gss_voice *v) {
    if (!v) return;
    atomic_store(&v->leaving, 1);
    wake();
}

int gss_send(gss_voice *v, const char *address, int count, const gss_value *values) {
    uint32_t size = address[0] == '/' ? osc_write(v->writing, PACKET - 256, address, count, values) : 0; /* room for the voice's name */
    if (!size) return GSS_TOO_LONG;
    int put = queue_put(&v->out, v->writing, size);
    wake();
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
    wake();
}

void gss_perform(gss_voice *v, float *out, int count) { perform(&v->player, out, count); }
