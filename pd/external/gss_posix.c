/* The system, where it is Linux, macOS or another POSIX: clock, thread, pipes, processes, mapped files. */
#ifndef _WIN32
#include "gss_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int process_id(void) { return (int)getpid(); }
void mutex_lock(mutex *m) { pthread_mutex_lock(m); }
void mutex_unlock(mutex *m) { pthread_mutex_unlock(m); }
void sock_close(sock s) { close(s); }
int sock_refused(void) { return errno == ECONNREFUSED; }
int system_begin(void) { return 1; }

static void stays_here(int fd) { fcntl(fd, F_SETFD, FD_CLOEXEC); }
static int does_not_wait(int fd) { return fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) == 0; }

int sock_setup(sock s) {
    stays_here(s);
    return does_not_wait(s);
}

static void (*thread_runs)(void);

static void *thread_enter(void *unused) {
    thread_runs();
    return unused;
}

/* At an ordinary priority: the host's threads may be of the kind that nothing else gets past. */
int thread_start(void (*run)(void)) {
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
    thread_runs = run;
    int failed = pthread_create(&thread, &attributes, thread_enter, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return !failed;
}

int file_runs(const char *path) {
    struct stat about;
    return strchr(path, '/') && stat(path, &about) == 0 && S_ISREG(about.st_mode) && access(path, X_OK) == 0;
}

void pipe_close(pipe_end *end) {
    if (*end >= 0) close(*end);
    *end = NO_PIPE;
}

/* Return what there is to read, 0 for nothing yet, -1 for a closed end. */
int pipe_read(pipe_end end, char *to, int room) {
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
int split_words(char *line, char **words, int room) {
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
int process_start(process *p, const char *command, const char *more) {
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

int process_runs(const process *p) { return p->id > 0; }

/* It leads a group of its own, so a script that started it for us goes with it. */
void process_kill(process *p, int hard) {
    if (p->id > 0) kill(-p->id, hard ? SIGKILL : SIGTERM);
}

/* Return 1 and say how, when the process has ended. */
int process_ended(process *p, char *how, size_t room) {
    int status = 0;
    pid_t found = waitpid(p->id, &status, WNOHANG);
    if (!found || (found < 0 && errno == EINTR)) return 0;
    if (found < 0) snprintf(how, room, "ended");
    else if (WIFSIGNALED(status)) snprintf(how, room, "was killed (signal %d)", WTERMSIG(status));
    else snprintf(how, room, "ended (code %d)", WEXITSTATUS(status));
    p->id = 0;
    return 1;
}

const char *process_reason(int reason) { return reason == ENOENT ? "there is no such program" : strerror(reason); }

uint8_t *file_map(const char *path, size_t *size) {
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

void file_unmap(uint8_t *base, size_t size) { munmap(base, size); }
void file_forget(const char *path) { unlink(path); } /* so nothing is left of it, whatever becomes of us and of the engine */

#else
typedef int gss_nothing_here; /* a file must not be empty */
#endif
