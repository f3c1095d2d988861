package org.mailshim.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.ListenerSettings;

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

  @Test
  void hooksAndObserversThatNeverWaitAreCalledByTurns() throws Exception {
    Witness witness = new Witness(true);
    greetTwo(setup().withHooks(witness).withObserver(witness.observer(true)));
    assertEquals(1, witness.threads.size());
    assertFalse(witness.threads.iterator().next().isVirtual());
  }

  @Test
  void whoMayWaitHasAThreadForEachSession() throws Exception {
    Witness waiting = new Witness(false);
    greetTwo(setup().withHooks(waiting));
    assertEquals(2, waiting.threads.size());
    Witness prompt = new Witness(true);
    greetTwo(setup().withHooks(prompt).withObserver(prompt.observer(false)));
    assertEquals(2, prompt.threads.size());
  }

  private static ServerSetup setup() {
    return ServerSetup.of(ServerRun.options(ServerMode.MX), MailSink.DISCARDING);
  }

  private static void greetTwo(ServerSetup setup) throws IOException {
    try (SmtpServer server =
            SmtpServer.start(setup, ListenerSettings.at(InetAddress.getLoopbackAddress(), 0));
        Client one = new Client(server);
        Client other = new Client(server)) {
      one.hear();
      other.hear();
      one.say("HELO one\r\n");
      one.hear();
      other.say("HELO other\r\n");
      other.hear();
    }
  }

  /** Remembers on which threads it was asked, and says whether it may wait. */
  private record Witness(boolean isPrompt, Set<Thread> threads) implements ServerHooks {
    Witness(boolean isPrompt) {
      this(isPrompt, ConcurrentHashMap.newKeySet());
    }

    @Override
    public Decision<Reply> helo(SessionFacts session, String client) {
      threads.add(Thread.currentThread());
      return Decision.goOn();
    }

    ServerObserver observer(boolean prompt) {
      return new ServerObserver() {
        @Override
        public boolean isPrompt() {
          return prompt;
        }

        @Override
        public void command(SessionFacts session, String line) {
          threads.add(Thread.currentThread());
        }
      };
    }
  }
}
