package org.mailshim.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.Deadline;

/** {@link SmtpServerContract} with sessions that take turns on one thread. */
final class SmtpServerByTurnsTest extends SmtpServerContract {
  SmtpServerByTurnsTest() {
    super(true);
  }

  /** What has come and nobody has read would make a reset of the end. */
  @Test
  void whoIsToldToLeaveIsNotResetForWhatNobodyHasRead() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    MailSink held =
        new OneMessageSink() {
          @Override
          public boolean isPrompt() {
            return true;
          }

          @Override
          public Reply finish() {
            entered.countDown();
            await(release);
            return Replies.ACCEPTED;
          }
        };
    try (SmtpServer server = start(ServerRun.options(ServerMode.MX), held);
        Client other = new Client(server);
        Client sends = new Client(server)) {
      other.hear();
      sends.hear();
      sends.say("HELO c\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.net>\r\nDATA\r\n");
      for (int i = 0; i < 4; i++) {
        sends.hear();
      }
      sends.say("x\r\n.\r\n");
      await(entered);
      other.say("NOOP\r\n");
      Thread stopping = Thread.ofVirtual().start(() -> server.stop(Deadline.after(SOON)));
      assertEquals("421", other.hear().substring(0, 3));
      release.countDown();
      assertEquals("250 2.0.0 Message accepted", sends.hear());
      assertEquals("421", sends.hear().substring(0, 3));
      stopping.join();
      assertEquals("null", other.hear());
      other.say("MAIL FROM:<>\r\n"); // which fails after a reset
    }
  }
}
