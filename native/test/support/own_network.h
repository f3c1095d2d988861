/* SPDX-License-Identifier: Apache-2.0 */
/*
 * own_network.h - a network namespace of the process's own, where all addresses and ports are free
 */
#ifndef OWN_NETWORK_H
#define OWN_NETWORK_H

#include <stdbool.h>

/* Moves the calling process, which must have one thread, into a network with a loopback interface
 * and nothing else. False where that is not permitted. */
bool own_network_enter(void);

/* Switches the loopback interface of the network that the process is in on; false when it cannot.
 */
bool own_network_up(void);

#endif
