/* Generated from java/src/main/java/org/mailshim/abi/sample by `make generate`; do not edit. */
#include "entry.h"
#include <mailshim/sample.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static struct mailshim_surface surface = {
    .dispatch_class = "org/mailshim/abi/sample/SampleDispatch",
};

Sample *SAMPLE_CALL sample_open(const char *name, int size, SampleCallback callback,
                                void *callback_param, const char *file, uint64_t flags)
{
    _Static_assert(sizeof(name) == 8, "sample_open: name");
    _Static_assert(sizeof(size) == 4, "sample_open: size");
    _Static_assert(sizeof(callback) == 8, "sample_open: callback");
    _Static_assert(sizeof(callback_param) == 8, "sample_open: callback_param");
    _Static_assert(sizeof(file) == 8, "sample_open: file");
    _Static_assert(sizeof(flags) == 8, "sample_open: flags");
    _Static_assert(sizeof(Sample *) == 8, "sample_open: Sample *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "sample_open");
    if (dispatch == NULL)
        return NULL;
    return (Sample *)(intptr_t)dispatch(0, (int64_t)(intptr_t)name, (int64_t)size,
                                        (int64_t)(intptr_t)callback,
                                        (int64_t)(intptr_t)callback_param, (int64_t)(intptr_t)file,
                                        (int64_t)(intptr_t)flags);
}

void SAMPLE_CALL sample_close(Sample *sample)
{
    _Static_assert(sizeof(sample) == 8, "sample_close: sample");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "sample_close");
    if (dispatch == NULL)
        return;
    dispatch(1, (int64_t)(intptr_t)sample, 0, 0, 0, 0, 0);
}

int SAMPLE_CALL sample_write(Sample *sample, const void *buffer, int size)
{
    _Static_assert(sizeof(sample) == 8, "sample_write: sample");
    _Static_assert(sizeof(buffer) == 8, "sample_write: buffer");
    _Static_assert(sizeof(size) == 4, "sample_write: size");
    _Static_assert(sizeof(int) == 4, "sample_write: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "sample_write");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(2, (int64_t)(intptr_t)sample, (int64_t)(intptr_t)buffer,
                                  (int64_t)size, 0, 0, 0);
}

sample_ulong SAMPLE_CALL sample_unsigned(sample_ulong value, unsigned short small,
                                         signed char smaller)
{
    _Static_assert(sizeof(value) == 4, "sample_unsigned: value");
    _Static_assert(sizeof(small) == 2, "sample_unsigned: small");
    _Static_assert(sizeof(smaller) == 1, "sample_unsigned: smaller");
    _Static_assert(sizeof(sample_ulong) == 4, "sample_unsigned: sample_ulong");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "sample_unsigned");
    if (dispatch == NULL)
        return 0;
    return (sample_ulong)(int32_t)dispatch(3, (int64_t)value, (int64_t)small, (int64_t)smaller, 0,
                                           0, 0);
}

unsigned char SAMPLE_CALL sample_octet(signed char value)
{
    _Static_assert(sizeof(value) == 1, "sample_octet: value");
    _Static_assert(sizeof(unsigned char) == 1, "sample_octet: unsigned char");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "sample_octet");
    if (dispatch == NULL)
        return 0x7f;
    return (unsigned char)(int8_t)dispatch(4, (int64_t)value, 0, 0, 0, 0, 0);
}

short SAMPLE_CALL mailshim_java_sample_short(unsigned short value);
short SAMPLE_CALL mailshim_java_sample_short(unsigned short value)
{
    _Static_assert(sizeof(value) == 2, "sample_short: value");
    _Static_assert(sizeof(short) == 2, "sample_short: short");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "sample_short");
    if (dispatch == NULL)
        return -2;
    return (short)(int16_t)dispatch(5, (int64_t)value, 0, 0, 0, 0, 0);
}

int SAMPLE_CALL sample_not(int flag, bool other)
{
    _Static_assert(sizeof(flag) == sizeof(int) || sizeof(flag) == sizeof(_Bool),
                   "sample_not: flag");
    _Static_assert(sizeof(other) == sizeof(int) || sizeof(other) == sizeof(_Bool),
                   "sample_not: other");
    _Static_assert(sizeof(int) == sizeof(int) || sizeof(int) == sizeof(_Bool), "sample_not: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "sample_not");
    if (dispatch == NULL)
        return 1;
    return (int)(dispatch(6, (int64_t)(flag != 0), (int64_t)(other != 0), 0, 0, 0, 0) != 0);
}

double SAMPLE_CALL sample_half(double value, float scale)
{
    _Static_assert(sizeof(value) == 8, "sample_half: value");
    _Static_assert(sizeof(scale) == 4, "sample_half: scale");
    _Static_assert(sizeof(double) == 8, "sample_half: double");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "sample_half");
    if (dispatch == NULL)
        return -0.5;
    int64_t value_bits;
    memcpy(&value_bits, &value, sizeof value_bits);
    int32_t scale_bits;
    memcpy(&scale_bits, &scale, sizeof scale_bits);
    double result;
    int64_t bits = dispatch(7, value_bits, scale_bits, 0, 0, 0, 0);
    memcpy(&result, &bits, sizeof result);
    return result;
}

float SAMPLE_CALL sample_float(float value)
{
    _Static_assert(sizeof(value) == 4, "sample_float: value");
    _Static_assert(sizeof(float) == 4, "sample_float: float");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "sample_float");
    if (dispatch == NULL)
        return -1;
    int32_t value_bits;
    memcpy(&value_bits, &value, sizeof value_bits);
    float result;
    int32_t bits = (int32_t)dispatch(8, value_bits, 0, 0, 0, 0, 0);
    memcpy(&result, &bits, sizeof result);
    return result;
}

char *SAMPLE_CALL sample_text(int (SAMPLE_CALL *compare)(const void *one, const void *other))
{
    _Static_assert(sizeof(compare) == 8, "sample_text: compare");
    _Static_assert(sizeof(char *) == 8, "sample_text: char *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "sample_text");
    if (dispatch == NULL)
        return NULL;
    return (char *)(intptr_t)dispatch(9, (int64_t)(intptr_t)compare, 0, 0, 0, 0, 0);
}

enum sample_kind SAMPLE_CALL sample_kind_of(void)
{
    _Static_assert(sizeof(enum sample_kind) == 4, "sample_kind_of: enum sample_kind");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "sample_kind_of");
    if (dispatch == NULL)
        return -1;
    return (enum sample_kind)(int32_t)dispatch(10, 0, 0, 0, 0, 0, 0);
}

long SAMPLE_CALL sample_internal(long value);
long SAMPLE_CALL sample_internal(long value)
{
    _Static_assert(sizeof(value) == 8, "sample_internal: value");
    _Static_assert(sizeof(long) == 8, "sample_internal: long");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "sample_internal");
    if (dispatch == NULL)
        return 0;
    return (long)(intptr_t)dispatch(11, (int64_t)(intptr_t)value, 0, 0, 0, 0, 0);
}

int SAMPLE_CALL sample_with_a_name_that_is_so_long_that_nothing_fits_behind_it_on_a_line_of_one_hundred(
    int one, int two)
{
    _Static_assert(
        sizeof(one) == 4,
        "sample_with_a_name_that_is_so_long_that_nothing_fits_behind_it_on_a_line_of_one_hundred: one");
    _Static_assert(
        sizeof(two) == 4,
        "sample_with_a_name_that_is_so_long_that_nothing_fits_behind_it_on_a_line_of_one_hundred: two");
    _Static_assert(
        sizeof(int) == 4,
        "sample_with_a_name_that_is_so_long_that_nothing_fits_behind_it_on_a_line_of_one_hundred: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "sample_with_a_name_that_is_so_long_that_nothing_fits_behind_it_on_a_line_of_one_hundred");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(12, (int64_t)one, (int64_t)two, 0, 0, 0, 0);
}
