package org.mailshim.abi.esmtp;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;
import org.mailshim.smtp.submission.Submission.Encryption;

/** The entries of {@code libesmtp.h} about encryption. */
final class EsmtpTls {
  private EsmtpTls() {}

  /**
   * Says whether the conversation is encrypted, by STARTTLS.
   *
   * @param session the session
   * @param how one of {@code Starttls_...}
   * @return 1, or 0 if there is no such session
   */
  @Entry(
      value = "int smtp_starttls_enable(smtp_session_t session, enum starttls_option how)",
      failure = "0",
      group = "tls")
  static int enable(long session, int how) {
    EsmtpSession of = EsmtpSession.HANDLES.get(session);
    Encryption wanted =
        switch (how) {
          case 0 -> Encryption.DISABLED;
          case 2 -> Encryption.REQUIRED;
          default -> Encryption.ENABLED;
        };
    of.encryption(wanted, of.encrypting());
    return 1;
  }

  /**
   * Sets what encrypts the session in place of the library's own: the program's trust, certificate
   * and versions.
   *
   * @param session the session
   * @param ctx the context, of which a reference is taken; NULL for the library's own
   * @return 1, or 0 if there is no such session, or no OpenSSL in the process
   */
  @Entry(
      value = "int smtp_starttls_set_ctx(smtp_session_t session, SSL_CTX *ctx)",
      failure = "0",
      group = "openssl")
  static int setContext(long session, MemorySegment ctx) {
    EsmtpSession of = EsmtpSession.HANDLES.get(session);
    if (!of.encrypting().context(ctx.address())) {
      throw new AbiException(
          ErrorCode.UNSUPPORTED, "an SSL_CTX is of no use without OpenSSL in the process");
    }
    return 1;
  }
}
