package org.mailshim.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.mailshim.queue.MailQueue;

/**
 * Fills a queue with messages of 1 KB whose attempt is due tomorrow, ten thousand in a transaction:
 * one by one it would take a quarter of an hour.
 *
 * <p>Arguments: the queue's file, how many.
 */
final class DeferredMessages {
  private static final int IN_TRANSACTION = 10_000;
  private static final int DOMAINS = 1_000;

  private DeferredMessages() {}

  public static void main(String[] arguments) throws Exception {
    try (MailQueue queue = QueueServer.open(Path.of(arguments[0]))) {
      queue.count(); // its tables are there
    }
    int count = Integer.parseInt(arguments[1]);
    byte[] body = new byte[1024];
    Arrays.fill(body, "x".getBytes(StandardCharsets.US_ASCII)[0]);
    long now = System.currentTimeMillis();
    long due = now + TimeUnit.DAYS.toMillis(1);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
        PreparedStatement message =
            connection.prepareStatement(
                "INSERT INTO message VALUES (?, ?, 1024, '<a@b.example>', '', 1)");
        PreparedStatement chunk =
            connection.prepareStatement("INSERT INTO chunk VALUES (?, 0, ?)");
        PreparedStatement recipient =
            connection.prepareStatement(
                "INSERT INTO recipient (message, position, forward_path, destination, parameters,"
                    + " state, due, lease, attempts, reply)"
                    + " VALUES (?, 0, ?, ?, '', 0, ?, 0, 3, '451 4.7.1 later')")) {
      connection.setAutoCommit(false);
      for (int i = 1; i <= count; i++) {
        String domain = "d" + i % DOMAINS + ".example";
        message.setLong(1, i);
        message.setLong(2, now);
        message.executeUpdate();
        chunk.setLong(1, i);
        chunk.setBytes(2, body);
        chunk.executeUpdate();
        recipient.setLong(1, i);
        recipient.setString(2, "<u" + i + "@" + domain + ">");
        recipient.setString(3, domain);
        recipient.setLong(4, due + i);
        recipient.executeUpdate();
        if (i % IN_TRANSACTION == 0) {
          connection.commit();
        }
      }
      connection.commit();
    }
  }
}
