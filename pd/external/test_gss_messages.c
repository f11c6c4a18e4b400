/* Tests of messages, queue, and command lines. */
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
    const gss_value more[] = {WORD("@voice"), WORD("a"), WORD("@id"), {.type = 'f', .f = 7}};
    uint32_t longer = osc_copy(copy, sizeof copy, &m, NULL, 4, more);
    CHECK(longer && osc_read(&m, copy, longer) && !strcmp(m.types, "ifsbsssf") && !strcmp(osc_option(m, "@voice"), "a") && osc_find(m, "@id", &v) && v.f == 7);
    osc_read(&m, packet, size);
    for (uint32_t room = 0; room < longer; room++) CHECK(!osc_copy(copy, room, &m, NULL, 4, more));
    osc_read(&m, packet, osc_write(packet, sizeof packet, "/pitch", 4, (gss_value[]){WORD("@id"), {.type = 'f', .f = 3}, WORD("@voice"), WORD("a")}));
    longer = osc_copy(copy, sizeof copy, &m, "@id", 1, &(gss_value){.type = 'i', .i = 5});
    CHECK(osc_read(&m, copy, longer) && !strcmp(m.types, "ssi") && !osc_option(m, "@id") && !strcmp(osc_option(m, "@voice"), "a"));
    osc_read(&m, packet, osc_write(packet, sizeof packet, "/pitch", 1, (gss_value[]){WORD("@id")})); /* an option without its value */
    longer = osc_copy(copy, sizeof copy, &m, "@id", 0, NULL);
    CHECK(osc_read(&m, copy, longer) && !*m.types);
}

/* Whatever comes, nothing is read that is not there (the sanitizers look), and what is a message can be read to its end and copied. */
void test_osc_fuzz(void) {
    static const char types[] = "ifsbhdtTFNIcrSxyz,";
    uint8_t whole[512], copy[1024];
    char key[72];
    const gss_value more[] = {WORD("@id"), WORD("gss")};
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
            uint32_t longer = osc_copy(copy, sizeof copy, &m, round % 3 ? NULL : "@id", 2, more);
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
