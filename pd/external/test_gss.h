/* What the files of the test program share: `test_gss NAME`. tests/test_external_client.py builds and runs it, with sanitizers. */
#ifndef TEST_GSS_H
#define TEST_GSS_H

#include "gss_voice.h"

#include <stdio.h>
#include <stdlib.h>

extern int failures;

#define CHECK(what)                                                          \
    do {                                                                     \
        if (!(what)) {                                                       \
            printf("%s:%d: failed: %s\n", __FILE__, __LINE__, #what);        \
            failures++;                                                      \
        }                                                                    \
    } while (0)

uint32_t dice(void); /* the same every time */

void test_osc(void);
void test_osc_fuzz(void);
void test_queue(void);
void test_notes(void);
void test_words(void);
void test_fallback(void);
void test_accepted(void);
void test_no_model_yet(void);
void test_patience(void);
void test_whose(void);
void test_ring_wraps(void);
void test_rates(void);
void test_images(void);
void test_underruns(void);
void test_nonsense(void);
void test_new_ring(void);
void test_bad_files(void);
void test_no_system_calls(void);
void test_speed(void);
void test_inlet(void);
void test_inlet_files(void);
void test_inlet_changes(void);
void test_inlet_no_system_calls(void);
void test_life(void);
void test_table(void);

#endif
