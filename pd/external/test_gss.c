/* Tests of the client, from inside: `test_gss NAME`. */
#include "test_gss.h"

int failures;

uint32_t dice(void) { /* xorshift: the same every time */
    static uint32_t state = 2463534242u;
    state ^= state << 13, state ^= state >> 17;
    return state ^= state << 5;
}

/* What it knows of the command table, for comparison with the table. */
void test_table(void) {
    for (const struct note_control *c = note_controls; c->address; c++) printf("control %s %d\n", c->address, c->least);
    for (const char *const *address = voiceless; *address; address++) printf("voiceless %s\n", *address);
    for (const char *const *address = not_yet; *address; address++) printf("not_yet %s\n", *address);
}

int main(int count, char **words) {
    static const struct { const char *name; void (*run)(void); } tests[] = {
        {"osc", test_osc}, {"osc_fuzz", test_osc_fuzz}, {"queue", test_queue}, {"ring_wraps", test_ring_wraps}, {"rates", test_rates},
        {"images", test_images}, {"underruns", test_underruns}, {"nonsense", test_nonsense}, {"new_ring", test_new_ring}, {"bad_files", test_bad_files},
        {"notes", test_notes}, {"words", test_words}, {"fallback", test_fallback}, {"accepted", test_accepted}, {"no_model_yet", test_no_model_yet}, {"patience", test_patience},
        {"whose", test_whose}, {"no_system_calls", test_no_system_calls}, {"speed", test_speed}, {"inlet", test_inlet}, {"inlet_files", test_inlet_files}, {"inlet_changes", test_inlet_changes},
        {"inlet_no_system_calls", test_inlet_no_system_calls}, {"life", test_life}, {"table", test_table},
    };
    int known = 0;
    setvbuf(stdout, NULL, _IONBF, 0);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        if (count > 1 && !strcmp(words[1], tests[i].name)) known = 1, tests[i].run();
    if (!known) printf("There is no such test.\n");
    return !known || failures;
}
