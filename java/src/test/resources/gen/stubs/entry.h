/* What a trampoline needs of the real header. */
#ifndef ENTRY_H
#define ENTRY_H
#include <stdint.h>
typedef int64_t mailshim_dispatch(int32_t op, int64_t a0, int64_t a1, int64_t a2, int64_t a3,
                                  int64_t a4, int64_t a5);
struct mailshim_surface {
    const char *dispatch_class;
    mailshim_dispatch *dispatch;
};
mailshim_dispatch *mailshim_enter(struct mailshim_surface *surface, const char *entry);
#endif
