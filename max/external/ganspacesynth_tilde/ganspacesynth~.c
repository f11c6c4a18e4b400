/* [ganspacesynth~] for Max: the same object as the one for Pure Data. NOT YET BUILT with the Max SDK; see ../README.md.
 *
 *   [ganspacesynth~ model @voice name @port n @command words…]
 *
 * Inlets: the engine's messages without their slash, and some conveniences (docs/external.md); sound, heard after `listen inlet`.
 * Outlets: sound, answers.
 * All that is not about Max is in pd/external/gss_*.c.
 */
#include "ext.h"
#include "ext_critical.h"
#include "ext_obex.h"
#include "z_dsp.h"

#include <string.h>

#include "gss_client.h"

#define POLL_MS 5

typedef struct ganspacesynth {
    t_pxobject object;
    gss_voice *voice;
    void *clock;
    void *messages; /* outlet */
} t_ganspacesynth;

static t_class *ganspacesynth_class;

/* ---- answers ---------------------------------------------------------------------------------------------------------------------------- */

static void to_atom(const gss_value *value, t_atom *atom) {
    if (value->type == 's') atom_setsym(atom, gensym(value->s));
    else if (value->type == 'i') atom_setlong(atom, value->i);
    else atom_setfloat(atom, value->type == 'f' ? value->f : (double)value->size);
}

/* Send an answer out, without its slash; of what is said about the engine itself, troubles go to the console too. */
static void ganspacesynth_answer(t_ganspacesynth *x, gss_message *message) {
    gss_value value;
    int is_status = !strcmp(message->address, "/status"), count = 0, room = (int)strlen(message->types) + 1;
    t_atom *atoms = (t_atom *)sysmem_newptr((long)(sizeof(t_atom) * (size_t)room));
    const char *word = "";
    if (!atoms) return;
    while (gss_next(message, &value)) {
        to_atom(&value, atoms + count++);
        if (is_status && count == 1 && value.type == 's') word = value.s;
        if (is_status && count == 2 && !strcmp(word, "failed")) object_error((t_object *)x, "%s", value.s);
        if (is_status && count == 2 && (!strcmp(word, "lost") || !strcmp(word, "stuck"))) object_post((t_object *)x, "%s", value.s);
    }
    outlet_anything(x->messages, gensym(message->address + 1), (short)count, atoms);
    sysmem_freeptr(atoms);
}

static void ganspacesynth_poll(t_ganspacesynth *x) {
    gss_message message;
    for (int i = 0; i < 64 && gss_receive(x->voice, &message); i++) ganspacesynth_answer(x, &message);
    clock_fdelay(x->clock, POLL_MS);
}

/* ---- messages: Max sends them from several threads, gss_send wants one at a time ------------------------------------------------------- */

/* Write a path as the engine has to know it: Max's begin with a volume's name. Names stay what they are. */
static const char *native_path(const char *path, char *whole) {
    if (!strchr(path, ':') || path_nameconform(path, whole, PATH_STYLE_NATIVE, PATH_TYPE_ABSOLUTE)) return path;
    return whole;
}

static void ganspacesynth_anything(t_ganspacesynth *x, t_symbol *selector, long argc, t_atom *argv) {
    char address[256], paths[2][MAX_PATH_CHARS];
    const char *name = selector->s_name;
    gss_value *values = (gss_value *)sysmem_newptrclear((long)(sizeof(gss_value) * (size_t)(argc + 1)));
    int n_paths = 0;
    if (!values) return;
    snprintf(address, sizeof address, "/%s", name[0] == '/' ? name + 1 : name);
    for (long i = 0; i < argc; i++) {
        values[i].type = atom_gettype(argv + i) == A_SYM ? 's' : 'f';
        if (values[i].type == 'f') values[i].f = (float)atom_getfloat(argv + i);
        else values[i].s = atom_getsym(argv + i)->s_name;
        if (values[i].type == 's' && strchr(values[i].s, ':') && n_paths < 2) values[i].s = native_path(values[i].s, paths[n_paths]), n_paths++;
    }
    critical_enter(0);
    int sent = gss_send(x->voice, address, (int)argc, values);
    critical_exit(0);
    if (sent == GSS_FULL) object_error((t_object *)x, "%s: too many messages at once - this one was left out; send fewer", name);
    if (sent == GSS_TOO_LONG) object_error((t_object *)x, "%s: a message has at most 10000 values in 65000 bytes; send fewer", name);
    sysmem_freeptr(values);
}

static void ganspacesynth_bang(t_ganspacesynth *x) { ganspacesynth_anything(x, gensym("state"), 0, NULL); }

static void ganspacesynth_float(t_ganspacesynth *x, double pitch) {
    t_atom atom;
    atom_setfloat(&atom, pitch);
    ganspacesynth_anything(x, gensym("pitch"), 1, &atom);
}

static void ganspacesynth_int(t_ganspacesynth *x, t_atom_long pitch) { ganspacesynth_float(x, (double)pitch); }

static void ganspacesynth_list(t_ganspacesynth *x, t_symbol *selector, long argc, t_atom *argv) {
    (void)selector;
    if (!argc) { /* as all objects have it: a list of none is a bang, and of one that one */
        ganspacesynth_bang(x);
        return;
    }
    if (argc == 1 && atom_gettype(argv) != A_SYM) {
        ganspacesynth_float(x, atom_getfloat(argv));
        return;
    }
    if (argc != 2 || atom_gettype(argv) == A_SYM || atom_gettype(argv + 1) == A_SYM) {
        object_error((t_object *)x, "a list is a note: pitch and velocity (0 ends it); other messages begin with a word");
        return;
    }
    critical_enter(0);
    gss_note(x->voice, (float)atom_getfloat(argv), (float)atom_getfloat(argv + 1));
    critical_exit(0);
}

/* ---- sound ------------------------------------------------------------------------------------------------------------------------------ */

static void ganspacesynth_perform(t_ganspacesynth *x, t_object *dsp, double **ins, long n_ins, double **outs, long n_outs, long count, long flags, void *unused) {
    float part[64];
    (void)dsp, (void)n_outs, (void)flags, (void)unused;
    for (long done = 0; n_ins > 1 && done < count; done += 64) { /* all of it is heard before anything is written: both may lie in the same place */
        long size = count - done < 64 ? count - done : 64;
        for (long i = 0; i < size; i++) part[i] = (float)ins[1][done + i];
        gss_listen(x->voice, part, (int)size);
    }
    for (long done = 0; done < count; done += 64) {
        long size = count - done < 64 ? count - done : 64;
        gss_perform(x->voice, part, (int)size);
        for (long i = 0; i < size; i++) outs[0][done + i] = part[i];
    }
}

static void ganspacesynth_dsp(t_ganspacesynth *x, t_object *dsp, short *connected, double rate, long most, long flags) {
    (void)connected, (void)most, (void)flags;
    gss_prepare(x->voice, rate);
    object_method(dsp, gensym("dsp_add64"), x, ganspacesynth_perform, 0, NULL);
}

/* ---- being made and freed --------------------------------------------------------------------------------------------------------------- */

static int is_flag(const t_atom *atom) { return atom_gettype(atom) == A_SYM && atom_getsym(atom)->s_name[0] == '@'; }

/* Append a word to a command line; one with spaces is quoted, unless it is the whole. */
static void add_word(char *line, size_t room, const t_atom *atom, int alone) {
    char number[64];
    size_t at = strlen(line);
    const char *word = number;
    if (atom_gettype(atom) == A_SYM) word = atom_getsym(atom)->s_name;
    else snprintf(number, sizeof number, "%g", atom_getfloat(atom));
    snprintf(line + at, room - at, !alone && strchr(word, ' ') ? "%s\"%s\"" : "%s%s", at ? " " : "", word);
}

/* Read a flag with its values; return 0 for a wrong one. */
static int read_flag(const char *name, long count, const t_atom *values, gss_settings *settings, char *command, size_t room) {
    double port = count == 1 ? atom_getfloat(values) : 0;
    if (!strcmp(name, "@voice") && count == 1 && atom_gettype(values) == A_SYM) settings->voice = atom_getsym(values)->s_name;
    else if (!strcmp(name, "@port") && port >= 1 && port <= 65535) settings->port = (int)port;
    else if (!strcmp(name, "@command") && count) for (long i = 0; i < count; i++) add_word(command, room, values + i, count == 1);
    else return 0;
    return 1;
}

/* Read the creation arguments; return the model, or NULL. */
static t_atom *read_arguments(t_ganspacesynth *x, long argc, t_atom *argv, gss_settings *settings, char *command, size_t room) {
    t_atom *model = NULL;
    for (long i = 0, end; i < argc; i = end) {
        int good;
        for (end = i + 1; is_flag(argv + i) && end < argc && !is_flag(argv + end);) end++;
        if (is_flag(argv + i)) good = read_flag(atom_getsym(argv + i)->s_name, end - i - 1, argv + i + 1, settings, command, room);
        else if ((good = !model && atom_gettype(argv + i) == A_SYM)) model = argv + i;
        if (!good) object_error((t_object *)x, "arguments are [ganspacesynth~ model @voice name @port 1..65535 @command words] - number %ld is none of these", i + 1);
    }
    settings->command = command;
    return model;
}

static void *ganspacesynth_new(t_symbol *selector, long argc, t_atom *argv) {
    t_ganspacesynth *x = (t_ganspacesynth *)object_alloc(ganspacesynth_class);
    char command[1024] = "";
    gss_settings settings = {0};
    (void)selector;
    if (!x) return NULL;
    dsp_setup((t_pxobject *)x, 2); /* sound comes in at the second, as in Pd */
    x->messages = outlet_new(x, NULL); /* from right to left */
    outlet_new(x, "signal");
    t_atom *model = read_arguments(x, argc, argv, &settings, command, sizeof command);
    x->voice = gss_open(&settings);
    x->clock = clock_new(x, (method)ganspacesynth_poll);
    if (!x->voice) {
        object_error((t_object *)x, "there is no memory or no network socket for a voice; close something and make the object again");
        object_free(x);
        return NULL;
    }
    clock_fdelay(x->clock, POLL_MS);
    if (model) ganspacesynth_anything(x, gensym("load"), 1, model);
    return x;
}

static void ganspacesynth_free(t_ganspacesynth *x) {
    dsp_free((t_pxobject *)x);
    if (x->clock) object_free(x->clock);
    gss_close(x->voice);
}

static void ganspacesynth_assist(t_ganspacesynth *x, void *box, long kind, long index, char *text) {
    (void)x, (void)box;
    if (kind == ASSIST_INLET) snprintf(text, ASSIST_MAX_STRING_LEN, index ? "(signal) what is heard after listen inlet" : "messages of the engine; pitch; list: pitch velocity");
    else snprintf(text, ASSIST_MAX_STRING_LEN, index ? "answers, status, underruns" : "(signal) the voice");
}

void ext_main(void *unused) {
    t_class *c = class_new("ganspacesynth~", (method)ganspacesynth_new, (method)ganspacesynth_free, (long)sizeof(t_ganspacesynth), 0L, A_GIMME, 0);
    (void)unused;
    class_addmethod(c, (method)ganspacesynth_dsp, "dsp64", A_CANT, 0);
    class_addmethod(c, (method)ganspacesynth_assist, "assist", A_CANT, 0);
    class_addmethod(c, (method)ganspacesynth_bang, "bang", 0);
    class_addmethod(c, (method)ganspacesynth_int, "int", A_LONG, 0);
    class_addmethod(c, (method)ganspacesynth_float, "float", A_FLOAT, 0);
    class_addmethod(c, (method)ganspacesynth_list, "list", A_GIMME, 0);
    class_addmethod(c, (method)ganspacesynth_anything, "anything", A_GIMME, 0);
    class_dspinit(c);
    class_register(CLASS_BOX, c);
    ganspacesynth_class = c;
}
