/* The ring of sound that the engine writes, as a mapped file, and the filter from its rate to the host's. */
#include "gss_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t little32(const uint8_t *at) { return (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0]; }

/* Map a ring of a kind; return NULL and say why when it is none. The rate of one that a host writes into is the host's to say. */
static mapping *mapped(const char *path, const char *kind, const char **why) {
    mapping *map = calloc(1, sizeof *map);
    *why = "it cannot be opened";
    if (map) map->base = file_map(path, &map->size);
    if (!map || !map->base) {
        free(map);
        return NULL;
    }
    *why = "it is no ring that this program knows";
    if (map->size >= 1024 && !memcmp(map->base, kind, 8) && little32(map->base + VERSION_AT) == 1) {
        map->capacity = little32(map->base + CAPACITY_AT);
        map->rate = little32(map->base + RATE_AT);
        map->first = little32(map->base + FIRST_AT);
        uint32_t c = map->capacity;
        if (c >= 256 && c <= MAX_CAPACITY && !(c & (c - 1)) && map->first >= MISSED + 8 && !(map->first & 3) && map->first <= map->size
            && (map->size - map->first) / 4 >= c) return map;
    }
    file_unmap(map->base, map->size);
    free(map);
    return NULL;
}

mapping *ring_open(const char *path, const char **why) {
    mapping *map = mapped(path, "GSSRING1", why);
    if (map && (map->rate < 1000 || map->rate > 768000)) {
        file_unmap(map->base, map->size);
        free(map);
        map = NULL;
    }
    if (map) file_forget(path);
    return map;
}

mapping *input_ring_open(const char *path, const char **why) {
    mapping *map = mapped(path, "GSSINPUT", why);
    if (map) file_forget(path);
    return map;
}

static double bessel0(double x) {
    double sum = 1, term = 1;
    for (int k = 1; k < 40; k++) sum += term *= (x / (2 * k)) * (x / (2 * k));
    return sum;
}

/* Fill the filter's table: a sinc in a Kaiser window, cut off a little below the lower of the two rates' halves. */
static void fill_table(float *table, uint32_t taps, double cutoff) {
    const double pi = 3.14159265358979323846, beta = 9.0, half = taps / 2.0, peak = bessel0(beta);
    for (uint32_t phase = 0; phase <= PHASES; phase++) {
        float *row = table + (size_t)phase * taps;
        double sum = 0;
        for (uint32_t tap = 0; tap < taps; tap++) {
            double t = (double)tap - (half - 1) - (double)phase / PHASES, edge = 1 - (t / half) * (t / half);
            double x = pi * 2 * cutoff * t, value = fabs(x) < 1e-9 ? 1 : sin(x) / x;
            value *= edge <= 0 ? 0 : bessel0(beta * sqrt(edge)) / peak;
            row[tap] = (float)value;
            sum += value;
        }
        for (uint32_t tap = 0; tap < taps; tap++) row[tap] = (float)(row[tap] / sum); /* a constant stays what it is */
    }
}

source *source_open(mapping *map, uint32_t host_rate) {
    source *result = calloc(1, sizeof *result);
    if (!result || !host_rate || map->rate > (uint64_t)host_rate * MAX_RATIO) {
        free(result);
        return NULL;
    }
    double narrow = map->rate > host_rate ? (double)host_rate / map->rate : 1.0;
    result->taps = 2 * (uint32_t)ceil(TAPS / 2 / narrow);
    result->host_rate = host_rate;
    result->table = malloc(sizeof(float) * (PHASES + 1) * result->taps);
    if (!result->table) {
        free(result);
        return NULL;
    }
    fill_table(result->table, result->taps, 0.475 * narrow);
    result->map = map;
    map->users++;
    return result;
}

void mapping_drop(mapping *map) {
    if (map && --map->users == 0) {
        file_unmap(map->base, map->size);
        free(map);
    }
}

void source_close(source *s) {
    if (!s) return;
    mapping_drop(s->map);
    free(s->table);
    free(s);
}
