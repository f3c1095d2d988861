package org.mailshim.delivery;

import java.nio.file.Path;
import org.mailshim.queue.MailQueue;
import org.mailshim.smtp.server.SmtpServer;

/**
 * A process with a server that puts messages into a queue, whose file is the argument. It prints
 * the port, and lives until its standard input ends.
 */
public final class ServingQueue {
  private ServingQueue() {}

  /** Runs until somebody ends it. */
  public static void main(String[] arguments) throws Exception {
    try (MailQueue queue = CrashingRelay.open(Path.of(arguments[0]));
        SmtpServer server = SharedQueueTest.serve(queue)) {
      System.out.println(server.port());
      while (System.in.read() >= 0) {
        // Nothing is written to it.
      }
    }
  }
}
