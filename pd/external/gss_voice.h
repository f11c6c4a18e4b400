/* Voices, engines, and the helper thread that has them: what the files from gss_memory.c on share. */
#ifndef GSS_VOICE_H
#define GSS_VOICE_H

#include "gss_internal.h"

#if defined(__GNUC__) && !defined(_WIN32)
#pragma GCC visibility push(hidden)
#endif

enum {
    MAX_NOTES = 512, /* messages that wait for the engine */
    BURST = 32,      /* messages sent between two looks, so that the engine's inbox does not overflow */
    KEYS = 32,
};

static const double SLOW_S = 10.0; /* who waits for so long is told that it goes on */

/* ---- gss_memory.c ----------------------------------------------------------------------------------------------------------------------- */

typedef struct note {
    struct note *next;
    struct note *before; /* what it took the place of, the oldest first: that is told after all when this one is refused */
    char key[72];        /* what it sets; "" for what is said once */
    char voice[64];      /* of another, by @voice; "" for our own */
    uint32_t id;         /* of the request, once it is sent */
    int accepted, again; /* an engine took it; another engine is told, and who hears the answers has heard them */
    uint32_t size;
    uint8_t packet[];
} note;

typedef struct notes {
    note *first;
    int count;
} notes;

struct note_control {
    const char *address, *key;
    int by_first; /* a key for each first value */
    int least;    /* with fewer values it is a question */
};

extern const struct note_control note_controls[]; /* the last has no address */

/* Write the key of a message, "" when it is not worth telling again. */
void note_key(gss_message message, char *key, size_t room);
int note_is_model(const note *n);
note *note_new(const uint8_t *packet, uint32_t size);
void note_free(note *n);

/* It was accepted: what it took the place of is gone for good. */
void note_accept(note *n);

/* Keep what a newer note takes the place of, as far as it is worth telling when the newer one is refused. */
void note_supersede(note *newer, note *older);

/* Put a note at the end; those of which it takes the place go, but only behind the last that is said once: order matters to that. */
void notes_add(notes *list, note *n);

/* Put a note at the end, and that is all: who listens hears everything. */
void notes_append(notes *list, note *n);

/* Take the first note, or return NULL. NO_MODEL_YET leaves out what only a model can take. */
enum want { ALL, MODELS_ONLY, NO_MODEL_YET };
note *notes_take(notes *list, enum want want);
note *notes_first(const notes *list, enum want want);

/* Take the note of a request, or return NULL. */
note *notes_answered(notes *list, uint32_t id);
note *notes_find(const notes *list, uint32_t id);

/* Return a note that takes the place of this one and was sent after the request `id`, or NULL. */
note *notes_newer(const notes *list, const note *older, uint32_t id);
void notes_clear(notes *list);

/* ---- gss_voice.c ------------------------------------------------------------------------------------------------------------------------ */

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
    inlet inlet;
    /* All below is the helper thread's. */
    gss_voice *next;
    engine *engine;
    char name[64], command[1024], home[1024];
    int port;                /* that was asked for */
    sock socket;
    enum phase phase;
    double due, since;       /* when to ask again; since when this phase lasts */
    double begun, said;      /* when it began with this engine; when it last said that it still does */
    uint32_t ids, waiting;   /* requests so far; the one whose answer comes first, or 0 */
    notes pending;           /* not yet sent, */
    notes asked;             /* sent and not yet answered, */
    notes memory;            /* and accepted: what an engine that is started again is told */
    int empty;               /* there is no model, so all but models waits */
    mapping *map;
    uint32_t table_rate;     /* host rate of the last source made */
    uint64_t beat, told;     /* heartbeats seen; underruns told of */
    double beat_at, told_at;
    int stuck, full;
};

void voice_say(gss_voice *v, const char *word, const char *form, ...);
void voice_error(gss_voice *v, const char *address, const char *code, const char *text);
void voice_phase(gss_voice *v, enum phase phase);

/* The engine has gone. */
void voice_down(gss_voice *v);

/* Have a ring made, the first one or another, and tell all again that belongs to it. */
void voice_reopen(gss_voice *v);
void voice_ready(gss_voice *v);

/* A ring has been made for us. */
void voice_ring(gss_voice *v, gss_message message);

/* A ring has been made for what comes in at our inlet. */
void voice_inlet(gss_voice *v, gss_message message);

/* There is no ring any more, but for what the audio thread still reads of it. */
void voice_ringless(gss_voice *v);

/* Take a voice one step further; return 1 when there is more to do at once. */
int voice_step(gss_voice *v, double now);
void voice_free(gss_voice *v);

/* ---- gss_talk.c ------------------------------------------------------------------------------------------------------------------------- */

extern const char *const voiceless[]; /* commands that know no @voice; the last is NULL */
extern const char *const not_yet[];   /* answers behind which more come */

void voice_ask(gss_voice *v, const char *address, int ours);

/* Tell the engine one message that waited. */
int voice_tell(gss_voice *v, enum want want);

/* Take an answer. */
void voice_answer(gss_voice *v, const uint8_t *packet, uint32_t size);

/* The engine ended: what it accepted stays in the memory, what it did not answer is not told again. */
void voice_unanswered(gss_voice *v);

/* Put what the engine knew before what it was not told yet. */
void voice_again(gss_voice *v);

/* ---- gss_engine.c ----------------------------------------------------------------------------------------------------------------------- */

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
    enum { OURS_ENDED, THEIRS_GOES_ON, NONE_THERE } left; /* what ENDING is about */
};

engine *engine_for(const gss_voice *v);
void engine_state(engine *e, enum state state);

/* Did somebody else start it? Then it is theirs to end. */
int engine_is_theirs(const engine *e);

/* Tell the engine to end: it follows its standard input. Of somebody else's, let go. */
void engine_end(engine *e, int again);
void engine_step(engine *e, double now);

/* ---- gss_helper.c ----------------------------------------------------------------------------------------------------------------------- */

extern struct hub {
    mutex lock;              /* held for a few instructions: of joining, running and wake */
    gss_voice *joining;
    int running, begun;
    sock wake;
    _Atomic int woken;
    unsigned named;
    gss_voice *voices;       /* from here on the helper thread's */
    engine *engines;
} gss_hub;

void helper_run(void);

/* Say that there is something to do; most of the time somebody has said so already. */
void helper_wake(void);

/* Join the words of a command line; one with spaces in it is quoted, unless it is alone. */
void join_words(gss_message message, char *line, size_t room);

#if defined(__GNUC__) && !defined(_WIN32)
#pragma GCC visibility pop
#endif

#endif
