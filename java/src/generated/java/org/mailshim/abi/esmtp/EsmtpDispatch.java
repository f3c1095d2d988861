// Generated from java/src/main/java/org/mailshim/abi/esmtp by `make generate`; do not edit.
package org.mailshim.abi.esmtp;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.CString;
import org.mailshim.abi.Guard;

/**
 * The target of the one upcall stub of surface {@code esmtp}: every entry behind one shape.
 */
public final class EsmtpDispatch {
  private static final String SURFACE = "esmtp";

  /** The entries' C names, by operation number. */
  static final String[] NAMES = {
    "smtp_create_session",
    "smtp_destroy_session",
    "smtp_set_server",
    "smtp_get_server_name",
    "smtp_set_hostname",
    "smtp_enumerate_messages",
    "smtp_option_require_all_recipients",
    "smtp_set_timeout",
    "smtp_start_session",
    "smtp_set_eventcb",
    "smtp_set_monitorcb",
    "smtp_auth_set_context",
    "auth_create_context",
    "auth_destroy_context",
    "auth_set_mechanism_flags",
    "auth_set_mechanism_ssf",
    "auth_set_interact_cb",
    "auth_client_enabled",
    "auth_set_external_id",
    "auth_set_mechanism",
    "auth_mechanism_name",
    "auth_response",
    "auth_get_ssf",
    "smtp_set_application_data_release",
    "smtp_get_application_data",
    "smtp_set_application_data",
    "smtp_message_set_application_data_release",
    "smtp_message_get_application_data",
    "smtp_message_set_application_data",
    "smtp_recipient_set_application_data_release",
    "smtp_recipient_get_application_data",
    "smtp_recipient_set_application_data",
    "smtp_etrn_set_application_data_release",
    "smtp_etrn_get_application_data",
    "smtp_etrn_set_application_data",
    "smtp_etrn_add_node",
    "smtp_etrn_enumerate_nodes",
    "smtp_etrn_node_status",
    "smtp_dsn_set_ret",
    "smtp_dsn_set_envid",
    "smtp_dsn_set_notify",
    "smtp_dsn_set_orcpt",
    "smtp_size_set_estimate",
    "smtp_8bitmime_set_body",
    "smtp_deliverby_set_mode",
    "smtp_add_message",
    "smtp_set_reverse_path",
    "smtp_set_messagecb",
    "smtp_enumerate_recipients",
    "mailshim_esmtp_header",
    "mailshim_esmtp_header_option",
    "smtp_set_resent_headers",
    "smtp_message_transfer_status",
    "smtp_reverse_path_status",
    "smtp_message_reset_status",
    "smtp_add_recipient",
    "smtp_recipient_status",
    "smtp_recipient_check_complete",
    "smtp_recipient_reset_status",
    "mailshim_esmtp_declare_utf8",
    "mailshim_esmtp_implicit_tls",
    "mailshim_esmtp_tls_name",
    "mailshim_esmtp_check_host",
    "mailshim_esmtp_allow_mechanism",
    "mailshim_esmtp_find_server",
    "smtp_starttls_enable",
    "smtp_starttls_set_ctx",
  };

  /** What C gets when an entry fails, by operation number. */
  private static final long[] FAILURES = {
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    -1L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
    0L,
  };

  private EsmtpDispatch() {}

  /**
   * Calls an entry. Nothing is thrown: what an entry throws goes to {@link ErrorNumber#failed}.
   *
   * @param op the operation number, the index in {@link #NAMES}; -1 does nothing
   * @return the result's bits, sign-extended; 0 for {@code void}
   */
  public static long dispatch(int op, long a0, long a1, long a2, long a3, long a4, long a5) {
    try {
      if (Guard.TRACING && op >= 0) {
        Guard.enter(SURFACE, NAMES[op]);
      }
      return switch (op) {
        case -1 -> 0L;
        case 0 -> Esmtp.createSession();
        case 1 -> Esmtp.destroySession(a0);
        case 2 -> Esmtp.setServer(a0, new CString(a1));
        case 3 -> Esmtp.serverName(a0);
        case 4 -> Esmtp.setHostname(a0, new CString(a1));
        case 5 -> Esmtp.enumerateMessages(a0, MemorySegment.ofAddress(a1), MemorySegment.ofAddress(a2));
        case 6 -> Esmtp.requireAllRecipients(a0, (int) a1);
        case 7 -> Esmtp.setTimeout(a0, (int) a1, a2);
        case 8 -> Esmtp.startSession(a0);
        case 9 -> Esmtp.setEventCallback(a0, MemorySegment.ofAddress(a1), MemorySegment.ofAddress(a2));
        case 10 -> Esmtp.setMonitorCallback(a0, MemorySegment.ofAddress(a1), MemorySegment.ofAddress(a2), a3 != 0);
        case 11 -> EsmtpAuth.setContext(a0, a1);
        case 12 -> EsmtpAuth.createContext();
        case 13 -> EsmtpAuth.destroyContext(a0);
        case 14 -> EsmtpAuth.setFlags(a0, (int) a1, (int) a2);
        case 15 -> EsmtpAuth.setLeastStrength(a0, (int) a1);
        case 16 -> EsmtpAuth.setInteract(a0, MemorySegment.ofAddress(a1), MemorySegment.ofAddress(a2));
        case 17 -> EsmtpAuth.isEnabled(a0);
        case 18 -> EsmtpAuth.setExternalIdentity(a0, new CString(a1));
        case 19 -> EsmtpAuth.setMechanism(a0, new CString(a1));
        case 20 -> EsmtpAuth.mechanismName(a0);
        case 21 -> EsmtpAuth.response(a0, MemorySegment.ofAddress(a1), MemorySegment.ofAddress(a2));
        case 22 -> EsmtpAuth.strength(a0);
        case 23 -> {
          EsmtpData.sessionSetRelease(a0, MemorySegment.ofAddress(a1), MemorySegment.ofAddress(a2));
          yield 0L;
        }
        case 24 -> EsmtpData.sessionGet(a0);
        case 25 -> EsmtpData.sessionSet(a0, MemorySegment.ofAddress(a1));
        case 26 -> {
          EsmtpData.messageSetRelease(a0, MemorySegment.ofAddress(a1), MemorySegment.ofAddress(a2));
          yield 0L;
        }
        case 27 -> EsmtpData.messageGet(a0);
        case 28 -> EsmtpData.messageSet(a0, MemorySegment.ofAddress(a1));
        case 29 -> {
          EsmtpData.recipientSetRelease(a0, MemorySegment.ofAddress(a1), MemorySegment.ofAddress(a2));
          yield 0L;
        }
        case 30 -> EsmtpData.recipientGet(a0);
        case 31 -> EsmtpData.recipientSet(a0, MemorySegment.ofAddress(a1));
        case 32 -> {
          EsmtpData.etrnSetRelease(a0, MemorySegment.ofAddress(a1), MemorySegment.ofAddress(a2));
          yield 0L;
        }
        case 33 -> EsmtpData.etrnGet(a0);
        case 34 -> EsmtpData.etrnSet(a0, MemorySegment.ofAddress(a1));
        case 35 -> EsmtpEtrn.addNode(a0, (int) a1, new CString(a2));
        case 36 -> EsmtpEtrn.enumerateNodes(a0, MemorySegment.ofAddress(a1), MemorySegment.ofAddress(a2));
        case 37 -> EsmtpEtrn.nodeStatus(a0);
        case 38 -> EsmtpExtensions.setReturned(a0, (int) a1);
        case 39 -> EsmtpExtensions.setEnvelopeId(a0, new CString(a1));
        case 40 -> EsmtpExtensions.setNotify(a0, (int) a1);
        case 41 -> EsmtpExtensions.setOriginalRecipient(a0, new CString(a1), new CString(a2));
        case 42 -> EsmtpExtensions.setSize(a0, a1);
        case 43 -> EsmtpExtensions.setBody(a0, (int) a1);
        case 44 -> EsmtpExtensions.setDeliverBy(a0, a1, (int) a2, a3 != 0);
        case 45 -> EsmtpMessages.addMessage(a0);
        case 46 -> EsmtpMessages.setReversePath(a0, new CString(a1));
        case 47 -> EsmtpMessages.setMessageCallback(a0, MemorySegment.ofAddress(a1), MemorySegment.ofAddress(a2));
        case 48 -> EsmtpMessages.enumerateRecipients(a0, MemorySegment.ofAddress(a1), MemorySegment.ofAddress(a2));
        case 49 -> EsmtpMessages.setHeader(a0, new CString(a1), (int) a2, a3, new CString(a4));
        case 50 -> EsmtpMessages.setHeaderOption(a0, new CString(a1), (int) a2, a3 != 0);
        case 51 -> EsmtpMessages.setResentHeaders(a0, (int) a1);
        case 52 -> EsmtpMessages.transferStatus(a0);
        case 53 -> EsmtpMessages.reversePathStatus(a0);
        case 54 -> EsmtpMessages.resetStatus(a0);
        case 55 -> EsmtpMessages.addRecipient(a0, new CString(a1));
        case 56 -> EsmtpMessages.recipientStatus(a0);
        case 57 -> EsmtpMessages.isComplete(a0);
        case 58 -> EsmtpMessages.resetRecipient(a0);
        case 59 -> EsmtpMore.declareUtf8(a0, a1 != 0);
        case 60 -> EsmtpMore.implicitTls(a0, a1 != 0);
        case 61 -> EsmtpMore.tlsName(a0, new CString(a1));
        case 62 -> EsmtpMore.checkHost(a0, a1 != 0);
        case 63 -> EsmtpMore.allowMechanism(a0, new CString(a1));
        case 64 -> EsmtpMore.findServer(a0, new CString(a1), (int) a2);
        case 65 -> EsmtpTls.enable(a0, (int) a1);
        case 66 -> EsmtpTls.setContext(a0, MemorySegment.ofAddress(a1));
        default -> throw new AssertionError("no entry has this number: library and runtime differ");
      };
    } catch (Throwable thrown) {
      return op >= 0 && op < NAMES.length
          ? ErrorNumber.failed(NAMES[op], FAILURES[op], thrown)
          : ErrorNumber.failed(SURFACE, 0L, thrown);
    }
  }
}
