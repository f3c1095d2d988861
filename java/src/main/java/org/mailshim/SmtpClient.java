package org.mailshim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.mailshim.address.Envelope;
import org.mailshim.message.MailData;
import org.mailshim.smtp.client.ConversationException;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.TransportException;

/**
 * Sends messages through one SMTP server.
 *
 * <pre>{@code
 * try (SmtpClient client = SmtpClient.of("esmtptls://ann%40example.org:secret@mail.example.org")) {
 *   SendResult result = client.send(message);
 *   result.rejected().forEach(each -> System.out.println(each.recipient() + ": " + each.reply()));
 * }
 * }</pre>
 *
 * <p><b>Sessions.</b> {@link #send} makes a session, sends the message and says QUIT. After {@link
 * #connect} sessions are kept for the next message, until {@link #disconnect}; one that the server
 * has ended meanwhile is replaced. {@link #sendAll} uses one session for all its messages. There is
 * one session at a time, unless the builder was given more {@link SmtpClientBuilder#connections}.
 *
 * <p><b>What a caller must handle.</b> A server that says no is no exception: the {@link
 * SendResult} has a reply for each recipient, and some may be accepted and others not; {@link
 * SendResult#requireAccepted} makes an exception of it. Exceptions are {@link
 * org.mailshim.mime.MessageException} before anything is sent, {@link
 * org.mailshim.transport.TransportException} when there is no connection, {@link
 * ConversationException} when the conversation breaks or the server does not take the credentials,
 * and {@link java.io.UncheckedIOException} when an attachment cannot be read.
 *
 * <p><b>Security.</b> Certificates are verified wherever credentials are shown and wherever TLS is
 * required; passwords are not shown in clear, unless the builder allows it. No log, event or
 * exception holds a secret.
 *
 * <p><b>Threads.</b> Any number; callers wait for a session, first come first served. Calls block,
 * and are meant for virtual threads; each has a twin that returns a {@link CompletableFuture}.
 * {@link #abort} from another thread, or interrupting the one that waits for a session, ends a
 * call.
 */
public final class SmtpClient extends MailClient {
  private final SmtpSessions sessions;
  private final Optional<MessageSigner> signer;
  private final int connections;
  private final Semaphore places;

  /** Who has a place: waiting for a second one could be for ever. */
  private final Set<Thread> sending = ConcurrentHashMap.newKeySet();

  private volatile boolean keeping;
  private volatile boolean dryRun;

  SmtpClient(SmtpClientBuilder builder) {
    super("SmtpClient", builder, builder.scheme.defaultPort(), builder.scheme.tls());
    this.sessions = new SmtpSessions(this, builder);
    this.signer = builder.signer;
    this.connections = builder.connections;
    this.places = new Semaphore(connections, true);
    this.dryRun = builder.dryRun;
  }

  /**
   * A client with nothing else said.
   *
   * @param url as in {@link MailClientBuilder#url}, with the schemes of {@link SmtpScheme}
   * @return the client, to be closed
   * @throws MailUrlException when it is no URL of an SMTP server
   */
  public static SmtpClient of(String url) {
    return builder().url(url).build();
  }

  /**
   * Begins a client.
   *
   * @return a builder
   */
  public static SmtpClientBuilder builder() {
    return new SmtpClientBuilder();
  }

  /**
   * Sends a message to all its recipients.
   *
   * @param message the message
   * @return what became of it
   * @throws org.mailshim.mime.MessageException when it is incomplete; nothing was sent then
   * @throws org.mailshim.transport.TransportException when there is no connection
   * @throws ConversationException when the conversation broke; see {@link
   *     ConversationException#mayHaveBeenAccepted}
   * @throws java.io.UncheckedIOException when an attachment cannot be read; nothing was accepted
   * @throws IllegalStateException when the client is closed
   */
  public SendResult send(MailMessage message) {
    return send(message, SendOptions.defaults());
  }

  /**
   * Sends a message to all its recipients.
   *
   * @param message the message
   * @param options how
   * @return what became of it
   * @throws RuntimeException as {@link #send(MailMessage)}
   */
  public SendResult send(MailMessage message, SendOptions options) {
    List<SendResult> results = new ArrayList<>(1);
    run(List.of(Sending.of(message, options, signer)), results::add);
    return results.getFirst();
  }

  /**
   * Sends mail data that is ready, to whomever.
   *
   * @param envelope who sends and who receives
   * @param data the message, signed by the client's signer if it has one
   * @param options how; here {@link SendOptions#mail} says what the data needs: 8BITMIME, SMTPUTF8
   * @return what became of it
   * @throws RuntimeException as {@link #send(MailMessage)}
   */
  public SendResult send(Envelope envelope, MailData data, SendOptions options) {
    List<SendResult> results = new ArrayList<>(1);
    run(List.of(Sending.of(envelope, data, options, signer)), results::add);
    return results.getFirst();
  }

  /**
   * Sends messages in one session.
   *
   * @param messages all of which are checked before the first is sent
   * @param each hears of each message as soon as it is known what became of it; it must not send by
   *     this client, which is busy
   * @throws IllegalStateException when it does, or the client is closed
   * @throws RuntimeException as {@link #send(MailMessage)}; the messages that {@code each} has not
   *     heard of were not sent, but for the one under way
   */
  public void sendAll(Iterable<MailMessage> messages, Consumer<SendResult> each) {
    List<Sending> sendings = new ArrayList<>();
    for (MailMessage message : messages) {
      sendings.add(Sending.of(message, SendOptions.defaults(), signer));
    }
    run(sendings, each);
  }

  /**
   * Sends messages in one session.
   *
   * @param messages all of which are checked before the first is sent
   * @return what became of each, in their order
   * @throws RuntimeException as the longer form
   */
  public List<SendResult> sendAll(Iterable<MailMessage> messages) {
    List<SendResult> results = new ArrayList<>();
    sendAll(messages, results::add);
    return results;
  }

  /**
   * As {@link #send(MailMessage)}, on another thread.
   *
   * @param message the message
   * @return what became of it
   */
  public CompletableFuture<SendResult> sendAsync(MailMessage message) {
    return async(() -> send(message));
  }

  /**
   * As {@link #send(MailMessage, SendOptions)}, on another thread.
   *
   * @param message the message
   * @param options how
   * @return what became of it
   */
  public CompletableFuture<SendResult> sendAsync(MailMessage message, SendOptions options) {
    return async(() -> send(message, options));
  }

  /**
   * As {@link #send(Envelope, MailData, SendOptions)}, on another thread.
   *
   * @param envelope who sends and who receives
   * @param data the message
   * @param options how
   * @return what became of it
   */
  public CompletableFuture<SendResult> sendAsync(
      Envelope envelope, MailData data, SendOptions options) {
    return async(() -> send(envelope, data, options));
  }

  /**
   * As {@link #sendAll(Iterable)}, on another thread.
   *
   * @param messages the messages
   * @return what became of each
   */
  public CompletableFuture<List<SendResult>> sendAllAsync(Iterable<MailMessage> messages) {
    return async(() -> sendAll(messages));
  }

  /**
   * As {@link #sendAll(Iterable, Consumer)}, on another thread.
   *
   * @param messages the messages
   * @param each hears of each message, on that thread
   * @return done when all have been sent
   */
  public CompletableFuture<Void> sendAllAsync(
      Iterable<MailMessage> messages, Consumer<SendResult> each) {
    return async(() -> sendAll(messages, each));
  }

  /**
   * Makes a session, authenticates, and ends it: whether messages could be sent.
   *
   * @return how long that took; nothing in a dry run, which makes no session
   * @throws RuntimeException as {@link #send(MailMessage)}
   */
  public Duration ping() {
    if (dryRun) {
      return Duration.ZERO;
    }
    long begun = System.nanoTime();
    place(Deadline.never());
    try {
      SmtpSessions.Held held = sessions.open(Deadline.never());
      try {
        held.session.noop();
      } finally {
        sessions.quit(held);
      }
      return Duration.ofNanos(System.nanoTime() - begun);
    } finally {
      leave();
    }
  }

  /**
   * As {@link #ping}, on another thread.
   *
   * @return how long that took
   */
  public CompletableFuture<Duration> pingAsync() {
    return async(this::ping);
  }

  /** All in one session, or in as many as it takes. */
  private void run(List<Sending> sendings, Consumer<SendResult> each) {
    if (isClosed()) {
      throw new IllegalStateException("the client is closed");
    }
    if (dryRun) {
      for (Sending sending : sendings) {
        debug("dry run: " + sending.data().octets() + " octets composed, nothing sent");
        each.accept(SmtpRun.dry(sending));
      }
      return;
    }
    if (sendings.isEmpty()) {
      return;
    }
    Deadline first = sendings.getFirst().deadline();
    place(first);
    try {
      new SmtpRun(this, sessions, each).run(sendings, first);
    } finally {
      leave();
    }
  }

  private void place(Deadline deadline) {
    requireNotSending();
    try {
      if (!deadline.isFinite()) {
        places.acquire();
      } else if (!places.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
        throw new TransportException.TimedOut(target(), "no session became free in time");
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
    sending.add(Thread.currentThread());
  }

  private void leave() {
    sending.remove(Thread.currentThread());
    places.release();
  }

  private void requireNotSending() {
    if (sending.contains(Thread.currentThread())) {
      throw new IllegalStateException(
          "messages are being sent: who hears of their results cannot use the same client");
    }
  }

  /** Whether sessions are kept for the next message. */
  boolean isKeeping() {
    return keeping;
  }

  @Override
  public void connect() {
    if (dryRun) {
      return;
    }
    place(Deadline.never());
    try {
      SmtpSessions.Held held = sessions.takeIdle();
      sessions.giveBack(held == null ? sessions.open(Deadline.never()) : held);
      keeping = true;
    } finally {
      leave();
    }
  }

  @Override
  public void disconnect() {
    requireNotSending();
    keeping = false;
    try {
      places.acquire(connections);
    } catch (InterruptedException e) {
      throw interrupted();
    }
    try {
      for (SmtpSessions.Held held = sessions.takeIdle(); held != null; held = sessions.takeIdle()) {
        sessions.quit(held);
      }
    } finally {
      places.release(connections);
    }
  }

  @Override
  public void abort() {
    keeping = false;
    sessions.abort();
  }

  @Override
  public void close() {
    try {
      disconnect();
    } catch (RuntimeException e) {
      debug("while closing: " + e.getMessage());
      abort();
    }
    markClosed();
  }

  @Override
  public boolean isConnected() {
    return dryRun || sessions.isAny();
  }

  /**
   * Whether everything is done but for what needs a network.
   *
   * @return whether it is
   */
  public boolean dryRun() {
    return dryRun;
  }

  /**
   * Sets whether everything is done but for what needs a network: messages are checked and
   * composed, and results have 250 throughout.
   *
   * @param is whether it is
   */
  public void dryRun(boolean is) {
    dryRun = is;
  }

  /**
   * How it is set and what it has.
   *
   * @return a snapshot, without secrets
   */
  public ConnectionInfo connectionInfo() {
    return new ConnectionInfo(
        target(), tlsMode(), user(), isConnected(), sessions.server(), sessions.isEncrypted());
  }
}
