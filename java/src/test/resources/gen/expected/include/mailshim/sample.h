/* Generated from native/abi/sample.h.in and java/src/main/java/org/mailshim/abi/sample by `make generate`; do not edit. */
/* A header for the generator's own tests. */
#ifndef MAILSHIM_SAMPLE_H
#define MAILSHIM_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAMPLE_API __attribute__((visibility("default")))
#define SAMPLE_CALL
#define SAMPLE_PRINTF(format, first) __attribute__((__format__(__printf__, format, first)))
#ifdef __cplusplus
#define SAMPLE_DEFAULT(argument) argument
extern "C" {
#else
#define SAMPLE_DEFAULT(argument)
#endif

typedef struct Sample Sample;
typedef uint32_t sample_ulong;
typedef void(SAMPLE_CALL *SampleCallback)(Sample *sample, ...);
enum sample_kind { SAMPLE_NONE, SAMPLE_SOME, SAMPLE_WRONG = -1 };

/* GENERAL */
/*
 * Opens a sample with `a < b && c > d`. The first paragraph is long enough to be wrapped, because
 * it goes on and on, and then a little further.
 *
 * A second paragraph, which refers to `sample_close` and `sample_write` with 1 < 2.
 *   - an item
 *   - another item, which is so long that it has to be wrapped, and whose second line is to begin
 *     under its first word
 *
 *     Sample *sample = sample_open("x", 1);
 *         sample_close(sample);
 *
 *   name     what to call it
 *   size     how many; the documentation of this parameter is so long that it has to be wrapped,
 *            aligned with itself
 *   returns  the sample, or `NULL`
 */
SAMPLE_API Sample *SAMPLE_CALL sample_open(const char *name, int size SAMPLE_DEFAULT(= 25),
                                           SampleCallback callback SAMPLE_DEFAULT(= NULL),
                                           void *callback_param SAMPLE_DEFAULT(= NULL),
                                           const char *file SAMPLE_DEFAULT(= "sample.cfg"),
                                           uint64_t flags SAMPLE_DEFAULT(= 0));

/*
 * Closes it.
 */
SAMPLE_API void SAMPLE_CALL sample_close(Sample *sample);

/*
 * An unsigned number of 32 bits.
 */
SAMPLE_API sample_ulong SAMPLE_CALL sample_unsigned(sample_ulong value, unsigned short small,
                                                    signed char smaller);

/*
 * Small integers come back with their own sign.
 */
SAMPLE_API unsigned char SAMPLE_CALL sample_octet(signed char value);

/*
 * Two octets.
 */
SAMPLE_API short SAMPLE_CALL sample_short(unsigned short value);

/*
 * Truth.
 */
SAMPLE_API int SAMPLE_CALL sample_not(int flag, bool other);

/*
 * Half of it.
 */
SAMPLE_API double SAMPLE_CALL sample_half(double value, float scale);

/*
 * A float.
 */
SAMPLE_API float SAMPLE_CALL sample_float(float value);

/*
 * A pointer to text that the library owns.
 */
SAMPLE_API char *SAMPLE_CALL sample_text(
    int (SAMPLE_CALL *compare)(const void *one, const void *other));

/*
 * An enumeration.
 */
SAMPLE_API enum sample_kind SAMPLE_CALL sample_kind_of(void);

/*
 * An entry whose name leaves no room for its parameters on the first line, as the prototype of some
 * old library might.
 */
SAMPLE_API int SAMPLE_CALL sample_with_a_name_that_is_so_long_that_nothing_fits_behind_it_on_a_line_of_one_hundred(
    int one, int two);

/*
 * The version, forever valid.
 */
SAMPLE_API const char *SAMPLE_CALL sample_version(void);

/* WRITING */
/*
 * Writes.
 *
 *   returns  octets written, 0 = error
 */
SAMPLE_API int SAMPLE_CALL sample_write(Sample *sample, const void *buffer, int size);

/*
 * Writes as `printf` does.
 *
 *   sample   where to
 *   format   as in `printf`
 *   returns  octets written, below 0 = error
 */
SAMPLE_API int SAMPLE_CALL sample_printf(Sample *sample, const char *format,
                                         ...) SAMPLE_PRINTF(2, 3);

/* NOTHING YET */

#ifdef __cplusplus
}
#endif

#endif
