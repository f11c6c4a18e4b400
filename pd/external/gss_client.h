/* GANSpaceSynth for hosts written in C: the engine's process, its messages and its sound. No host is in here.
 *
 *   gss_open     a voice of an engine: one that the voices of this process share, started with the first and ended after the last
 *   gss_send     messages to it, in the engine's own words: "/gate" 1
 *   gss_receive  its answers, and what is to be said about the engine itself
 *   gss_perform  its sound
 *   gss_listen   what it shall listen to, after "/listen" "inlet"
 *
 * gss_open, gss_send, gss_receive, gss_prepare and gss_close belong to the thread that handles a host's messages; they never wait.
 * gss_perform and gss_listen belong to the thread that makes sound: no allocation, no lock, no system call. All else is done by a thread of our own.
 *
 * Besides the engine's messages a voice understands
 *
 *   /start [command]   start the engine (again), by this command line if one is given
 *   /stop              end it: for all voices that share it (so does /quit); of somebody else's engine it lets go
 *   /restart           both
 *
 * and besides the engine's answers it says
 *
 *   /status word text           starting, ready, stuck, lost, failed or stopped, and the same in a sentence
 *   /underruns times samples    sound came too late, so often and for so many samples since the voice began
 */
#ifndef GSS_CLIENT_H
#define GSS_CLIENT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gss_voice gss_voice;

typedef struct gss_settings {
    const char *command; /* how the engine is started; NULL or "": $GANSPACESYNTH, or wherever it is found */
    const char *home;    /* the external's folder, in UTF-8: a checkout around it is where the engine is looked for first; or NULL */
    const char *voice;   /* the voice's name; NULL or "": one that no other has */
    int port;            /* 0: an engine of this process alone; else the one at this port, or a new one there */
} gss_settings;

/* A value of a message: 'i' 'f' 's' or 'b'. What is received as another number (h d T F) comes as one of these. */
typedef struct gss_value {
    char type;
    int32_t i;
    float f;
    const char *s;   /* ends with 0 */
    const void *b;
    uint32_t size;   /* of b */
} gss_value;

/* A message being read; its words live as long as the packet does. */
typedef struct gss_message {
    const char *address; /* with its slash */
    const char *types;   /* of the values not yet read */
    const uint8_t *at, *end;
} gss_message;

enum { GSS_SENT, GSS_FULL, GSS_TOO_LONG };

/* Return a voice, or NULL when there is no memory. */
gss_voice *gss_open(const gss_settings *settings);

/* Let go of a voice; gss_perform and gss_listen must not run any more. */
void gss_close(gss_voice *voice);

/* Hand a message on: GSS_SENT, GSS_FULL (too many wait) or GSS_TOO_LONG. The voice's name is added to it where the engine wants one. */
int gss_send(gss_voice *voice, const char *address, int count, const gss_value *values);

/* Play a note, as keyboards do: the last key that went down sounds, and when it comes up (velocity 0) the one before that is still held. */
void gss_note(gss_voice *voice, float pitch, float velocity);

/* Take the next answer; return 0 when there is none. It lives until the next call. */
int gss_receive(gss_voice *voice, gss_message *message);

/* Read the next value of a message; return 0 at its end. */
int gss_next(gss_message *message, gss_value *value);

/* Say the host's sample rate; before sound begins, and when it changes. */
void gss_prepare(gss_voice *voice, double rate);

/* Write the next samples of the voice, silence when there are none. */
void gss_perform(gss_voice *voice, float *out, int count);

/* Let the voice hear the next samples; nobody may be listening. */
void gss_listen(gss_voice *voice, const float *in, int count);

#ifdef __cplusplus
}
#endif

#endif
