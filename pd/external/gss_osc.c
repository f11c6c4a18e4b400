/* OSC messages as bytes: types i f s b are written, h d T F N I t c r S are read as well. */
#include "gss_internal.h"

#include <string.h>

/* Append a word with its zeros; return the new length, or 0 when there is no room. */
static uint32_t put_word(uint8_t *to, uint32_t at, uint32_t room, const char *word, size_t length) {
    if (length >= room || padded((uint32_t)length + 1) > room - at) return 0;
    uint32_t next = at + padded((uint32_t)length + 1);
    memcpy(to + at, word, length);
    memset(to + at + length, 0, next - at - length);
    return next;
}

static uint32_t put_value(uint8_t *to, uint32_t at, uint32_t room, const gss_value *value) {
    uint32_t number;
    if (value->type == 's') return put_word(to, at, room, value->s, strlen(value->s));
    if (value->type == 'b') {
        if (value->size >= room || 4 + padded(value->size) > room - at) return 0;
        put32(to + at, value->size);
        memcpy(to + at + 4, value->b, value->size);
        memset(to + at + 4 + value->size, 0, padded(value->size) - value->size);
        return at + 4 + padded(value->size);
    }
    if (room - at < 4) return 0;
    memcpy(&number, value->type == 'i' ? (const void *)&value->i : (const void *)&value->f, 4);
    put32(to + at, number);
    return at + 4;
}

/* Write a message; return its length, or 0 when it does not fit. */
uint32_t osc_write(uint8_t *to, uint32_t room, const char *address, int count, const gss_value *values) {
    uint32_t at = put_word(to, 0, room, address, strlen(address)), types = at;
    if (!at || count < 0 || count > MAX_VALUES || padded((uint32_t)count + 2) > room - at) return 0;
    memset(to + at, 0, padded((uint32_t)count + 2));
    to[types++] = ',';
    at += padded((uint32_t)count + 2);
    for (int i = 0; i < count && at; i++) {
        to[types++] = (uint8_t)values[i].type;
        at = put_value(to, at, room, &values[i]);
    }
    return at;
}

/* Return the bytes that a value of this type takes, or -1 when it does not fit or is of no known type. */
static int64_t value_size(char type, const uint8_t *at, const uint8_t *end) {
    int64_t left = end - at;
    if (strchr("TFNI", type)) return 0;
    if (strchr("ifcr", type)) return left >= 4 ? 4 : -1;
    if (strchr("hdt", type)) return left >= 8 ? 8 : -1;
    if (type == 's' || type == 'S') {
        const uint8_t *zero = memchr(at, 0, (size_t)left);
        int64_t size = zero ? (int64_t)padded((uint32_t)(zero - at) + 1) : left + 1;
        return size <= left ? size : -1;
    }
    if (type == 'b' && left >= 4) {
        uint32_t size = get32(at);
        return size <= PACKET && 4 + (int64_t)padded(size) <= left ? 4 + (int64_t)padded(size) : -1;
    }
    return -1;
}

/* Open a packet for reading; return 0 for what is no whole message. */
int osc_read(gss_message *message, const uint8_t *packet, uint32_t size) {
    const uint8_t *at = packet, *end = packet + size;
    int64_t length = size && size <= PACKET && at[0] == '/' ? value_size('s', at, end) : -1;
    if (length < 0) return 0;
    message->address = (const char *)at;
    message->types = "";
    at += length;
    if (at < end) {
        length = *at == ',' ? value_size('s', at, end) : -1;
        if (length < 0) return 0;
        message->types = (const char *)at + 1;
        at += length;
    }
    message->at = at;
    message->end = end;
    for (const char *type = message->types; *type; type++) {
        if ((length = value_size(*type, at, end)) < 0) return 0;
        at += length;
    }
    return 1;
}

int gss_next(gss_message *message, gss_value *value) {
    char type = *message->types;
    if (!type) return 0;
    const uint8_t *at = message->at;
    int64_t size = value_size(type, at, message->end);
    memset(value, 0, sizeof *value);
    value->type = type;
    if (type == 'i' || type == 'c' || type == 'r' || type == 'f') {
        uint32_t bits = get32(at);
        if (type == 'f') memcpy(&value->f, &bits, 4);
        else memcpy(&value->i, &bits, 4), value->type = 'i';
    } else if (type == 'h' || type == 'd' || type == 't') {
        uint64_t bits = (uint64_t)get32(at) << 32 | get32(at + 4);
        double number = (double)(int64_t)bits;
        if (type == 'd') memcpy(&number, &bits, 8);
        value->f = (float)number, value->type = 'f';
    } else if (type == 's' || type == 'S') {
        value->s = (const char *)at, value->type = 's';
    } else if (type == 'b') {
        value->b = at + 4, value->size = get32(at);
    } else {
        value->i = type == 'T', value->type = 'i';
    }
    message->at += size;
    message->types++;
    return 1;
}

/* Go on to the next value that is not of the option `without`; say where it lies and of what type it is. */
static int next_kept(gss_message *rest, const char *without, const uint8_t **from, char *type) {
    gss_value value;
    for (;;) {
        *from = rest->at, *type = *rest->types;
        if (!gss_next(rest, &value)) return 0;
        if (!without || !osc_is_option(&value) || strcmp(value.s, without)) return 1;
        gss_next(rest, &value); /* the option's own value */
    }
}

uint32_t osc_copy(uint8_t *to, uint32_t room, const gss_message *message, const char *without, int more, const gss_value *values) {
    gss_message rest = *message;
    const uint8_t *from;
    char type;
    uint32_t count = (uint32_t)more, types = put_word(to, 0, room, message->address, strlen(message->address)), at = types;
    while (next_kept(&rest, without, &from, &type)) count++;
    if (!at || padded(count + 2) > room - at) return 0;
    memset(to + at, 0, padded(count + 2));
    to[types++] = ',';
    at += padded(count + 2);
    for (rest = *message; next_kept(&rest, without, &from, &type); at += (uint32_t)(rest.at - from)) {
        if ((size_t)(rest.at - from) > room - at) return 0;
        memcpy(to + at, from, (size_t)(rest.at - from));
        to[types++] = (uint8_t)type;
    }
    for (int i = 0; i < more && at; i++) {
        to[types++] = (uint8_t)values[i].type;
        at = put_value(to, at, room, &values[i]);
    }
    return at;
}

int osc_is_option(const gss_value *value) { return value->type == 's' && value->s[0] == '@' && value->s[1]; }

int osc_find(gss_message message, const char *name, gss_value *value) {
    int found = 0;
    while (gss_next(&message, value)) {
        if (found) return 1;
        found = osc_is_option(value) && !strcmp(value->s, name);
    }
    return 0;
}

const char *osc_option(gss_message message, const char *name) {
    gss_value value;
    if (!osc_find(message, name, &value)) return NULL;
    return value.type == 's' ? value.s : "";
}
