package org.mailshim.retrieval;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailshim.message.MailData;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.client.IdentifiedMessage;
import org.mailshim.pop3.client.MessageKey;
import org.mailshim.pop3.client.Pop3ClientSession;
import org.mailshim.pop3.client.Retrieval;
import org.mailshim.queue.Spool;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.Direction;

/**
 * One session with an external mailbox, in which the caller takes the messages one after the other,
 * as it likes: the way to collect for who does not want to be called. The mailbox's target is not
 * asked; nothing is scheduled.
 *
 * <pre>
 *   open --> login --+--> next --> taken --+--> finish   deletes what was taken and has stayed
 *                    |      ^       or not |             long enough
 *                    |      +--------------+
 *                    +--> counts                         close: deletes nothing
 * </pre>
 *
 * <p>A message is whole, in memory or in a temporary file, before the caller gets it, and stays on
 * the server unless the caller says {@link #taken}: what it says then is noted down before this
 * returns, where mail stays on the server, and is deleted by {@link #finish}, where it does not. A
 * process that ends before has the message again the next time.
 *
 * <p>One thread at a time; the cancellation is for any. Methods throw {@link
 * org.mailshim.transport.TransportException} and {@link
 * org.mailshim.pop3.client.ConversationException} when the conversation breaks, {@link
 * RetrievalException} when it cannot be noted down what was taken, and {@link
 * org.mailshim.queue.SpoolException} when there is no room for a message.
 */
public final class MailboxSession implements AutoCloseable {
  /**
   * A message that was fetched. It lies here until the next one is asked for.
   *
   * @param key what names it on its server
   * @param data the message, with CRLF line ends
   */
  public record Fetched(MessageKey key, MailData data) {}

  private final ExternalMailbox mailbox;
  private final CollectionMemory memory;
  private final Clock clock;
  private final Pop3ClientSession session;

  private final Deque<IdentifiedMessage> waiting = new ArrayDeque<>();
  private List<IdentifiedMessage> listed = List.of();
  private Map<MessageKey, Instant> known = new HashMap<>();
  private Optional<Spool> spool = Optional.empty();
  private Optional<MessageKey> offered = Optional.empty();

  private MailboxSession(
      ExternalMailbox mailbox, CollectionMemory memory, Clock clock, Pop3ClientSession session) {
    this.mailbox = mailbox;
    this.memory = memory;
    this.clock = clock;
    this.session = session;
  }

  /**
   * Connects.
   *
   * @param mailbox where, as whom, and what becomes of what was taken
   * @param memory what was taken before; stays the caller's
   * @param dialer makes the connection, in the direction of mailboxes
   * @param clock says when something was taken
   * @param cancellation ends the session, whatever it is at
   * @return a session before its login
   */
  public static MailboxSession open(
      ExternalMailbox mailbox,
      CollectionMemory memory,
      Dialer dialer,
      Clock clock,
      Cancellation cancellation) {
    Dialer towards = dialer.towards(Direction.MAILBOXES);
    Pop3ClientSession session = MailboxConnection.open(mailbox, towards, cancellation);
    return new MailboxSession(mailbox, memory, clock, session);
  }

  /**
   * Logs in and finds out what there is.
   *
   * @return why that failed; empty when it did not
   */
  public Optional<CollectionFailure> login() {
    Optional<CollectionFailure> refusal =
        MailboxConnection.refusal(mailbox, session.login(mailbox.credentials()));
    if (refusal.isPresent()) {
      return refusal;
    }
    known = memory.collected(mailbox.name());
    listed = session.identify();
    if (listed.size() == session.stat().messages()) {
      forgetGone();
    }
    Set<MessageKey> seen = new HashSet<>(known.keySet());
    for (IdentifiedMessage message : listed) {
      if (message.octets() <= mailbox.limits().mostOctets() && seen.add(message.key())) {
        waiting.add(message);
      }
    }
    return Optional.empty();
  }

  /** How many messages are to be had that were not yet. */
  public int messages() {
    return waiting.size();
  }

  /** How many octets those have, as the server says. */
  public long octets() {
    long sum = 0;
    for (IdentifiedMessage message : waiting) {
      sum += message.octets();
    }
    return sum;
  }

  /**
   * Fetches the next message. The one before is gone, and, unless it was said to be {@link #taken},
   * stays on the server for another time. Messages that the server does not give, or that are
   * larger than the mailbox's limits, are passed over.
   *
   * @return the message; empty when there is none left
   */
  public Optional<Fetched> next() {
    offered = Optional.empty();
    while (!waiting.isEmpty()) {
      IdentifiedMessage message = waiting.remove();
      closeSpool();
      var room = new Spool();
      spool = Optional.of(room);
      var limited = new Limited(room, mailbox.limits().mostOctets());
      Retrieval result = session.retrieve(message.number(), limited::write);
      if (result instanceof Retrieval.Retrieved && !limited.isTooLarge()) {
        offered = Optional.of(message.key());
        return Optional.of(new Fetched(message.key(), room.complete()));
      }
    }
    return Optional.empty();
  }

  /** Keeps no more of a message than is allowed; what is larger than it was listed is read off. */
  private static final class Limited {
    private final Spool room;
    private final long most;
    private long count;

    Limited(Spool room, long most) {
      this.room = room;
      this.most = most;
    }

    void write(byte[] octets, int from, int to) {
      count += to - from;
      if (!isTooLarge()) {
        room.append(octets, from, to);
      }
    }

    boolean isTooLarge() {
      return count > most;
    }
  }

  /**
   * The message that {@link #next} gave is safe with the caller.
   *
   * @throws IllegalStateException when there is none
   */
  public void taken() {
    MessageKey key =
        offered.orElseThrow(() -> new IllegalStateException("there is no message to be taken"));
    Instant now = clock.instant();
    memory.remember(mailbox.name(), key, now);
    known.put(key, now);
    offered = Optional.empty();
  }

  /**
   * Deletes what was taken and is not to stay, and ends the session.
   *
   * @return what was not done; empty when all was
   */
  public Optional<CollectionFailure> finish() {
    int[] numbers = mailbox.retention().over(listed, known, clock.instant());
    int refused = session.deleteAll(numbers).size();
    Response last = session.quit();
    if (last.isOk() && refused == 0) {
      return Optional.empty();
    }
    return MailboxConnection.failure(
        CollectionFailure.Kind.DELETION,
        mailbox.host() + " did not delete all of " + numbers.length + " messages: " + last.text());
  }

  /** What is not there any more need not be remembered. */
  private void forgetGone() {
    Set<MessageKey> gone = new HashSet<>(known.keySet());
    for (IdentifiedMessage message : listed) {
      gone.remove(message.key());
    }
    memory.forget(mailbox.name(), gone);
    known.keySet().removeAll(gone);
  }

  private void closeSpool() {
    if (spool.isPresent()) {
      spool.get().close();
      spool = Optional.empty();
    }
  }

  /** Ends the session without deleting anything. A second call does nothing. */
  @Override
  public void close() {
    session.close();
    closeSpool();
  }
}
