/* Generated from java/src/main/java/org/mailshim/abi/esmtp by `make generate`; do not edit. */
#include "entry.h"
#include "esmtp/esmtp.h"
#include <stddef.h>
#include <stdint.h>

extern const struct mailshim_natives mailshim_esmtp_natives;

static struct mailshim_surface surface = {
    .dispatch_class = "org/mailshim/abi/esmtp/EsmtpDispatch",
    .natives_class = "org/mailshim/abi/esmtp/HostCalls",
    .natives = &mailshim_esmtp_natives,
};

smtp_session_t smtp_create_session(void)
{
    _Static_assert(sizeof(smtp_session_t) == 8, "smtp_create_session: smtp_session_t");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_create_session");
    if (dispatch == NULL)
        return NULL;
    return (smtp_session_t)(intptr_t)dispatch(0, 0, 0, 0, 0, 0, 0);
}

int smtp_destroy_session(smtp_session_t session)
{
    _Static_assert(sizeof(session) == 8, "smtp_destroy_session: session");
    _Static_assert(sizeof(int) == 4, "smtp_destroy_session: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_destroy_session");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(1, (int64_t)(intptr_t)session, 0, 0, 0, 0, 0);
}

int smtp_set_server(smtp_session_t session, const char *hostport)
{
    _Static_assert(sizeof(session) == 8, "smtp_set_server: session");
    _Static_assert(sizeof(hostport) == 8, "smtp_set_server: hostport");
    _Static_assert(sizeof(int) == 4, "smtp_set_server: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_set_server");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(2, (int64_t)(intptr_t)session, (int64_t)(intptr_t)hostport, 0, 0,
                                  0, 0);
}

const char *smtp_get_server_name(smtp_session_t session)
{
    _Static_assert(sizeof(session) == 8, "smtp_get_server_name: session");
    _Static_assert(sizeof(const char *) == 8, "smtp_get_server_name: const char *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_get_server_name");
    if (dispatch == NULL)
        return NULL;
    return (const char *)(intptr_t)dispatch(3, (int64_t)(intptr_t)session, 0, 0, 0, 0, 0);
}

int smtp_set_hostname(smtp_session_t session, const char *hostname)
{
    _Static_assert(sizeof(session) == 8, "smtp_set_hostname: session");
    _Static_assert(sizeof(hostname) == 8, "smtp_set_hostname: hostname");
    _Static_assert(sizeof(int) == 4, "smtp_set_hostname: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_set_hostname");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(4, (int64_t)(intptr_t)session, (int64_t)(intptr_t)hostname, 0, 0,
                                  0, 0);
}

int smtp_enumerate_messages(smtp_session_t session, smtp_enumerate_messagecb_t cb, void *arg)
{
    _Static_assert(sizeof(session) == 8, "smtp_enumerate_messages: session");
    _Static_assert(sizeof(cb) == 8, "smtp_enumerate_messages: cb");
    _Static_assert(sizeof(arg) == 8, "smtp_enumerate_messages: arg");
    _Static_assert(sizeof(int) == 4, "smtp_enumerate_messages: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_enumerate_messages");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(5, (int64_t)(intptr_t)session, (int64_t)(intptr_t)cb,
                                  (int64_t)(intptr_t)arg, 0, 0, 0);
}

int smtp_option_require_all_recipients(smtp_session_t session, int state)
{
    _Static_assert(sizeof(session) == 8, "smtp_option_require_all_recipients: session");
    _Static_assert(sizeof(state) == 4, "smtp_option_require_all_recipients: state");
    _Static_assert(sizeof(int) == 4, "smtp_option_require_all_recipients: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_option_require_all_recipients");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(6, (int64_t)(intptr_t)session, (int64_t)state, 0, 0, 0, 0);
}

long smtp_set_timeout(smtp_session_t session, int which, long value)
{
    _Static_assert(sizeof(session) == 8, "smtp_set_timeout: session");
    _Static_assert(sizeof(which) == 4, "smtp_set_timeout: which");
    _Static_assert(sizeof(value) == 8, "smtp_set_timeout: value");
    _Static_assert(sizeof(long) == 8, "smtp_set_timeout: long");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_set_timeout");
    if (dispatch == NULL)
        return 0;
    return (long)(intptr_t)dispatch(7, (int64_t)(intptr_t)session, (int64_t)which,
                                    (int64_t)(intptr_t)value, 0, 0, 0);
}

int smtp_start_session(smtp_session_t session)
{
    _Static_assert(sizeof(session) == 8, "smtp_start_session: session");
    _Static_assert(sizeof(int) == 4, "smtp_start_session: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_start_session");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(8, (int64_t)(intptr_t)session, 0, 0, 0, 0, 0);
}

int smtp_set_eventcb(smtp_session_t session, smtp_eventcb_t cb, void *arg)
{
    _Static_assert(sizeof(session) == 8, "smtp_set_eventcb: session");
    _Static_assert(sizeof(cb) == 8, "smtp_set_eventcb: cb");
    _Static_assert(sizeof(arg) == 8, "smtp_set_eventcb: arg");
    _Static_assert(sizeof(int) == 4, "smtp_set_eventcb: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_set_eventcb");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(9, (int64_t)(intptr_t)session, (int64_t)(intptr_t)cb,
                                  (int64_t)(intptr_t)arg, 0, 0, 0);
}

int smtp_set_monitorcb(smtp_session_t session, smtp_monitorcb_t cb, void *arg, int headers)
{
    _Static_assert(sizeof(session) == 8, "smtp_set_monitorcb: session");
    _Static_assert(sizeof(cb) == 8, "smtp_set_monitorcb: cb");
    _Static_assert(sizeof(arg) == 8, "smtp_set_monitorcb: arg");
    _Static_assert(sizeof(headers) == sizeof(int) || sizeof(headers) == sizeof(_Bool),
                   "smtp_set_monitorcb: headers");
    _Static_assert(sizeof(int) == 4, "smtp_set_monitorcb: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_set_monitorcb");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(10, (int64_t)(intptr_t)session, (int64_t)(intptr_t)cb,
                                  (int64_t)(intptr_t)arg, (int64_t)(headers != 0), 0, 0);
}

int smtp_auth_set_context(smtp_session_t session, auth_context_t context)
{
    _Static_assert(sizeof(session) == 8, "smtp_auth_set_context: session");
    _Static_assert(sizeof(context) == 8, "smtp_auth_set_context: context");
    _Static_assert(sizeof(int) == 4, "smtp_auth_set_context: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_auth_set_context");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(11, (int64_t)(intptr_t)session, (int64_t)(intptr_t)context, 0, 0,
                                  0, 0);
}

auth_context_t auth_create_context(void)
{
    _Static_assert(sizeof(auth_context_t) == 8, "auth_create_context: auth_context_t");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "auth_create_context");
    if (dispatch == NULL)
        return NULL;
    return (auth_context_t)(intptr_t)dispatch(12, 0, 0, 0, 0, 0, 0);
}

int auth_destroy_context(auth_context_t context)
{
    _Static_assert(sizeof(context) == 8, "auth_destroy_context: context");
    _Static_assert(sizeof(int) == 4, "auth_destroy_context: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "auth_destroy_context");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(13, (int64_t)(intptr_t)context, 0, 0, 0, 0, 0);
}

int auth_set_mechanism_flags(auth_context_t context, unsigned set, unsigned clear)
{
    _Static_assert(sizeof(context) == 8, "auth_set_mechanism_flags: context");
    _Static_assert(sizeof(set) == 4, "auth_set_mechanism_flags: set");
    _Static_assert(sizeof(clear) == 4, "auth_set_mechanism_flags: clear");
    _Static_assert(sizeof(int) == 4, "auth_set_mechanism_flags: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "auth_set_mechanism_flags");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(14, (int64_t)(intptr_t)context, (int64_t)set, (int64_t)clear, 0,
                                  0, 0);
}

int auth_set_mechanism_ssf(auth_context_t context, int min_ssf)
{
    _Static_assert(sizeof(context) == 8, "auth_set_mechanism_ssf: context");
    _Static_assert(sizeof(min_ssf) == 4, "auth_set_mechanism_ssf: min_ssf");
    _Static_assert(sizeof(int) == 4, "auth_set_mechanism_ssf: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "auth_set_mechanism_ssf");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(15, (int64_t)(intptr_t)context, (int64_t)min_ssf, 0, 0, 0, 0);
}

int auth_set_interact_cb(auth_context_t context, auth_interact_t interact, void *arg)
{
    _Static_assert(sizeof(context) == 8, "auth_set_interact_cb: context");
    _Static_assert(sizeof(interact) == 8, "auth_set_interact_cb: interact");
    _Static_assert(sizeof(arg) == 8, "auth_set_interact_cb: arg");
    _Static_assert(sizeof(int) == 4, "auth_set_interact_cb: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "auth_set_interact_cb");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(16, (int64_t)(intptr_t)context, (int64_t)(intptr_t)interact,
                                  (int64_t)(intptr_t)arg, 0, 0, 0);
}

int auth_client_enabled(auth_context_t context)
{
    _Static_assert(sizeof(context) == 8, "auth_client_enabled: context");
    _Static_assert(sizeof(int) == 4, "auth_client_enabled: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "auth_client_enabled");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(17, (int64_t)(intptr_t)context, 0, 0, 0, 0, 0);
}

int auth_set_external_id(auth_context_t context, const char *identity)
{
    _Static_assert(sizeof(context) == 8, "auth_set_external_id: context");
    _Static_assert(sizeof(identity) == 8, "auth_set_external_id: identity");
    _Static_assert(sizeof(int) == 4, "auth_set_external_id: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "auth_set_external_id");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(18, (int64_t)(intptr_t)context, (int64_t)(intptr_t)identity, 0, 0,
                                  0, 0);
}

int auth_set_mechanism(auth_context_t context, const char *name)
{
    _Static_assert(sizeof(context) == 8, "auth_set_mechanism: context");
    _Static_assert(sizeof(name) == 8, "auth_set_mechanism: name");
    _Static_assert(sizeof(int) == 4, "auth_set_mechanism: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "auth_set_mechanism");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(19, (int64_t)(intptr_t)context, (int64_t)(intptr_t)name, 0, 0, 0,
                                  0);
}

const char *auth_mechanism_name(auth_context_t context)
{
    _Static_assert(sizeof(context) == 8, "auth_mechanism_name: context");
    _Static_assert(sizeof(const char *) == 8, "auth_mechanism_name: const char *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "auth_mechanism_name");
    if (dispatch == NULL)
        return NULL;
    return (const char *)(intptr_t)dispatch(20, (int64_t)(intptr_t)context, 0, 0, 0, 0, 0);
}

const char *auth_response(auth_context_t context, const char *challenge, int *len)
{
    _Static_assert(sizeof(context) == 8, "auth_response: context");
    _Static_assert(sizeof(challenge) == 8, "auth_response: challenge");
    _Static_assert(sizeof(len) == 8, "auth_response: len");
    _Static_assert(sizeof(const char *) == 8, "auth_response: const char *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "auth_response");
    if (dispatch == NULL)
        return NULL;
    return (const char *)(intptr_t)dispatch(21, (int64_t)(intptr_t)context,
                                            (int64_t)(intptr_t)challenge, (int64_t)(intptr_t)len, 0,
                                            0, 0);
}

int auth_get_ssf(auth_context_t context)
{
    _Static_assert(sizeof(context) == 8, "auth_get_ssf: context");
    _Static_assert(sizeof(int) == 4, "auth_get_ssf: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "auth_get_ssf");
    if (dispatch == NULL)
        return -1;
    return (int)(int32_t)dispatch(22, (int64_t)(intptr_t)context, 0, 0, 0, 0, 0);
}

void smtp_set_application_data_release(smtp_session_t session, void *data, void (*release)(void *))
{
    _Static_assert(sizeof(session) == 8, "smtp_set_application_data_release: session");
    _Static_assert(sizeof(data) == 8, "smtp_set_application_data_release: data");
    _Static_assert(sizeof(release) == 8, "smtp_set_application_data_release: release");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_set_application_data_release");
    if (dispatch == NULL)
        return;
    dispatch(23, (int64_t)(intptr_t)session, (int64_t)(intptr_t)data, (int64_t)(intptr_t)release, 0,
             0, 0);
}

void *smtp_get_application_data(smtp_session_t session)
{
    _Static_assert(sizeof(session) == 8, "smtp_get_application_data: session");
    _Static_assert(sizeof(void *) == 8, "smtp_get_application_data: void *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_get_application_data");
    if (dispatch == NULL)
        return NULL;
    return (void *)(intptr_t)dispatch(24, (int64_t)(intptr_t)session, 0, 0, 0, 0, 0);
}

void *smtp_set_application_data(smtp_session_t session, void *data)
{
    _Static_assert(sizeof(session) == 8, "smtp_set_application_data: session");
    _Static_assert(sizeof(data) == 8, "smtp_set_application_data: data");
    _Static_assert(sizeof(void *) == 8, "smtp_set_application_data: void *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_set_application_data");
    if (dispatch == NULL)
        return NULL;
    return (void *)(intptr_t)dispatch(25, (int64_t)(intptr_t)session, (int64_t)(intptr_t)data, 0, 0,
                                      0, 0);
}

void smtp_message_set_application_data_release(smtp_message_t message, void *data,
                                               void (*release)(void *))
{
    _Static_assert(sizeof(message) == 8, "smtp_message_set_application_data_release: message");
    _Static_assert(sizeof(data) == 8, "smtp_message_set_application_data_release: data");
    _Static_assert(sizeof(release) == 8, "smtp_message_set_application_data_release: release");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_message_set_application_data_release");
    if (dispatch == NULL)
        return;
    dispatch(26, (int64_t)(intptr_t)message, (int64_t)(intptr_t)data, (int64_t)(intptr_t)release, 0,
             0, 0);
}

void *smtp_message_get_application_data(smtp_message_t message)
{
    _Static_assert(sizeof(message) == 8, "smtp_message_get_application_data: message");
    _Static_assert(sizeof(void *) == 8, "smtp_message_get_application_data: void *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_message_get_application_data");
    if (dispatch == NULL)
        return NULL;
    return (void *)(intptr_t)dispatch(27, (int64_t)(intptr_t)message, 0, 0, 0, 0, 0);
}

void *smtp_message_set_application_data(smtp_message_t message, void *data)
{
    _Static_assert(sizeof(message) == 8, "smtp_message_set_application_data: message");
    _Static_assert(sizeof(data) == 8, "smtp_message_set_application_data: data");
    _Static_assert(sizeof(void *) == 8, "smtp_message_set_application_data: void *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_message_set_application_data");
    if (dispatch == NULL)
        return NULL;
    return (void *)(intptr_t)dispatch(28, (int64_t)(intptr_t)message, (int64_t)(intptr_t)data, 0, 0,
                                      0, 0);
}

void smtp_recipient_set_application_data_release(smtp_recipient_t recipient, void *data,
                                                 void (*release)(void *))
{
    _Static_assert(sizeof(recipient) == 8,
                   "smtp_recipient_set_application_data_release: recipient");
    _Static_assert(sizeof(data) == 8, "smtp_recipient_set_application_data_release: data");
    _Static_assert(sizeof(release) == 8, "smtp_recipient_set_application_data_release: release");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_recipient_set_application_data_release");
    if (dispatch == NULL)
        return;
    dispatch(29, (int64_t)(intptr_t)recipient, (int64_t)(intptr_t)data, (int64_t)(intptr_t)release,
             0, 0, 0);
}

void *smtp_recipient_get_application_data(smtp_recipient_t recipient)
{
    _Static_assert(sizeof(recipient) == 8, "smtp_recipient_get_application_data: recipient");
    _Static_assert(sizeof(void *) == 8, "smtp_recipient_get_application_data: void *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_recipient_get_application_data");
    if (dispatch == NULL)
        return NULL;
    return (void *)(intptr_t)dispatch(30, (int64_t)(intptr_t)recipient, 0, 0, 0, 0, 0);
}

void *smtp_recipient_set_application_data(smtp_recipient_t recipient, void *data)
{
    _Static_assert(sizeof(recipient) == 8, "smtp_recipient_set_application_data: recipient");
    _Static_assert(sizeof(data) == 8, "smtp_recipient_set_application_data: data");
    _Static_assert(sizeof(void *) == 8, "smtp_recipient_set_application_data: void *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_recipient_set_application_data");
    if (dispatch == NULL)
        return NULL;
    return (void *)(intptr_t)dispatch(31, (int64_t)(intptr_t)recipient, (int64_t)(intptr_t)data, 0,
                                      0, 0, 0);
}

void smtp_etrn_set_application_data_release(smtp_etrn_node_t node, void *data,
                                            void (*release)(void *))
{
    _Static_assert(sizeof(node) == 8, "smtp_etrn_set_application_data_release: node");
    _Static_assert(sizeof(data) == 8, "smtp_etrn_set_application_data_release: data");
    _Static_assert(sizeof(release) == 8, "smtp_etrn_set_application_data_release: release");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_etrn_set_application_data_release");
    if (dispatch == NULL)
        return;
    dispatch(32, (int64_t)(intptr_t)node, (int64_t)(intptr_t)data, (int64_t)(intptr_t)release, 0, 0,
             0);
}

void *smtp_etrn_get_application_data(smtp_etrn_node_t node)
{
    _Static_assert(sizeof(node) == 8, "smtp_etrn_get_application_data: node");
    _Static_assert(sizeof(void *) == 8, "smtp_etrn_get_application_data: void *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_etrn_get_application_data");
    if (dispatch == NULL)
        return NULL;
    return (void *)(intptr_t)dispatch(33, (int64_t)(intptr_t)node, 0, 0, 0, 0, 0);
}

void *smtp_etrn_set_application_data(smtp_etrn_node_t node, void *data)
{
    _Static_assert(sizeof(node) == 8, "smtp_etrn_set_application_data: node");
    _Static_assert(sizeof(data) == 8, "smtp_etrn_set_application_data: data");
    _Static_assert(sizeof(void *) == 8, "smtp_etrn_set_application_data: void *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_etrn_set_application_data");
    if (dispatch == NULL)
        return NULL;
    return (void *)(intptr_t)dispatch(34, (int64_t)(intptr_t)node, (int64_t)(intptr_t)data, 0, 0, 0,
                                      0);
}

smtp_etrn_node_t smtp_etrn_add_node(smtp_session_t session, int option, const char *node)
{
    _Static_assert(sizeof(session) == 8, "smtp_etrn_add_node: session");
    _Static_assert(sizeof(option) == 4, "smtp_etrn_add_node: option");
    _Static_assert(sizeof(node) == 8, "smtp_etrn_add_node: node");
    _Static_assert(sizeof(smtp_etrn_node_t) == 8, "smtp_etrn_add_node: smtp_etrn_node_t");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_etrn_add_node");
    if (dispatch == NULL)
        return NULL;
    return (smtp_etrn_node_t)(intptr_t)dispatch(35, (int64_t)(intptr_t)session, (int64_t)option,
                                                (int64_t)(intptr_t)node, 0, 0, 0);
}

int smtp_etrn_enumerate_nodes(smtp_session_t session, smtp_etrn_enumerate_nodecb_t cb, void *arg)
{
    _Static_assert(sizeof(session) == 8, "smtp_etrn_enumerate_nodes: session");
    _Static_assert(sizeof(cb) == 8, "smtp_etrn_enumerate_nodes: cb");
    _Static_assert(sizeof(arg) == 8, "smtp_etrn_enumerate_nodes: arg");
    _Static_assert(sizeof(int) == 4, "smtp_etrn_enumerate_nodes: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_etrn_enumerate_nodes");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(36, (int64_t)(intptr_t)session, (int64_t)(intptr_t)cb,
                                  (int64_t)(intptr_t)arg, 0, 0, 0);
}

const smtp_status_t *smtp_etrn_node_status(smtp_etrn_node_t node)
{
    _Static_assert(sizeof(node) == 8, "smtp_etrn_node_status: node");
    _Static_assert(sizeof(const smtp_status_t *) == 8,
                   "smtp_etrn_node_status: const smtp_status_t *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_etrn_node_status");
    if (dispatch == NULL)
        return NULL;
    return (const smtp_status_t *)(intptr_t)dispatch(37, (int64_t)(intptr_t)node, 0, 0, 0, 0, 0);
}

int smtp_dsn_set_ret(smtp_message_t message, enum ret_flags flags)
{
    _Static_assert(sizeof(message) == 8, "smtp_dsn_set_ret: message");
    _Static_assert(sizeof(flags) == 4, "smtp_dsn_set_ret: flags");
    _Static_assert(sizeof(int) == 4, "smtp_dsn_set_ret: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_dsn_set_ret");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(38, (int64_t)(intptr_t)message, (int64_t)flags, 0, 0, 0, 0);
}

int smtp_dsn_set_envid(smtp_message_t message, const char *envid)
{
    _Static_assert(sizeof(message) == 8, "smtp_dsn_set_envid: message");
    _Static_assert(sizeof(envid) == 8, "smtp_dsn_set_envid: envid");
    _Static_assert(sizeof(int) == 4, "smtp_dsn_set_envid: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_dsn_set_envid");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(39, (int64_t)(intptr_t)message, (int64_t)(intptr_t)envid, 0, 0, 0,
                                  0);
}

int smtp_dsn_set_notify(smtp_recipient_t recipient, enum notify_flags flags)
{
    _Static_assert(sizeof(recipient) == 8, "smtp_dsn_set_notify: recipient");
    _Static_assert(sizeof(flags) == 4, "smtp_dsn_set_notify: flags");
    _Static_assert(sizeof(int) == 4, "smtp_dsn_set_notify: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_dsn_set_notify");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(40, (int64_t)(intptr_t)recipient, (int64_t)flags, 0, 0, 0, 0);
}

int smtp_dsn_set_orcpt(smtp_recipient_t recipient, const char *address_type, const char *address)
{
    _Static_assert(sizeof(recipient) == 8, "smtp_dsn_set_orcpt: recipient");
    _Static_assert(sizeof(address_type) == 8, "smtp_dsn_set_orcpt: address_type");
    _Static_assert(sizeof(address) == 8, "smtp_dsn_set_orcpt: address");
    _Static_assert(sizeof(int) == 4, "smtp_dsn_set_orcpt: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_dsn_set_orcpt");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(41, (int64_t)(intptr_t)recipient, (int64_t)(intptr_t)address_type,
                                  (int64_t)(intptr_t)address, 0, 0, 0);
}

int smtp_size_set_estimate(smtp_message_t message, unsigned long size)
{
    _Static_assert(sizeof(message) == 8, "smtp_size_set_estimate: message");
    _Static_assert(sizeof(size) == 8, "smtp_size_set_estimate: size");
    _Static_assert(sizeof(int) == 4, "smtp_size_set_estimate: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_size_set_estimate");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(42, (int64_t)(intptr_t)message, (int64_t)(intptr_t)size, 0, 0, 0,
                                  0);
}

int smtp_8bitmime_set_body(smtp_message_t message, enum e8bitmime_body body)
{
    _Static_assert(sizeof(message) == 8, "smtp_8bitmime_set_body: message");
    _Static_assert(sizeof(body) == 4, "smtp_8bitmime_set_body: body");
    _Static_assert(sizeof(int) == 4, "smtp_8bitmime_set_body: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_8bitmime_set_body");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(43, (int64_t)(intptr_t)message, (int64_t)body, 0, 0, 0, 0);
}

int smtp_deliverby_set_mode(smtp_message_t message, long time, enum by_mode mode, int trace)
{
    _Static_assert(sizeof(message) == 8, "smtp_deliverby_set_mode: message");
    _Static_assert(sizeof(time) == 8, "smtp_deliverby_set_mode: time");
    _Static_assert(sizeof(mode) == 4, "smtp_deliverby_set_mode: mode");
    _Static_assert(sizeof(trace) == sizeof(int) || sizeof(trace) == sizeof(_Bool),
                   "smtp_deliverby_set_mode: trace");
    _Static_assert(sizeof(int) == 4, "smtp_deliverby_set_mode: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_deliverby_set_mode");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(44, (int64_t)(intptr_t)message, (int64_t)(intptr_t)time,
                                  (int64_t)mode, (int64_t)(trace != 0), 0, 0);
}

smtp_message_t smtp_add_message(smtp_session_t session)
{
    _Static_assert(sizeof(session) == 8, "smtp_add_message: session");
    _Static_assert(sizeof(smtp_message_t) == 8, "smtp_add_message: smtp_message_t");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_add_message");
    if (dispatch == NULL)
        return NULL;
    return (smtp_message_t)(intptr_t)dispatch(45, (int64_t)(intptr_t)session, 0, 0, 0, 0, 0);
}

int smtp_set_reverse_path(smtp_message_t message, const char *mailbox)
{
    _Static_assert(sizeof(message) == 8, "smtp_set_reverse_path: message");
    _Static_assert(sizeof(mailbox) == 8, "smtp_set_reverse_path: mailbox");
    _Static_assert(sizeof(int) == 4, "smtp_set_reverse_path: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_set_reverse_path");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(46, (int64_t)(intptr_t)message, (int64_t)(intptr_t)mailbox, 0, 0,
                                  0, 0);
}

int smtp_set_messagecb(smtp_message_t message, smtp_messagecb_t cb, void *arg)
{
    _Static_assert(sizeof(message) == 8, "smtp_set_messagecb: message");
    _Static_assert(sizeof(cb) == 8, "smtp_set_messagecb: cb");
    _Static_assert(sizeof(arg) == 8, "smtp_set_messagecb: arg");
    _Static_assert(sizeof(int) == 4, "smtp_set_messagecb: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_set_messagecb");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(47, (int64_t)(intptr_t)message, (int64_t)(intptr_t)cb,
                                  (int64_t)(intptr_t)arg, 0, 0, 0);
}

int smtp_enumerate_recipients(smtp_message_t message, smtp_enumerate_recipientcb_t cb, void *arg)
{
    _Static_assert(sizeof(message) == 8, "smtp_enumerate_recipients: message");
    _Static_assert(sizeof(cb) == 8, "smtp_enumerate_recipients: cb");
    _Static_assert(sizeof(arg) == 8, "smtp_enumerate_recipients: arg");
    _Static_assert(sizeof(int) == 4, "smtp_enumerate_recipients: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_enumerate_recipients");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(48, (int64_t)(intptr_t)message, (int64_t)(intptr_t)cb,
                                  (int64_t)(intptr_t)arg, 0, 0, 0);
}

int mailshim_esmtp_header(smtp_message_t message, const char *header, int kind, int64_t first,
                          const char *second);
int mailshim_esmtp_header(smtp_message_t message, const char *header, int kind, int64_t first,
                          const char *second)
{
    _Static_assert(sizeof(message) == 8, "mailshim_esmtp_header: message");
    _Static_assert(sizeof(header) == 8, "mailshim_esmtp_header: header");
    _Static_assert(sizeof(kind) == 4, "mailshim_esmtp_header: kind");
    _Static_assert(sizeof(first) == 8, "mailshim_esmtp_header: first");
    _Static_assert(sizeof(second) == 8, "mailshim_esmtp_header: second");
    _Static_assert(sizeof(int) == 4, "mailshim_esmtp_header: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_esmtp_header");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(49, (int64_t)(intptr_t)message, (int64_t)(intptr_t)header,
                                  (int64_t)kind, (int64_t)(intptr_t)first,
                                  (int64_t)(intptr_t)second, 0);
}

int mailshim_esmtp_header_option(smtp_message_t message, const char *header, int option, int value);
int mailshim_esmtp_header_option(smtp_message_t message, const char *header, int option, int value)
{
    _Static_assert(sizeof(message) == 8, "mailshim_esmtp_header_option: message");
    _Static_assert(sizeof(header) == 8, "mailshim_esmtp_header_option: header");
    _Static_assert(sizeof(option) == 4, "mailshim_esmtp_header_option: option");
    _Static_assert(sizeof(value) == sizeof(int) || sizeof(value) == sizeof(_Bool),
                   "mailshim_esmtp_header_option: value");
    _Static_assert(sizeof(int) == 4, "mailshim_esmtp_header_option: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_esmtp_header_option");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(50, (int64_t)(intptr_t)message, (int64_t)(intptr_t)header,
                                  (int64_t)option, (int64_t)(value != 0), 0, 0);
}

int smtp_set_resent_headers(smtp_message_t message, int onoff)
{
    _Static_assert(sizeof(message) == 8, "smtp_set_resent_headers: message");
    _Static_assert(sizeof(onoff) == 4, "smtp_set_resent_headers: onoff");
    _Static_assert(sizeof(int) == 4, "smtp_set_resent_headers: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_set_resent_headers");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(51, (int64_t)(intptr_t)message, (int64_t)onoff, 0, 0, 0, 0);
}

const smtp_status_t *smtp_message_transfer_status(smtp_message_t message)
{
    _Static_assert(sizeof(message) == 8, "smtp_message_transfer_status: message");
    _Static_assert(sizeof(const smtp_status_t *) == 8,
                   "smtp_message_transfer_status: const smtp_status_t *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_message_transfer_status");
    if (dispatch == NULL)
        return NULL;
    return (const smtp_status_t *)(intptr_t)dispatch(52, (int64_t)(intptr_t)message, 0, 0, 0, 0, 0);
}

const smtp_status_t *smtp_reverse_path_status(smtp_message_t message)
{
    _Static_assert(sizeof(message) == 8, "smtp_reverse_path_status: message");
    _Static_assert(sizeof(const smtp_status_t *) == 8,
                   "smtp_reverse_path_status: const smtp_status_t *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_reverse_path_status");
    if (dispatch == NULL)
        return NULL;
    return (const smtp_status_t *)(intptr_t)dispatch(53, (int64_t)(intptr_t)message, 0, 0, 0, 0, 0);
}

int smtp_message_reset_status(smtp_message_t message)
{
    _Static_assert(sizeof(message) == 8, "smtp_message_reset_status: message");
    _Static_assert(sizeof(int) == 4, "smtp_message_reset_status: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_message_reset_status");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(54, (int64_t)(intptr_t)message, 0, 0, 0, 0, 0);
}

smtp_recipient_t smtp_add_recipient(smtp_message_t message, const char *mailbox)
{
    _Static_assert(sizeof(message) == 8, "smtp_add_recipient: message");
    _Static_assert(sizeof(mailbox) == 8, "smtp_add_recipient: mailbox");
    _Static_assert(sizeof(smtp_recipient_t) == 8, "smtp_add_recipient: smtp_recipient_t");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_add_recipient");
    if (dispatch == NULL)
        return NULL;
    return (smtp_recipient_t)(intptr_t)dispatch(55, (int64_t)(intptr_t)message,
                                                (int64_t)(intptr_t)mailbox, 0, 0, 0, 0);
}

const smtp_status_t *smtp_recipient_status(smtp_recipient_t recipient)
{
    _Static_assert(sizeof(recipient) == 8, "smtp_recipient_status: recipient");
    _Static_assert(sizeof(const smtp_status_t *) == 8,
                   "smtp_recipient_status: const smtp_status_t *");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_recipient_status");
    if (dispatch == NULL)
        return NULL;
    return (const smtp_status_t *)(intptr_t)dispatch(56, (int64_t)(intptr_t)recipient, 0, 0, 0, 0,
                                                     0);
}

int smtp_recipient_check_complete(smtp_recipient_t recipient)
{
    _Static_assert(sizeof(recipient) == 8, "smtp_recipient_check_complete: recipient");
    _Static_assert(sizeof(int) == 4, "smtp_recipient_check_complete: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_recipient_check_complete");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(57, (int64_t)(intptr_t)recipient, 0, 0, 0, 0, 0);
}

int smtp_recipient_reset_status(smtp_recipient_t recipient)
{
    _Static_assert(sizeof(recipient) == 8, "smtp_recipient_reset_status: recipient");
    _Static_assert(sizeof(int) == 4, "smtp_recipient_reset_status: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_recipient_reset_status");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(58, (int64_t)(intptr_t)recipient, 0, 0, 0, 0, 0);
}

int mailshim_esmtp_declare_utf8(smtp_session_t session, int onoff)
{
    _Static_assert(sizeof(session) == 8, "mailshim_esmtp_declare_utf8: session");
    _Static_assert(sizeof(onoff) == sizeof(int) || sizeof(onoff) == sizeof(_Bool),
                   "mailshim_esmtp_declare_utf8: onoff");
    _Static_assert(sizeof(int) == 4, "mailshim_esmtp_declare_utf8: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_esmtp_declare_utf8");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(59, (int64_t)(intptr_t)session, (int64_t)(onoff != 0), 0, 0, 0,
                                  0);
}

int mailshim_esmtp_implicit_tls(smtp_session_t session, int onoff)
{
    _Static_assert(sizeof(session) == 8, "mailshim_esmtp_implicit_tls: session");
    _Static_assert(sizeof(onoff) == sizeof(int) || sizeof(onoff) == sizeof(_Bool),
                   "mailshim_esmtp_implicit_tls: onoff");
    _Static_assert(sizeof(int) == 4, "mailshim_esmtp_implicit_tls: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_esmtp_implicit_tls");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(60, (int64_t)(intptr_t)session, (int64_t)(onoff != 0), 0, 0, 0,
                                  0);
}

int mailshim_esmtp_tls_name(smtp_session_t session, const char *name)
{
    _Static_assert(sizeof(session) == 8, "mailshim_esmtp_tls_name: session");
    _Static_assert(sizeof(name) == 8, "mailshim_esmtp_tls_name: name");
    _Static_assert(sizeof(int) == 4, "mailshim_esmtp_tls_name: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_esmtp_tls_name");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(61, (int64_t)(intptr_t)session, (int64_t)(intptr_t)name, 0, 0, 0,
                                  0);
}

int mailshim_esmtp_check_host(smtp_session_t session, int onoff)
{
    _Static_assert(sizeof(session) == 8, "mailshim_esmtp_check_host: session");
    _Static_assert(sizeof(onoff) == sizeof(int) || sizeof(onoff) == sizeof(_Bool),
                   "mailshim_esmtp_check_host: onoff");
    _Static_assert(sizeof(int) == 4, "mailshim_esmtp_check_host: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_esmtp_check_host");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(62, (int64_t)(intptr_t)session, (int64_t)(onoff != 0), 0, 0, 0,
                                  0);
}

int mailshim_esmtp_allow_mechanism(auth_context_t context, const char *name)
{
    _Static_assert(sizeof(context) == 8, "mailshim_esmtp_allow_mechanism: context");
    _Static_assert(sizeof(name) == 8, "mailshim_esmtp_allow_mechanism: name");
    _Static_assert(sizeof(int) == 4, "mailshim_esmtp_allow_mechanism: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_esmtp_allow_mechanism");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(63, (int64_t)(intptr_t)context, (int64_t)(intptr_t)name, 0, 0, 0,
                                  0);
}

int mailshim_esmtp_find_server(smtp_session_t session, const char *domain, int how)
{
    _Static_assert(sizeof(session) == 8, "mailshim_esmtp_find_server: session");
    _Static_assert(sizeof(domain) == 8, "mailshim_esmtp_find_server: domain");
    _Static_assert(sizeof(how) == 4, "mailshim_esmtp_find_server: how");
    _Static_assert(sizeof(int) == 4, "mailshim_esmtp_find_server: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "mailshim_esmtp_find_server");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(64, (int64_t)(intptr_t)session, (int64_t)(intptr_t)domain,
                                  (int64_t)how, 0, 0, 0);
}

int smtp_starttls_enable(smtp_session_t session, enum starttls_option how)
{
    _Static_assert(sizeof(session) == 8, "smtp_starttls_enable: session");
    _Static_assert(sizeof(how) == 4, "smtp_starttls_enable: how");
    _Static_assert(sizeof(int) == 4, "smtp_starttls_enable: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_starttls_enable");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(65, (int64_t)(intptr_t)session, (int64_t)how, 0, 0, 0, 0);
}

int smtp_starttls_set_ctx(smtp_session_t session, SSL_CTX *ctx)
{
    _Static_assert(sizeof(session) == 8, "smtp_starttls_set_ctx: session");
    _Static_assert(sizeof(ctx) == 8, "smtp_starttls_set_ctx: ctx");
    _Static_assert(sizeof(int) == 4, "smtp_starttls_set_ctx: int");
    mailshim_dispatch *dispatch = mailshim_enter(&surface, "smtp_starttls_set_ctx");
    if (dispatch == NULL)
        return 0;
    return (int)(int32_t)dispatch(66, (int64_t)(intptr_t)session, (int64_t)(intptr_t)ctx, 0, 0, 0,
                                  0);
}
