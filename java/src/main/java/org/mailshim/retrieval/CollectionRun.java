package org.mailshim.retrieval;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.client.ContentSink;
import org.mailshim.pop3.client.ConversationException;
import org.mailshim.pop3.client.IdentifiedMessage;
import org.mailshim.pop3.client.MessageHandler;
import org.mailshim.pop3.client.MessageKey;
import org.mailshim.pop3.client.Pop3ClientSession;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.TransportException;

/**
 * Collects one mailbox once. What happens to a message, in this order, so that it is safe wherever
 * this process ends:
 *
 * <pre>
 *   retrieved --> committed here --> remembered --> marked with DELE --> deleted by QUIT
 *             |                  |              \-- next session: only marked and deleted
 *             |                  \-- next session: retrieved again, the one way to have it twice
 *             \-- next session: retrieved again, nothing is left of it here
 * </pre>
 *
 * <p>The memory is read after the login, when no other session can have the maildrop. One thread,
 * one use.
 */
final class CollectionRun implements MessageHandler {
  private final ExternalMailbox mailbox;
  private final CollectionMemory memory;
  private final Dialer dialer;
  private final Clock clock;
  private final CollectionObserver observer;

  private final Map<Integer, IdentifiedMessage> present = new HashMap<>();
  private Map<MessageKey, Instant> known = Map.of();
  private @Nullable Receiving receiving;
  private int listed;
  private int collected;
  private long octets;
  private int passedOver;
  private int deleted;

  CollectionRun(
      ExternalMailbox mailbox,
      CollectionMemory memory,
      Dialer dialer,
      Clock clock,
      CollectionObserver observer) {
    this.mailbox = mailbox;
    this.memory = memory;
    this.dialer = dialer;
    this.clock = clock;
    this.observer = observer;
  }

  /**
   * Collects.
   *
   * @param last the message to retrieve behind all others, since the last session broke with it
   */
  CollectionReport run(Optional<MessageKey> last, Cancellation cancellation) {
    Optional<CollectionFailure> failure;
    try {
      failure = converse(last, cancellation);
    } catch (TransportException e) {
      failure = MailboxConnection.failure(CollectionFailure.Kind.CONNECTION, e.getMessage());
    } catch (ConversationException e) {
      failure = MailboxConnection.failure(kind(e.kind()), reason(e));
    } catch (RuntimeException e) {
      // The maildrop, the queue, the memory or a caller's target: whatever it is, it is here.
      failure =
          MailboxConnection.failure(CollectionFailure.Kind.LOCAL, String.valueOf(e.getMessage()));
    }
    if (failure.isPresent() && cancellation.isRequested()) {
      failure = MailboxConnection.failure(CollectionFailure.Kind.CANCELLED, "stopped");
    }
    return new CollectionReport(
        mailbox.name(), listed, collected, octets, passedOver, deleted, failure);
  }

  /** The message during which the session ended. */
  Optional<MessageKey> brokenAt() {
    return Optional.ofNullable(receiving).map(each -> each.message.key());
  }

  private static CollectionFailure.Kind kind(ConversationException.Kind kind) {
    return switch (kind) {
      case NOT_TAKEN -> CollectionFailure.Kind.LOCAL;
      case UNAUTHENTICATED -> CollectionFailure.Kind.LOGIN;
      default -> CollectionFailure.Kind.CONNECTION;
    };
  }

  private static String reason(ConversationException e) {
    Throwable cause = e.getCause();
    boolean said = cause instanceof IOException && cause.getMessage() != null;
    return said ? e.getMessage() + " (" + cause.getMessage() + ")" : e.getMessage();
  }

  private Optional<CollectionFailure> converse(
      Optional<MessageKey> last, Cancellation cancellation) {
    try (Pop3ClientSession session = MailboxConnection.open(mailbox, dialer, cancellation)) {
      Optional<CollectionFailure> refusal =
          MailboxConnection.refusal(mailbox, session.login(mailbox.credentials()));
      if (refusal.isPresent()) {
        return refusal;
      }
      known = memory.collected(mailbox.name());
      List<IdentifiedMessage> messages = session.identify();
      listed = session.stat().messages();
      if (listed == messages.size()) {
        forgetAllBut(messages);
      }
      session.retrieveAll(wanted(messages, last), this);
      return delete(session, messages);
    } finally {
      closeReceiving();
    }
  }

  private void forgetAllBut(List<IdentifiedMessage> messages) {
    Set<MessageKey> gone = new HashSet<>(known.keySet());
    for (IdentifiedMessage message : messages) {
      gone.remove(message.key());
    }
    memory.forget(mailbox.name(), gone);
    known.keySet().removeAll(gone);
  }

  /**
   * The numbers of what is to be retrieved. Of messages with one key, copies, the first will do.
   */
  private int[] wanted(List<IdentifiedMessage> messages, Optional<MessageKey> last) {
    List<IdentifiedMessage> wanted = new ArrayList<>();
    List<IdentifiedMessage> suspect = new ArrayList<>();
    Set<MessageKey> seen = new HashSet<>(known.keySet());
    long sum = 0;
    for (IdentifiedMessage message : messages) {
      if (message.octets() > mailbox.limits().mostOctets()) {
        if (!known.containsKey(message.key())) {
          passOver(message, "it has " + message.octets() + " octets, more than are taken");
        }
      } else if (seen.add(message.key())) {
        (last.equals(Optional.of(message.key())) ? suspect : wanted).add(message);
        present.put(message.number(), message);
        sum += message.octets();
      }
    }
    wanted.addAll(suspect);
    observer.begins(mailbox.name(), wanted.size(), sum);
    int[] numbers = new int[wanted.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = wanted.get(i).number();
    }
    return numbers;
  }

  private void passOver(IdentifiedMessage message, String reason) {
    passedOver++;
    observer.passedOver(mailbox.name(), message.key(), reason);
  }

  private IdentifiedMessage message(int number) {
    IdentifiedMessage message = present.get(number);
    if (message == null) {
      throw new AssertionError("message " + number + " was not asked for");
    }
    return message;
  }

  /** A message on its way; one that is too large is read to its end, and thrown away. */
  private final class Receiving implements ContentSink {
    final IdentifiedMessage message;
    private final CollectionTarget.Incoming incoming;
    private long count;

    Receiving(IdentifiedMessage message) throws IOException {
      this.message = message;
      this.incoming = mailbox.target().begin(message.key(), message.octets());
    }

    @Override
    public void write(byte[] more, int from, int to) throws IOException {
      count += to - from;
      if (!isTooLarge()) {
        incoming.write(more, from, to);
      }
    }

    boolean isTooLarge() {
      return count > mailbox.limits().mostOctets();
    }
  }

  @Override
  public ContentSink begin(int number) throws IOException {
    var next = new Receiving(message(number));
    receiving = next;
    return next;
  }

  @Override
  public void complete(int number, long received) throws IOException {
    Receiving whole = receiving;
    if (whole == null) {
      throw new AssertionError("message " + number + " did not begin");
    }
    IdentifiedMessage message = whole.message;
    if (whole.isTooLarge()) {
      passOver(message, "it has more octets than it was listed with, and than are taken");
    } else if (whole.incoming.commit()) {
      Instant now = clock.instant();
      memory.remember(mailbox.name(), message.key(), now);
      known.put(message.key(), now);
      collected++;
      octets += received;
      observer.collected(mailbox.name(), message.key(), received);
    } else {
      passOver(message, "it was not wanted now");
    }
    closeReceiving();
    receiving = null;
  }

  private void closeReceiving() {
    if (receiving != null) {
      receiving.incoming.close();
    }
  }

  @Override
  public void refused(int number, Response response) {
    passOver(message(number), "the server said: " + response.text());
  }

  private Optional<CollectionFailure> delete(
      Pop3ClientSession session, List<IdentifiedMessage> messages) {
    int[] numbers = mailbox.retention().over(messages, known, clock.instant());
    int refused = session.deleteAll(numbers).size();
    Response last = session.quit();
    if (last.isOk()) {
      deleted = numbers.length - refused;
    }
    return last.isOk() && refused == 0
        ? Optional.empty()
        : MailboxConnection.failure(
            CollectionFailure.Kind.DELETION,
            mailbox.host()
                + " did not delete all of "
                + numbers.length
                + " messages; it said: "
                + last.text());
  }
}
