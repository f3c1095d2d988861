package org.mailshim.smtp.server;

/** {@link SmtpServerContract} with a thread for each session. */
final class SmtpServerTest extends SmtpServerContract {
  SmtpServerTest() {
    super(false);
  }
}
