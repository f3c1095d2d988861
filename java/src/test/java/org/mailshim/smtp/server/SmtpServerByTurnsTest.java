package org.mailshim.smtp.server;

/** {@link SmtpServerContract} with sessions that take turns on one thread. */
final class SmtpServerByTurnsTest extends SmtpServerContract {
  SmtpServerByTurnsTest() {
    super(true);
  }
}
