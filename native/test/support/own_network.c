/* SPDX-License-Identifier: Apache-2.0 */
/*
 * own_network.c - see own_network.h
 */
#include "own_network.h"

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

bool own_network_enter(void)
{
    return (unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0) &&
           own_network_up();
}

bool own_network_up(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};

    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (any < 0)
        return false;
    bool up = ioctl(any, SIOCSIFFLAGS, &request) == 0;
    close(any);
    return up;
}
