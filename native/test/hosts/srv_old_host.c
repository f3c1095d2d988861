/* SPDX-License-Identifier: Apache-2.0 */
/*
 * srv_old_host.c - a host in the C of 1990, to be compiled only: it shows that the header is that,
 * and that either kind of value can be set
 */
#include <mailshim/srv.h>

int configure_as_of_old(char *name, int port);

int configure_as_of_old(char *name, int port)
{
    SetConfigParam("smtp_name", name);
    SetConfigParam("smtp_name", "mail.example.net");
    SetConfigParam("smtp_dns", NULL);
    SetConfigParam("smtp_port", port);
    return SetSMTPServer(NULL, 0, ALL_ACTIONS);
}
