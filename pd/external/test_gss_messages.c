/* Tests of messages, queue, and of what waits or is told again. */
#include "test_gss.h"

void test_osc(void) {
    uint8_t packet[PACKET], copy[PACKET];
    gss_message m;
    gss_value v, in[4] = {{.type = 'i', .i = -5}, {.type = 'f', .f = 0.25f}, {.type = 's', .s = "two words"}, {.type = 'b', .b = "\1\2\3", .size = 3}};
    uint32_t size = osc_write(packet, sizeof packet, "/edit", 4, in);
    static const char expected[] = "/edit\0\0\0,ifsb\0\0\0\xff\xff\xff\xfb\x3e\x80\0\0two words\0\0\0\0\0\0\3\1\2\3\0";
    CHECK(size == sizeof expected - 1 && !memcmp(packet, expected, size));
    CHECK(osc_read(&m, packet, size) && !strcmp(m.address, "/edit"));
    CHECK(gss_next(&m, &v) && v.type == 'i' && v.i == -5);
    CHECK(gss_next(&m, &v) && v.type == 'f' && v.f == 0.25f);
    CHECK(gss_next(&m, &v) && v.type == 's' && !strcmp(v.s, "two words"));
    CHECK(gss_next(&m, &v) && v.type == 'b' && v.size == 3 && !memcmp(v.b, "\1\2\3", 3));
    CHECK(!gss_next(&m, &v));
    for (uint32_t shorter = 0; shorter < size; shorter++) CHECK(!osc_write(copy, shorter, "/edit", 4, in)); /* no room is no message */
    for (uint32_t shorter = 1; shorter < size; shorter++) CHECK(shorter == 8 || !osc_read(&m, packet, shorter)); /* 8: the address alone is one */
    static const uint8_t others[] = "/x\0\0,hdTF\0\0\0\0\0\0\0\0\0\0\7\x3f\xe0\0\0\0\0\0\0";
    CHECK(osc_read(&m, others, sizeof others - 1) && gss_next(&m, &v) && v.f == 7 && gss_next(&m, &v) && v.f == 0.5f);
    CHECK(gss_next(&m, &v) && v.i == 1 && gss_next(&m, &v) && v.i == 0 && !gss_next(&m, &v));
    CHECK(osc_read(&m, (const uint8_t *)"/x\0", 4) && !gss_next(&m, &v));
    CHECK(!osc_read(&m, (const uint8_t *)"#bundle", 8) && !osc_read(&m, (const uint8_t *)"", 0) && !osc_read(&m, (const uint8_t *)"/xyz", 4));
    osc_read(&m, packet, size);
    const char *const more[] = {"@voice", "a"};
    uint32_t longer = osc_copy(copy, sizeof copy, &m, 1, 2, more);
    CHECK(longer && osc_read(&m, copy, longer) && !strcmp(m.types, "ifsss") && !strcmp(osc_option(m, "@voice"), "a") && !osc_option(m, "@id"));
    osc_read(&m, packet, size);
    for (uint32_t room = 0; room < longer; room++) CHECK(!osc_copy(copy, room, &m, 1, 2, more));
}

/* Whatever comes, nothing is read that is not there (the sanitizers look), and what is a message can be read to its end and copied. */
void test_osc_fuzz(void) {
    static const char types[] = "ifsbhdtTFNIcrSxyz,";
    uint8_t whole[512], copy[1024];
    char key[72];
    const char *const more[] = {"@id", "gss"};
    int good = 0;
    for (int round = 0; round < 300000; round++) {
        uint32_t size = dice() % sizeof whole;
        for (uint32_t i = 0; i < size; i++) whole[i] = (uint8_t)(dice() % 3 ? dice() : 0);
        if (round % 4) { /* begin well */
            memcpy(whole, "/edit\0\0\0,", 9);
            int count = (int)(dice() % 7);
            for (int i = 0; i < count; i++) whole[9 + i] = (uint8_t)types[dice() % (round % 2 ? 4 : 18)];
            memset(whole + 9 + count, 0, (size_t)(padded((uint32_t)count + 2) - (uint32_t)count - 1));
        }
        uint8_t *packet = malloc(size ? size : 1); /* of its very size, so that the sanitizer sees a step too far */
        memcpy(packet, whole, size);
        gss_message m, rest;
        gss_value v;
        if (osc_read(&m, packet, size)) {
            good++;
            for (rest = m; gss_next(&rest, &v);)
                if (v.type == 'b' && v.size) copy[0] = ((const uint8_t *)v.b)[v.size - 1];
            CHECK(rest.at <= rest.end);
            note_key(m, key, sizeof key);
            osc_option(m, "@id");
            uint32_t longer = osc_copy(copy, sizeof copy, &m, 0, 2, more);
            CHECK(longer && osc_read(&rest, copy, longer));
        }
        free(packet);
    }
    CHECK(good > 10000);
    printf("%d of 300000 random packets were messages\n", good);
}

static queue crossing;

static void *send_many(void *unused) {
    uint8_t packet[997];
    for (uint32_t i = 0; i < 20000;) {
        uint32_t size = 4 + i % 990;
        memset(packet, (int)(i & 255), size);
        put32(packet, i);
        i += (uint32_t)queue_put(&crossing, packet, size);
    }
    return unused;
}

void test_queue(void) {
    static uint8_t packet[PACKET];
    pthread_t thread;
    queue_open(&crossing, 4096);
    atomic_store(&crossing.put, UINT32_MAX - 100), atomic_store(&crossing.taken, UINT32_MAX - 100); /* positions wrap */
    CHECK(!queue_take(&crossing, packet) && !queue_put(&crossing, packet, 4093));
    pthread_create(&thread, NULL, send_many, NULL);
    for (uint32_t i = 0; i < 20000;) {
        uint32_t size = queue_take(&crossing, packet);
        if (!size) continue;
        if (size != 4 + i % 990 || get32(packet) != i || (size > 4 && packet[size - 1] != (i & 255))) failures++;
        i++;
    }
    pthread_join(thread, NULL);
    free(crossing.bytes);
}

static note *say(const char *address, int count, const gss_value *values) {
    uint8_t packet[512];
    return note_new(packet, osc_write(packet, sizeof packet, address, count, values));
}

static note *say1(const char *address, float number) { return say(address, 1, &(gss_value){.type = 'f', .f = number}); }
static note *say2(const char *address, float a, float b) { return say(address, 2, (gss_value[]){{.type = 'f', .f = a}, {.type = 'f', .f = b}}); }

static const char *listed(const notes *list) {
    static char text[512];
    text[0] = 0;
    for (const note *n = list->first; n; n = n->next) snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", text[0] ? " " : "", (const char *)n->packet);
    return text;
}

void test_notes(void) {
    notes list = {NULL, 0};
    for (int i = 0; i < 1000; i++) notes_add(&list, say2("/edit", 1, (float)i)), notes_add(&list, say1("/pitch", (float)i));
    notes_add(&list, say2("/edit", 2, 0));
    CHECK(list.count == 3 && !strcmp(listed(&list), "/edit /pitch /edit"));
    notes_add(&list, say1("/edits", 0));
    CHECK(!strcmp(listed(&list), "/pitch /edits"));
    notes_add(&list, say2("/bend", 1, 0)), notes_add(&list, say1("/seed", 3)), notes_add(&list, say("/random", 0, NULL));
    CHECK(!strcmp(listed(&list), "/pitch /edits /bend /random"));
    notes_add(&list, say("/straighten", 0, NULL));
    CHECK(!strcmp(listed(&list), "/pitch /edits /random /straighten"));
    notes_add(&list, say("/store", 1, &(gss_value){.type = 's', .s = "a"})), notes_add(&list, say1("/pitch", 1)), notes_add(&list, say1("/pitch", 2));
    CHECK(!strcmp(listed(&list), "/pitch /edits /random /straighten /store /pitch")); /* what was stored has the first pitch */
    notes_add(&list, say("/pitch", 0, NULL));
    CHECK(!list.first->next->next->next->next->next->next->key[0]); /* a question sets nothing */
    gss_value load[3] = {{.type = 's', .s = "folder"}, {.type = 's', .s = "@as"}, {.type = 's', .s = "x"}};
    notes_add(&list, say("/load", 3, load)), notes_add(&list, say("/load", 1, load)), notes_add(&list, say("/load", 1, load));
    note *n = notes_take(&list, 1);
    CHECK(n && !strcmp(n->key, "load x"));
    free(n);
    free(notes_take(&list, 1));
    CHECK(!notes_take(&list, 1));
    notes_append(&list, say1("/gate", 0)), notes_append(&list, say1("/gate", 1));
    CHECK(strstr(listed(&list), "/gate /gate"));
    notes_clear(&list);
    CHECK(!list.count);
    gss_value traits[2] = {{.type = 's', .s = "family"}, {.type = 's', .s = "organ"}}, any = {.type = 's', .s = "any"};
    notes_add(&list, say("/traits", 2, traits)), notes_add(&list, say("/traits", 2, traits)), notes_add(&list, say("/traits", 0, NULL));
    traits[0].s = "velocity", traits[1] = (gss_value){.type = 'f', .f = 100};
    notes_add(&list, say("/traits", 2, traits));
    CHECK(list.count == 3); /* a family, a velocity, and a question that is asked once */
    notes_clear(&list);
    notes_add(&list, say("/traits", 2, traits)), notes_add(&list, say("/traits", 1, &any));
    CHECK(list.count == 1 && !strcmp(list.first->key, "traits any"));
    notes_clear(&list);
    char key[8]; /* of a word longer than any key */
    gss_message m;
    n = say("/bend", 2, (gss_value[]){{.type = 's', .s = "a layer with a very long name"}, {.type = 'f'}});
    CHECK(osc_read(&m, n->packet, n->size));
    note_key(m, key, sizeof key);
    CHECK(!strcmp(key, "bend a "));
    free(n);
}

void test_words(void) {
    char line[256], *words[8];
    snprintf(line, sizeof line, "  '/a b/python' -m \"x y\"z  c\\ d '' ");
    int count = split_words(line, words, 8);
    CHECK(count == 5 && !strcmp(words[0], "/a b/python") && !strcmp(words[2], "x yz") && !strcmp(words[3], "c d") && !*words[4]);
    snprintf(line, sizeof line, "1 2 3 4 5 6 7 8 9 10");
    CHECK(split_words(line, words, 8) == 8);
    uint8_t packet[256];
    gss_message m;
    gss_value in[3] = {{.type = 's', .s = "/a b/python"}, {.type = 's', .s = "-m"}, {.type = 's', .s = "x"}};
    osc_read(&m, packet, osc_write(packet, sizeof packet, "/start", 3, in));
    join_words(m, line, sizeof line);
    CHECK(!strcmp(line, "\"/a b/python\" -m x"));
    osc_read(&m, packet, osc_write(packet, sizeof packet, "/start", 1, in));
    join_words(m, line, sizeof line);
    CHECK(!strcmp(line, "/a b/python"));
    osc_read(&m, packet, osc_write(packet, sizeof packet, "/start", 3, in));
    join_words(m, line, 6);
    CHECK(!strcmp(line, "\"/a b"));
}
