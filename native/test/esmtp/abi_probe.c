/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_probe.c - everything that libesmtp.h and auth-client.h declare, as exported variables
 *
 * Compiled twice into a library, once with the original's headers and once with ours; abidiff then
 * compares the types of all functions, structures, enumerations and callbacks.
 */
#include <assert.h>
#include <openssl/ssl.h>

#define LIBESMTP_ENABLE_DEPRECATED_SYMBOLS 1
#include <auth-client.h>
#include <libesmtp.h>

#define TYPE_OF(name) __typeof__(&name) function_##name = name

TYPE_OF(_smtp_message_fp_cb);
TYPE_OF(_smtp_message_str_cb);
TYPE_OF(auth_client_enabled);
TYPE_OF(auth_client_exit);
TYPE_OF(auth_client_init);
TYPE_OF(auth_create_context);
TYPE_OF(auth_decode);
TYPE_OF(auth_destroy_context);
TYPE_OF(auth_encode);
TYPE_OF(auth_get_ssf);
TYPE_OF(auth_mechanism_name);
TYPE_OF(auth_response);
TYPE_OF(auth_set_external_id);
TYPE_OF(auth_set_interact_cb);
TYPE_OF(auth_set_mechanism);
TYPE_OF(auth_set_mechanism_flags);
TYPE_OF(auth_set_mechanism_ssf);
TYPE_OF(smtp_8bitmime_set_body);
TYPE_OF(smtp_add_message);
TYPE_OF(smtp_add_recipient);
TYPE_OF(smtp_auth_set_context);
TYPE_OF(smtp_create_session);
TYPE_OF(smtp_deliverby_set_mode);
TYPE_OF(smtp_destroy_session);
TYPE_OF(smtp_dsn_set_envid);
TYPE_OF(smtp_dsn_set_notify);
TYPE_OF(smtp_dsn_set_orcpt);
TYPE_OF(smtp_dsn_set_ret);
TYPE_OF(smtp_enumerate_messages);
TYPE_OF(smtp_enumerate_recipients);
TYPE_OF(smtp_errno);
TYPE_OF(smtp_etrn_add_node);
TYPE_OF(smtp_etrn_enumerate_nodes);
TYPE_OF(smtp_etrn_get_application_data);
TYPE_OF(smtp_etrn_node_status);
TYPE_OF(smtp_etrn_set_application_data);
TYPE_OF(smtp_etrn_set_application_data_release);
TYPE_OF(smtp_get_application_data);
TYPE_OF(smtp_get_server_name);
TYPE_OF(smtp_message_get_application_data);
TYPE_OF(smtp_message_reset_status);
TYPE_OF(smtp_message_set_application_data);
TYPE_OF(smtp_message_set_application_data_release);
TYPE_OF(smtp_message_transfer_status);
TYPE_OF(smtp_option_require_all_recipients);
TYPE_OF(smtp_recipient_check_complete);
TYPE_OF(smtp_recipient_get_application_data);
TYPE_OF(smtp_recipient_reset_status);
TYPE_OF(smtp_recipient_set_application_data);
TYPE_OF(smtp_recipient_set_application_data_release);
TYPE_OF(smtp_recipient_status);
TYPE_OF(smtp_reverse_path_status);
TYPE_OF(smtp_set_application_data);
TYPE_OF(smtp_set_application_data_release);
TYPE_OF(smtp_set_eventcb);
TYPE_OF(smtp_set_header);
TYPE_OF(smtp_set_header_option);
TYPE_OF(smtp_set_hostname);
TYPE_OF(smtp_set_messagecb);
TYPE_OF(smtp_set_monitorcb);
TYPE_OF(smtp_set_resent_headers);
TYPE_OF(smtp_set_reverse_path);
TYPE_OF(smtp_set_server);
TYPE_OF(smtp_set_timeout);
TYPE_OF(smtp_size_set_estimate);
TYPE_OF(smtp_start_session);
TYPE_OF(smtp_starttls_enable);
TYPE_OF(smtp_starttls_set_ctx);
TYPE_OF(smtp_starttls_set_password_cb);
TYPE_OF(smtp_strerror);
TYPE_OF(smtp_version);

/* What no function mentions. */
struct auth_client_request request;
smtp_status_t status;
auth_response_t response;
auth_recode_t recode;
enum rfc2822_timeouts timeouts;

/* Unnamed enumerations have their values only. */
const int values[] = {
    Ver_VERSION,
    Ver_SO_VERSION,
    Ver_LT_VERSION,
};
static_assert(Ver_VERSION == 0 && Ver_SO_VERSION == 1 && Ver_LT_VERSION == 2, "versions");
static_assert(SMTP_EV_CONNECT == 0 && SMTP_EV_MAILSTATUS == 1 && SMTP_EV_RCPTSTATUS == 2 &&
                  SMTP_EV_MESSAGEDATA == 3 && SMTP_EV_MESSAGESENT == 4 && SMTP_EV_DISCONNECT == 5 &&
                  SMTP_EV_SYNTAXWARNING == 6,
              "progress");
static_assert(SMTP_EV_ETRNSTATUS == 1000 && SMTP_EV_EXTNA_DSN == 2000 &&
                  SMTP_EV_EXTNA_8BITMIME == 2001 && SMTP_EV_EXTNA_STARTTLS == 2002 &&
                  SMTP_EV_EXTNA_ETRN == 2003 && SMTP_EV_EXTNA_CHUNKING == 2004 &&
                  SMTP_EV_EXTNA_BINARYMIME == 2005 && SMTP_EV_DELIVERBY_EXPIRED == 3000,
              "extensions");
static_assert(SMTP_EV_WEAK_CIPHER == 3100 && SMTP_EV_STARTTLS_OK == 3101 &&
                  SMTP_EV_INVALID_PEER_CERTIFICATE == 3102 && SMTP_EV_NO_PEER_CERTIFICATE == 3103 &&
                  SMTP_EV_WRONG_PEER_CERTIFICATE == 3104 && SMTP_EV_NO_CLIENT_CERTIFICATE == 3105 &&
                  SMTP_EV_UNUSABLE_CLIENT_CERTIFICATE == 3106 && SMTP_EV_UNUSABLE_CA_LIST == 3107,
              "TLS");
static_assert(SMTP_CB_READING == 0 && SMTP_CB_WRITING == 1 && SMTP_CB_HEADERS == 2, "monitor");
