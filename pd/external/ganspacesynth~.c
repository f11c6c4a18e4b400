/* [ganspacesynth~]: the engine as an object for Pure Data. What is not about Pd is in gss_*.c.
 *
 *   [ganspacesynth~ model @voice name @port n @command words…]
 *
 * Inlets: the engine's messages without their slash, and some conveniences (docs/external.md); sound, heard after `listen inlet`.
 * Outlets: sound, answers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "m_pd.h"

#include "gss_client.h"

#ifdef _WIN32
#include <io.h>
#define stays(path) (_access(path, 0) == 0)
#else
#include <unistd.h>
#define stays(path) (access(path, F_OK) == 0)
#endif

#define POLL_MS 5

static t_class *ganspacesynth_class;

typedef struct ganspacesynth {
    t_object object;
    gss_voice *voice;
    t_clock *clock;
    t_outlet *messages;
    t_symbol *folder; /* of the patch */
} t_ganspacesynth;

/* ---- answers ---------------------------------------------------------------------------------------------------------------------------- */

/* Count the atoms that a value becomes: a blob is its size and its bytes, as [oscparse] has it; of a sentence each word is one. */
static int atoms_of(const gss_value *value, t_atom *to, int room, int in_words) {
    const unsigned char *bytes = value->b;
    int count = 0;
    if (value->type == 'b') {
        if (room > 0) SETFLOAT(to, (t_float)value->size);
        for (count = 1; count <= (int)value->size && count < room; count++) SETFLOAT(to + count, bytes[count - 1]);
        return count;
    }
    if (value->type != 's') {
        if (room > 0) SETFLOAT(to, value->type == 'i' ? (t_float)value->i : (t_float)value->f);
        return 1;
    }
    if (!in_words) {
        if (room > 0) SETSYMBOL(to, gensym(value->s));
        return 1;
    }
    for (const char *word = value->s; *word && count < room;) {
        char text[MAXPDSTRING];
        size_t length = strcspn(word, " "), kept = length < sizeof text ? length : sizeof text - 1;
        memcpy(text, word, kept), text[kept] = 0;
        if (kept) SETSYMBOL(to + count, gensym(text)), count++;
        word += length + (word[length] == ' ');
    }
    return count;
}

/* Send an answer out, without its slash. What is said about the engine itself comes in words, and its troubles on the console too. */
static void ganspacesynth_answer(t_ganspacesynth *x, gss_message *message) {
    gss_value value;
    int is_status = !strcmp(message->address, "/status"), room = (int)(message->end - message->at) + (int)strlen(message->types) + 1, count = 0;
    t_atom *atoms = getbytes(sizeof(t_atom) * (size_t)room);
    const char *word = "";
    t_symbol *address = gensym(message->address + 1);
    for (int i = 0; gss_next(message, &value); i++) {
        count += atoms_of(&value, atoms + count, room - count, is_status && i == 1);
        if (is_status && i == 0) word = value.s;
        if (is_status && i == 1 && !strcmp(word, "failed")) pd_error(x, "ganspacesynth~: %s", value.s);
        if (is_status && i == 1 && (!strcmp(word, "lost") || !strcmp(word, "stuck"))) post("ganspacesynth~: %s", value.s);
    }
    outlet_anything(x->messages, address, count, atoms);
    freebytes(atoms, sizeof(t_atom) * (size_t)room);
}

static void ganspacesynth_poll(t_ganspacesynth *x) {
    gss_message message;
    for (int i = 0; i < 64 && gss_receive(x->voice, &message); i++) ganspacesynth_answer(x, &message);
    clock_delay(x->clock, POLL_MS);
}

/* ---- messages --------------------------------------------------------------------------------------------------------------------------- */

/* Return a path as the engine has to know it: paths in a patch begin where the patch lies. Names, and what is not there to be read, stay. */
static const char *ganspacesynth_path(t_ganspacesynth *x, const char *path, int writes, char *whole) {
    int absolute = sys_isabsolutepath(path) || path[0] == '~';
    if (absolute || !path[0] || strlen(path) + strlen(x->folder->s_name) + 2 > MAXPDSTRING) return path;
    snprintf(whole, MAXPDSTRING, "%s/%s", x->folder->s_name, path);
    return writes || stays(whole) ? whole : path;
}

/* Is the value at `index` a path, and will it be written to (2)? */
static int is_path(const char *selector, int index, const char *before) {
    if (!strcmp(before, "@to")) return 2;
    if (!strcmp(before, "@directions")) return 1;
    if (index == 1 && !strcmp(selector, "listen") && !strcmp(before, "file")) return 1;
    if (index < 2 && !strcmp(selector, "bank_open")) return 1;
    if (!index && !strcmp(selector, "bank_log")) return 2;
    if (index) return 0;
    if (!strcmp(selector, "save") || !strcmp(selector, "sequence_save") || !strcmp(selector, "modulations_save")) return 2;
    return !strcmp(selector, "load") || !strcmp(selector, "load_directions") || !strcmp(selector, "sequence_load") || !strcmp(selector, "render")
        || !strcmp(selector, "song") || !strcmp(selector, "timeline") || !strcmp(selector, "modulations_load");
}

static void ganspacesynth_anything(t_ganspacesynth *x, t_symbol *selector, int argc, t_atom *argv) {
    char address[MAXPDSTRING], paths[2][MAXPDSTRING];
    const char *before = "", *name = selector->s_name;
    gss_value *values = calloc((size_t)argc + 1, sizeof *values);
    int n_paths = 0;
    if (!values) return;
    if (name[0] == '/') name++; /* some patches have the slash */
    snprintf(address, sizeof address, "/%s", name);
    for (int i = 0; i < argc; i++) {
        int kind = is_path(name, i, before);
        values[i].type = 's';
        if (argv[i].a_type == A_FLOAT) values[i].type = 'f', values[i].f = (float)argv[i].a_w.w_float;
        else if (argv[i].a_type == A_SYMBOL) values[i].s = argv[i].a_w.w_symbol->s_name;
        else values[i].s = "";
        before = values[i].type == 's' ? values[i].s : "";
        if (kind && values[i].type == 's' && n_paths < 2) values[i].s = ganspacesynth_path(x, values[i].s, kind == 2, paths[n_paths]), n_paths++;
    }
    int sent = gss_send(x->voice, address, argc, values);
    if (sent == GSS_FULL) pd_error(x, "ganspacesynth~: %s: too many messages at once - this one was left out; send fewer", selector->s_name);
    if (sent == GSS_TOO_LONG) pd_error(x, "ganspacesynth~: %s: a message has at most 10000 values in 65000 bytes; send fewer", selector->s_name);
    free(values);
}

static void ganspacesynth_say(t_ganspacesynth *x, const char *selector, int argc, t_float number) {
    t_atom atom;
    SETFLOAT(&atom, number);
    ganspacesynth_anything(x, gensym(selector), argc, &atom);
}

static void ganspacesynth_bang(t_ganspacesynth *x) { ganspacesynth_say(x, "state", 0, 0); }

static void ganspacesynth_float(t_ganspacesynth *x, t_floatarg pitch) { ganspacesynth_say(x, "pitch", 1, pitch); }

static void ganspacesynth_list(t_ganspacesynth *x, t_symbol *selector, int argc, t_atom *argv) {
    (void)selector;
    if (!argc) ganspacesynth_bang(x); /* as all objects have it: a list of none is a bang, */
    else if (argc == 1 && argv->a_type == A_FLOAT) ganspacesynth_float(x, atom_getfloat(argv)); /* and of one that one */
    else if (argc == 2 && argv[0].a_type == A_FLOAT && argv[1].a_type == A_FLOAT)
        gss_note(x->voice, (float)atom_getfloat(argv), (float)atom_getfloat(argv + 1));
    else pd_error(x, "ganspacesynth~: a list is a note: pitch and velocity (0 ends it); other messages begin with a word");
}

/* ---- sound ------------------------------------------------------------------------------------------------------------------------------ */

/* What comes in and what goes out may lie in the same place: all of it is heard before anything is written. */
static t_int *ganspacesynth_perform(t_int *w) {
    t_ganspacesynth *x = (t_ganspacesynth *)w[1];
    t_sample *in = (t_sample *)w[2], *out = (t_sample *)w[3];
    int count = (int)w[4];
#if PD_FLOATSIZE == 32
    gss_listen(x->voice, in, count);
    gss_perform(x->voice, out, count);
#else
    float part[64];
    for (int done = 0; done < count; done += 64) {
        int size = count - done < 64 ? count - done : 64;
        for (int i = 0; i < size; i++) part[i] = (float)in[done + i];
        gss_listen(x->voice, part, size);
    }
    for (int done = 0; done < count; done += 64) {
        int size = count - done < 64 ? count - done : 64;
        gss_perform(x->voice, part, size);
        for (int i = 0; i < size; i++) out[done + i] = part[i];
    }
#endif
    return w + 5;
}

static void ganspacesynth_dsp(t_ganspacesynth *x, t_signal **sp) {
    gss_prepare(x->voice, sp[0]->s_sr);
    dsp_add(ganspacesynth_perform, 4, x, sp[0]->s_vec, sp[1]->s_vec, (t_int)sp[0]->s_n);
}

/* ---- being made and freed --------------------------------------------------------------------------------------------------------------- */

/* Append an atom to a command line; one with spaces is quoted, unless it is the whole. */
static void add_word(char *line, size_t room, const t_atom *atom, int alone) {
    char word[MAXPDSTRING];
    size_t at = strlen(line);
    if (atom->a_type == A_SYMBOL) snprintf(word, sizeof word, "%s", atom->a_w.w_symbol->s_name);
    else snprintf(word, sizeof word, "%g", (double)atom_getfloat((t_atom *)atom));
    snprintf(line + at, room - at, !alone && strchr(word, ' ') ? "%s\"%s\"" : "%s%s", at ? " " : "", word);
}

static int is_flag(const t_atom *atom) { return atom->a_type == A_SYMBOL && atom->a_w.w_symbol->s_name[0] == '@'; }

/* Read a flag with its values; return 0 for a wrong one. */
static int read_flag(const char *name, int count, t_atom *values, gss_settings *settings, char *command, size_t room) {
    t_float port = count == 1 ? atom_getfloat(values) : 0;
    if (!strcmp(name, "@voice") && count == 1 && values->a_type == A_SYMBOL) settings->voice = values->a_w.w_symbol->s_name;
    else if (!strcmp(name, "@port") && port >= 1 && port <= 65535) settings->port = (int)port;
    else if (!strcmp(name, "@command") && count) for (int i = 0; i < count; i++) add_word(command, room, values + i, count == 1);
    else return 0;
    return 1;
}

/* Read the creation arguments; return the model, or NULL. */
static t_atom *read_arguments(t_ganspacesynth *x, int argc, t_atom *argv, gss_settings *settings, char *command, size_t room) {
    t_atom *model = NULL;
    for (int i = 0, end; i < argc; i = end) {
        int good;
        for (end = i + 1; is_flag(argv + i) && end < argc && !is_flag(argv + end);) end++;
        if (is_flag(argv + i)) good = read_flag(argv[i].a_w.w_symbol->s_name, end - i - 1, argv + i + 1, settings, command, room);
        else if ((good = !model && argv[i].a_type == A_SYMBOL)) model = argv + i;
        if (!good) pd_error(x, "ganspacesynth~: creation arguments are [ganspacesynth~ model @voice name @port 1..65535 @command words] - number %d is none of these", i + 1);
    }
    settings->command = command;
    return model;
}

static void *ganspacesynth_new(t_symbol *selector, int argc, t_atom *argv) {
    t_ganspacesynth *x = (t_ganspacesynth *)pd_new(ganspacesynth_class);
    char command[MAXPDSTRING] = "";
    gss_settings settings = {0};
    (void)selector;
    x->folder = canvas_getcurrentdir();
    settings.home = class_gethelpdir(ganspacesynth_class);
    t_atom *model = read_arguments(x, argc, argv, &settings, command, sizeof command);
    x->voice = gss_open(&settings);
    if (!x->voice) {
        pd_error(x, "ganspacesynth~: there is no memory or no network socket for a voice; close something and make the object again");
        pd_free((t_pd *)x);
        return NULL;
    }
    inlet_new(&x->object, &x->object.ob_pd, &s_signal, &s_signal);
    outlet_new(&x->object, &s_signal);
    x->messages = outlet_new(&x->object, &s_anything);
    x->clock = clock_new(x, (t_method)ganspacesynth_poll);
    clock_delay(x->clock, POLL_MS);
    if (model) ganspacesynth_anything(x, gensym("load"), 1, model);
    return x;
}

static void ganspacesynth_free(t_ganspacesynth *x) {
    if (x->clock) clock_free(x->clock);
    gss_close(x->voice);
}

#ifdef _WIN32
__declspec(dllexport)
#endif
void ganspacesynth_tilde_setup(void) {
    ganspacesynth_class = class_new(gensym("ganspacesynth~"), (t_newmethod)ganspacesynth_new, (t_method)ganspacesynth_free, sizeof(t_ganspacesynth), CLASS_DEFAULT,
                                    A_GIMME, 0);
    class_addmethod(ganspacesynth_class, (t_method)ganspacesynth_dsp, gensym("dsp"), A_CANT, 0);
    class_addbang(ganspacesynth_class, ganspacesynth_bang);
    class_addfloat(ganspacesynth_class, ganspacesynth_float);
    class_addlist(ganspacesynth_class, ganspacesynth_list);
    class_addanything(ganspacesynth_class, ganspacesynth_anything);
}
