package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import org.mailshim.store.Delivery;
import org.mailshim.store.MaildirLayout;
import org.mailshim.store.MaildirStore;
import org.mailshim.store.Quota;

/** A process that delivers messages into bob's Maildir; run as the user whose Maildir it is. */
final class MaildirDeliverer {
  private MaildirDeliverer() {}

  /** The body of each message. */
  static String body() {
    return "a line of a message that is not to be seen before it is whole\n".repeat(300);
  }

  /** Delivers {@code arguments[1]} messages into the store {@code arguments[0]}. */
  public static void main(String[] arguments) {
    var layout = MaildirLayout.under(Path.of(arguments[0]));
    var store =
        new MaildirStore(layout, Quota.none(), Clock.systemUTC(), new Random(), "mx.example");
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      byte[] message = ("Subject: " + i + "\n\n" + body()).getBytes(US_ASCII);
      try (Delivery delivery = store.deliver(Pop3Mailbox.BOB)) {
        delivery.write(message, 0, message.length);
        delivery.commit();
      }
    }
  }
}
