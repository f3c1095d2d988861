package org.mailshim;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.SessionObserver;
import org.mailshim.smtp.client.SessionState;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.TlsDescription;

/**
 * Looks on at one session of an {@link SmtpClient}: remembers the replies that a result has, logs
 * commands and replies, and tells events. On the session's thread.
 */
final class SmtpTracker implements SessionObserver {
  private final SmtpClient client;
  private @Nullable ObservedConnection connection;
  private long id;
  private String verb = "";
  private Optional<Reply> hello = Optional.empty();
  private boolean esmtp;
  private Optional<Reply> quit = Optional.empty();

  SmtpTracker(SmtpClient client) {
    this.client = client;
  }

  /** Another connection: the first one, or the one after a handshake that failed. */
  void connection(ObservedConnection next, boolean tlsAtOnce) {
    connection = next;
    id = next.id();
    if (tlsAtOnce) {
      tlsStarts();
    }
  }

  /** With whom; null before there is a connection. */
  @Nullable Endpoint peer() {
    ObservedConnection now = connection;
    return now == null ? null : now.peer();
  }

  /** The reply to the last EHLO or HELO. */
  Reply hello() {
    return hello.orElseThrow(() -> new AssertionError("a session without a reply to EHLO"));
  }

  boolean isEsmtp() {
    return esmtp;
  }

  /** The reply to QUIT; empty while there is none. */
  Optional<Reply> quit() {
    return quit;
  }

  @Override
  public void state(SessionState before, SessionState now) {
    if (client.events.isHeard()) {
      client.events.tell(id, source -> new ClientEvent.StateChanged(source, before, now));
    }
  }

  @Override
  public void command(String line) {
    int space = line.indexOf(' ');
    boolean response = verb.equals("AUTH") && line.startsWith("(");
    verb = response ? verb : space < 0 ? line : line.substring(0, space);
    if (verb.equals("AUTH")) {
      secret(true);
    }
    client.debug("C: " + line);
    if (client.events.isHeard()) {
      client.events.tell(id, source -> new ClientEvent.CommandSent(source, line));
    }
  }

  private void secret(boolean is) {
    ObservedConnection now = connection;
    if (now != null) {
      now.secret(is);
    }
  }

  @Override
  public void reply(Reply reply) {
    if (verb.equals("AUTH") && !reply.isIntermediate()) {
      secret(false);
    }
    remember(reply);
    client.debug("S: " + reply.text());
    if (client.events.isHeard()) {
      client.events.tell(id, source -> new ClientEvent.ReplyReceived(source, reply));
    }
    if (verb.equals("STARTTLS") && reply.code() == 220) {
      tlsStarts();
    }
  }

  private void remember(Reply reply) {
    switch (verb) {
      case "EHLO", "HELO", "LHLO" -> {
        hello = Optional.of(reply);
        esmtp = !verb.equals("HELO");
      }
      case "QUIT" -> quit = Optional.of(reply);
      default -> {}
    }
  }

  private void tlsStarts() {
    if (client.events.isHeard()) {
      client.events.tell(id, ClientEvent.TlsStarting::new);
    }
  }

  @Override
  public void encrypted(TlsDescription description) {
    client.debug("TLS: " + description.protocol() + " " + description.cipherSuite());
    if (client.events.isHeard()) {
      client.events.tell(
          id,
          source ->
              new ClientEvent.TlsEstablished(
                  source, description.protocol(), description.cipherSuite()));
    }
  }
}
