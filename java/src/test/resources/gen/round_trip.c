/*
 * round_trip.c - calls every generated trampoline of the sample through a dispatcher written here
 *
 * Prints one line per call: what the dispatcher saw, and what the caller got back. Stands in for
 * libmailshim: mailshim_enter() gives the dispatcher below, or NULL while `reachable` is 0.
 */
#include "entry.h"
#include <mailshim/sample.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

long sample_internal(long value);
short SAMPLE_CALL mailshim_java_sample_short(unsigned short value);

static int64_t answer;
static int reachable = 1;

/* A wrapped entry is written by hand. */
short SAMPLE_CALL sample_short(unsigned short value)
{
    return mailshim_java_sample_short(value);
}

static int compare(const void *one, const void *other)
{
    return one == other;
}

static int64_t seen(int32_t op, int64_t a0, int64_t a1, int64_t a2, int64_t a3, int64_t a4,
                    int64_t a5)
{
    printf("%" PRId32 ":", op);
    const int64_t arguments[] = {a0, a1, a2, a3, a4, a5};
    for (int i = 0; i < 6; i++)
        if (arguments[i] == (int64_t)(intptr_t)compare)
            printf(" compare");
        else
            printf(" %" PRIx64, (uint64_t)arguments[i]);
    return answer;
}

mailshim_dispatch *mailshim_enter(struct mailshim_surface *surface, const char *entry)
{
    printf("%s %s ", strrchr(surface->dispatch_class, '/') + 1, entry);
    return reachable ? seen : NULL;
}

static void all_entries(void)
{
    Sample *sample = (Sample *)(intptr_t)0x7fffdeadbeef;

    printf(" = %d\n", sample_open(NULL, -1, NULL, sample, NULL, UINT64_MAX) == NULL);
    sample_close(sample);
    printf("\n");
    printf(" = %d\n", sample_write(sample, NULL, INT32_MIN));
    printf(" = %" PRIu32 "\n", sample_unsigned(UINT32_MAX, UINT16_MAX, -1));
    printf(" = %d\n", sample_octet(-128));
    printf(" = %d\n", sample_short(40000));
    printf(" = %d\n", sample_not(2, 1));
    printf(" = %a\n", sample_half(-1.5, 0.25f));
    printf(" = %a\n", (double)sample_float(-0.0f));
    printf(" = %d\n", sample_text(compare) == NULL);
    printf(" = %d\n", sample_kind_of() == SAMPLE_WRONG);
    printf(" = %ld\n", sample_internal(-2));
}

int main(void)
{
    answer = -1; /* all bits: each type must keep its own low ones, with its own sign */
    all_entries();
    answer =
        INT64_C(0x4004000040500000); /* the double 2.5 and a bit; its low word the float 3.25 */
    all_entries();
    reachable = 0; /* each entry's failure value */
    all_entries();
    return 0;
}
