package org.mailshim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.message.MailData;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.ConversationException;
import org.mailshim.smtp.client.RecipientOutcome;
import org.mailshim.smtp.client.SessionState;
import org.mailshim.smtp.client.Stage;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.smtp.client.TransactionOutcome;
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
  /** A kept session is asked whether it is still there before its first message after so long. */
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private static final Reply DRY = Reply.of(250, "dry run: nothing was sent");

  private final SmtpSessions sessions;
  private final Optional<MessageSigner> signer;
  private final int connections;
  private final Semaphore places;
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
   * @param each hears of each message as soon as it is known what became of it
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
   * As {@link #sendAll(Iterable)}, on another thread.
   *
   * @param messages the messages
   * @return what became of each
   */
  public CompletableFuture<List<SendResult>> sendAllAsync(Iterable<MailMessage> messages) {
    return async(() -> sendAll(messages));
  }

  /**
   * Makes a session, authenticates, and ends it: whether messages could be sent.
   *
   * @return how long that took
   * @throws RuntimeException as {@link #send(MailMessage)}
   */
  public Duration ping() {
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
      places.release();
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
      sendings.forEach(sending -> each.accept(dry(sending)));
      return;
    }
    if (sendings.isEmpty()) {
      return;
    }
    Deadline deadline = deadline(sendings.getFirst());
    place(deadline);
    try {
      SmtpSessions.Held held = null;
      for (int i = 0; i < sendings.size(); i++) {
        boolean last = i == sendings.size() - 1;
        Sending sending = sendings.get(i);
        deadline = i == 0 ? deadline : deadline(sending);
        held = held == null ? sessions.takeIdle() : held;
        held = transact(held, sending, deadline, last, each);
      }
    } finally {
      places.release();
    }
  }

  private static Deadline deadline(Sending sending) {
    Optional<Duration> timeout = sending.options().timeout();
    return timeout.isPresent() ? Deadline.after(timeout.get()) : Deadline.never();
  }

  private void place(Deadline deadline) {
    try {
      if (!deadline.isFinite()) {
        places.acquire();
      } else if (!places.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
        throw new TransportException.TimedOut(target(), "no session became free in time");
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Sends one message; gives the session if it can be used for the next. */
  private SmtpSessions.@Nullable Held transact(
      SmtpSessions.@Nullable Held kept,
      Sending sending,
      Deadline deadline,
      boolean last,
      Consumer<SendResult> each) {
    SmtpSessions.Held held = kept;
    TransactionOutcome outcome = null;
    Recorder.Span span = Recorder.smtpTransaction(target());
    try {
      if (held != null) {
        outcome = tryKept(held, sending, deadline);
      }
      if (outcome == null) {
        held = sessions.open(deadline);
        outcome = send(held, sending, deadline);
      }
    } catch (RuntimeException e) {
      usage.brokenMessages.increment();
      span.end(
          sending.messageId().orElse(""),
          sending.data().octets(),
          0,
          sending.envelope().forwardPaths().size(),
          Recorder.words(e));
      log("message " + sending.messageId().orElse("without Message-ID") + ": " + e.getMessage());
      throw e;
    }
    if (held == null) {
      throw new AssertionError("sent without a session");
    }
    int refused = 0;
    for (RecipientOutcome recipient : outcome.recipients()) {
      refused += recipient.isAccepted() ? 0 : 1;
    }
    span.end(
        sending.messageId().orElse(""),
        sending.data().octets(),
        outcome.recipients().size() - refused,
        refused,
        refused == 0 ? "ok" : "refused");
    return settle(held, sending, outcome, last, each);
  }

  private SmtpSessions.@Nullable Held settle(
      SmtpSessions.Held held,
      Sending sending,
      TransactionOutcome outcome,
      boolean last,
      Consumer<SendResult> each) {
    boolean ready = held.session.state() == SessionState.READY && held.session.allowsTransaction();
    boolean kept = ready && (keeping || !last);
    if (!kept) {
      sessions.quit(held);
    } else if (last) {
      sessions.giveBack(held);
    }
    SendResult result = result(held, sending, outcome);
    count(result);
    boolean heard = false;
    try {
      each.accept(result);
      heard = true;
    } finally {
      if (!heard && kept && !last) {
        sessions.quit(held);
      }
    }
    return kept && !last ? held : null;
  }

  private void count(SendResult result) {
    int refused = result.rejected().size();
    usage.refusedRecipients.add(refused);
    usage.recipients.add(result.recipients().size() - refused);
    (result.accepted().isPresent() ? usage.messages : usage.refusedMessages).increment();
    log(
        "message "
            + result.messageId().orElse("without Message-ID")
            + ": "
            + (result.recipients().size() - refused)
            + " recipients accepted, "
            + refused
            + " refused");
  }

  /** Null when the session was of no use any more, and nothing was sent in it. */
  private @Nullable TransactionOutcome tryKept(
      SmtpSessions.Held held, Sending sending, Deadline deadline) {
    try {
      if (System.nanoTime() - held.idleSince > FRESH_NANOS) {
        held.session.deadline(deadline);
        held.session.noop();
      }
      return send(held, sending, deadline);
    } catch (ConversationException e) {
      sessions.drop(held);
      boolean stale = e.stage() == Stage.NOOP || e.stage() == Stage.MAIL || e.stage() == Stage.RSET;
      boolean gone =
          e.kind() == ConversationException.Kind.LOST
              || e.kind() == ConversationException.Kind.CLOSING;
      if (stale && gone && !e.mayHaveBeenAccepted()) {
        return null;
      }
      throw e;
    }
  }

  private TransactionOutcome send(SmtpSessions.Held held, Sending sending, Deadline deadline) {
    boolean sent = false;
    try {
      held.session.deadline(deadline);
      // First, since it may compose the data anew.
      TransactionOptions suited = sending.suited(held.session.extensions());
      TransactionOutcome outcome = held.session.send(sending.envelope(), sending.data(), suited);
      held.idleSince = System.nanoTime();
      sent = true;
      return outcome;
    } finally {
      if (!sent) {
        sessions.drop(held);
      }
    }
  }

  private SendResult result(SmtpSessions.Held held, Sending sending, TransactionOutcome outcome) {
    return new SendResult(
        sending.messageId(),
        held.tracker.hello(),
        held.tracker.isEsmtp(),
        outcome.recipients(),
        held.tracker.quit(),
        Optional.of(outcome.server()),
        outcome.security().isEncrypted(),
        false);
  }

  private SendResult dry(Sending sending) {
    List<RecipientOutcome> recipients = new ArrayList<>();
    for (ForwardPath path : sending.envelope().forwardPaths()) {
      recipients.add(
          new RecipientOutcome(
              path, Stage.END_OF_DATA, DRY, Optional.of(DRY), RecipientOutcome.Origin.SERVER));
    }
    debug("dry run: " + sending.data().octets() + " octets composed, nothing sent");
    return new SendResult(
        sending.messageId(),
        DRY,
        true,
        recipients,
        Optional.of(Reply.of(221, "dry run")),
        Optional.empty(),
        false,
        true);
  }

  @Override
  public void connect() {
    if (dryRun) {
      return;
    }
    place(Deadline.never());
    try {
      SmtpSessions.Held held = sessions.takeIdle();
      keeping = true;
      sessions.giveBack(held == null ? sessions.open(Deadline.never()) : held);
    } finally {
      places.release();
    }
  }

  @Override
  public void disconnect() {
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
