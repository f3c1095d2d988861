package org.mailshim.abi.esmtp;

import java.util.ArrayList;
import java.util.List;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;
import org.mailshim.smtp.submission.Discovery;
import org.mailshim.smtp.submission.Submission.Encryption;

/** The entries of {@code mailshim-esmtp.h}: what libESMTP does not have. */
final class EsmtpMore {
  private EsmtpMore() {}

  /**
   * Has addresses beyond ASCII declared by SMTPUTF8 where the server offers it (RFC 6531).
   * Otherwise they are sent as they are.
   *
   * @param session the session
   * @param onoff whether
   * @return 1, or 0 if there is no such session
   */
  @Entry(
      value = "int mailshim_esmtp_declare_utf8(smtp_session_t session, int onoff)",
      failure = "0",
      group = "more")
  static int declareUtf8(long session, boolean on) {
    EsmtpSession.HANDLES.get(session).declaresUtf8(on);
    return 1;
  }

  /**
   * Encrypts from the first octet, as servers on port 465 want it (RFC 8314), in place of STARTTLS.
   * The port is that of {@code smtp_set_server}.
   *
   * @param session the session
   * @param onoff 0 goes back to clear text; {@code smtp_starttls_enable} may follow
   * @return 1, or 0 if there is no such session
   */
  @Entry(
      value = "int mailshim_esmtp_implicit_tls(smtp_session_t session, int onoff)",
      failure = "0",
      group = "more")
  static int implicitTls(long session, boolean on) {
    EsmtpSession of = EsmtpSession.HANDLES.get(session);
    of.encryption(on ? Encryption.IMPLICIT : Encryption.DISABLED, of.encrypting());
    return 1;
  }

  /**
   * Sets the name that the server is asked for under TLS (SNI), and that its certificate must have,
   * for a server that is reached under another one.
   *
   * @param session the session
   * @param name the name; NULL for that of {@code smtp_set_server}; empty to ask for none, and look
   *     for that one in the certificate nevertheless
   * @return 1, or 0 if there is no such session, or the name has line ends in it
   */
  @Entry(
      value = "int mailshim_esmtp_tls_name(smtp_session_t session, const char *name)",
      failure = "0",
      group = "more")
  static int tlsName(long session, CString name) {
    EsmtpSession.HANDLES.get(session).encrypting().serverName(HostCalls.line(name, "the name"));
    return 1;
  }

  /**
   * Whether the names in the server's certificate are looked at. They are by default, and {@code
   * SMTP_EV_WRONG_PEER_CERTIFICATE} asks when none fits.
   *
   * @param session the session
   * @param onoff whether
   * @return 1, or 0 if there is no such session
   */
  @Entry(
      value = "int mailshim_esmtp_check_host(smtp_session_t session, int onoff)",
      failure = "0",
      group = "more")
  static int checkHost(long session, boolean on) {
    EsmtpSession.HANDLES.get(session).encrypting().verifiesHost(on);
    return 1;
  }

  /**
   * Allows a mechanism that libESMTP does not have: {@code SCRAM-SHA-256-PLUS}, {@code
   * SCRAM-SHA-1-PLUS}, {@code SCRAM-SHA-256}, {@code SCRAM-SHA-1}, {@code DIGEST-MD5}, {@code
   * OAUTHBEARER}, {@code XOAUTH2}. For the last two the callback is asked for "user" and "token".
   * The server's order decides among those that are allowed; {@code -PLUS} is bound to the TLS
   * connection, and passed over in clear.
   *
   * @param context the context
   * @param name the mechanism, in any case
   * @return 1, or 0 if there is no such context or mechanism
   */
  @Entry(
      value = "int mailshim_esmtp_allow_mechanism(auth_context_t context, const char *name)",
      failure = "0",
      group = "more")
  static int allowMechanism(long context, CString name) {
    EsmtpContext of = EsmtpContext.HANDLES.get(context);
    String wanted = HostCalls.required(name, "the mechanism");
    if (!of.allow(wanted)) {
      throw new AbiException(ErrorCode.ARGUMENT, "there is no mechanism " + wanted + " here");
    }
    return 1;
  }

  /**
   * Names a domain in place of a server: who serves it is asked of the DNS by {@code
   * smtp_start_session}, which tries one after the other. The certificate must be for the domain,
   * or for a server within it; otherwise {@code SMTP_EV_WRONG_PEER_CERTIFICATE} asks.
   *
   * <p>{@code MAILSHIM_ESMTP_SUBMISSIONS} asks for the SRV records of {@code _submissions._tcp},
   * whose servers encrypt from the first octet, as by {@code mailshim_esmtp_implicit_tls}; {@code
   * MAILSHIM_ESMTP_SUBMISSION} for those of {@code _submission._tcp}, whose servers offer STARTTLS;
   * {@code MAILSHIM_ESMTP_MX} for the mail exchangers, on port 25. Of several, which are asked in
   * this order, one counts only if the domain has nothing of those before it.
   *
   * <p>Where there is nobody, {@code smtp_start_session} returns 0 with {@code
   * SMTP_ERR_EAI_NONAME}; where the DNS does not answer, with {@code SMTP_ERR_EAI_AGAIN}.
   *
   * @param session the session
   * @param domain the domain, mostly what is behind the @ of the user's address
   * @param how one or more of {@code MAILSHIM_ESMTP_SUBMISSIONS}, {@code MAILSHIM_ESMTP_SUBMISSION}
   *     and {@code MAILSHIM_ESMTP_MX}, added
   * @return 1, or 0 if there is no such session, the domain is NULL or none, or {@code how} is
   */
  @Entry(
      value =
          """
          int mailshim_esmtp_find_server(smtp_session_t session, const char *domain, int how)""",
      failure = "0",
      group = "more")
  static int findServer(long session, CString domain, int how) {
    EsmtpSession of = EsmtpSession.HANDLES.get(session);
    String name = HostCalls.requiredLine(domain, "the domain");
    Discovery[] all = Discovery.values();
    if (name.isEmpty() || how <= 0 || how >= 1 << all.length) {
      throw new AbiException(ErrorCode.ARGUMENT, "the domain \"" + name + "\" by " + how);
    }
    List<Discovery> ways = new ArrayList<>(all.length);
    for (Discovery each : all) {
      if ((how >> each.ordinal() & 1) != 0) {
        ways.add(each);
      }
    }
    of.domain(name, ways);
    return 1;
  }
}
