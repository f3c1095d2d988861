/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jvm.h - the state of the boot, for what takes part in it
 */
#ifndef MAILSHIM_JVM_H
#define MAILSHIM_JVM_H

/* jvm.c has the diagram. */
#include <mailshim/mailshim.h>

enum boot_state { IDLE, BOOTING, RUNNING, FAILED };

enum boot_state mailshim_boot_state(void);

/* Ends the boot, from the boot thread, as IDLE or FAILED: why, as by printf. */
void mailshim_boot_failed(enum boot_state state, const char *format, ...) MAILSHIM_PRINTF(2, 3);

#endif
