/* The system, where it is Windows: clock, thread, pipes, processes, mapped files. It has been compiled, and not tried. */
#ifdef _WIN32
#include "gss_internal.h"

#include <stdio.h>
#include <stdlib.h>

double now_s(void) { return (double)GetTickCount64() * 1e-3; }
int process_id(void) { return (int)GetCurrentProcessId(); }
void mutex_lock(mutex *m) { AcquireSRWLockExclusive(m); }
void mutex_unlock(mutex *m) { ReleaseSRWLockExclusive(m); }
void sock_close(sock s) { closesocket(s); }
int sock_refused(void) { return WSAGetLastError() == WSAECONNRESET; }

int sock_setup(sock s) {
    u_long on = 1;
    return ioctlsocket(s, FIONBIO, &on) == 0;
}

int system_begin(void) {
    WSADATA data;
    return WSAStartup(MAKEWORD(2, 2), &data) == 0;
}

static void (*thread_runs)(void);

static DWORD WINAPI thread_enter(void *unused) {
    (void)unused;
    thread_runs();
    return 0;
}

int thread_start(void (*run)(void)) {
    thread_runs = run;
    HANDLE thread = CreateThread(NULL, 0, thread_enter, NULL, 0, NULL);
    if (thread) CloseHandle(thread);
    return thread != NULL;
}

static wchar_t *wide(const char *text) {
    int count = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
    wchar_t *result = malloc(sizeof(wchar_t) * (size_t)(count > 0 ? count : 1));
    if (result && MultiByteToWideChar(CP_UTF8, 0, text, -1, result, count) <= 0) result[0] = 0;
    return result;
}

int file_runs(const char *path) {
    wchar_t *name = wide(path);
    DWORD attributes = name ? GetFileAttributesW(name) : INVALID_FILE_ATTRIBUTES;
    free(name);
    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

void pipe_close(pipe_end *end) {
    if (*end) CloseHandle(*end);
    *end = NO_PIPE;
}

/* Return what there is to read, 0 for nothing yet, -1 for a closed end. */
int pipe_read(pipe_end end, char *to, int room) {
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
int process_start(process *p, const char *command, const char *more) {
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

int process_runs(const process *p) { return p->handle != NULL; }

void process_kill(process *p, int hard) {
    (void)hard;
    if (p->handle) TerminateProcess(p->handle, 9);
}

/* Return 1 and say how, when the process has ended; what it leaves is taken away. */
int process_ended(process *p, char *how, size_t room) {
    DWORD code = 0;
    if (WaitForSingleObject(p->handle, 0) == WAIT_TIMEOUT) return 0;
    GetExitCodeProcess(p->handle, &code);
    snprintf(how, room, "ended (code %lu)", (unsigned long)code);
    CloseHandle(p->handle);
    if (p->job) CloseHandle(p->job);
    p->handle = p->job = NULL;
    return 1;
}

const char *process_reason(int reason) { return reason == ERROR_FILE_NOT_FOUND ? "there is no such program" : "Windows refuses it"; }

uint8_t *file_map(const char *path, size_t *size) {
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

void file_unmap(uint8_t *base, size_t size) {
    (void)size;
    UnmapViewOfFile(base);
}

void file_forget(const char *path) { (void)path; } /* the engine deletes it */

#else
typedef int gss_nothing_here; /* a file must not be empty */
#endif
