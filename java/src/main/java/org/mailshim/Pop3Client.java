package org.mailshim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mailshim.pop3.Capabilities;
import org.mailshim.pop3.DropListing;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.ScanListing;
import org.mailshim.pop3.UniqueIdListing;
import org.mailshim.pop3.client.ContentSink;
import org.mailshim.pop3.client.ConversationException;
import org.mailshim.pop3.client.IdentifiedMessage;
import org.mailshim.pop3.client.LoginOutcome;
import org.mailshim.pop3.client.MessageHandler;
import org.mailshim.pop3.client.Pop3ClientSession;
import org.mailshim.pop3.client.Retrieval;
import org.mailshim.pop3.client.SessionOptions;
import org.mailshim.pop3.client.SessionSecurity;
import org.mailshim.pop3.client.SessionTimeouts;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.TlsClient;

/**
 * Reads one maildrop of a POP3 server.
 *
 * <pre>{@code
 * try (Pop3Client client = Pop3Client.of("pop3s://bob:secret@pop.example.net")) {
 *   client.fetchAll(each -> store(each.message()));
 *   client.delete(1, 2);
 * }                                              // QUIT, which deletes
 * }</pre>
 *
 * <p><b>Sessions.</b> The first call connects and logs in; {@link #disconnect} ends the session
 * with QUIT, and only that deletes what {@link #delete} has marked. A login that fails ends the
 * session too, so that the next call tries again. Message-numbers hold within one session.
 *
 * <p><b>What a caller must handle.</b> {@link Pop3RefusedException} when the server says no to a
 * login or to giving a message, {@link ConversationException} when the conversation breaks: then
 * nothing was deleted, unless it broke while QUIT was answered. {@link
 * org.mailshim.transport.TransportException} when there is no connection.
 *
 * <p><b>Security.</b> Certificates are verified; passwords are not shown in clear, unless the
 * builder allows it: APOP and SASL's challenges are used there where the server has them. No log,
 * event or exception holds a secret, and there is no switch for that.
 *
 * <p><b>Threads.</b> Any number; they take turns. {@link #abort} ends a call that is under way.
 */
public final class Pop3Client extends MailClient {
  private static final int AT_FIRST = 8 * 1024;

  /**
   * A message that was fetched.
   *
   * @param number its message-number
   * @param octets its size as it came
   * @param message the message
   */
  public record Fetched(int number, long octets, MailMessage message) {}

  private final int mostMessages;
  private final long mostOctets;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable TlsClient tlsClient;
  private @Nullable Pop3ClientSession session;
  private @Nullable Cancellation life;
  private volatile boolean noQuit;

  Pop3Client(Pop3ClientBuilder builder) {
    super("Pop3Client", builder, builder.scheme.defaultPort(), builder.scheme.tls());
    this.mostMessages = builder.mostMessages;
    this.mostOctets = builder.mostOctets;
    this.noQuit = builder.noQuit;
  }

  /**
   * A client with nothing else said.
   *
   * @param url as in {@link MailClientBuilder#url}, with the schemes of {@link Pop3Scheme}; it has
   *     user and password
   * @return the client, to be closed
   * @throws MailUrlException when it is no URL of a POP3 server
   */
  public static Pop3Client of(String url) {
    return builder().url(url).build();
  }

  /**
   * Begins a client.
   *
   * @return a builder
   */
  public static Pop3ClientBuilder builder() {
    return new Pop3ClientBuilder();
  }

  /** Does something in the session, which is made first if there is none. */
  private <T> T in(Function<Pop3ClientSession, T> call) {
    takeTurn();
    try {
      Pop3ClientSession now = session;
      if (now == null) {
        now = open();
      }
      boolean done = false;
      try {
        T result = call.apply(now);
        done = true;
        return result;
      } catch (Pop3RefusedException e) {
        done = true;
        throw e;
      } finally {
        if (!done) {
          drop(now);
        }
      }
    } finally {
      turn.unlock();
    }
  }

  private void takeTurn() {
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private Pop3ClientSession open() {
    var cancellation = new Cancellation();
    var tracker = new Pop3Tracker(this);
    setLife(cancellation);
    boolean open = false;
    Pop3ClientSession made = null;
    Recorder.Span span = Recorder.pop3Session(target());
    try {
      ObservedConnection connection = dial(cancellation);
      tracker.connection(connection, tlsMode() == TlsMode.IMPLICIT);
      made = Pop3ClientSession.open(connection, options(), tracker);
      login(made);
      session = made;
      usage.connections.increment();
      open = true;
      return made;
    } finally {
      span.end(open ? "ok" : "failed");
      if (!open) {
        usage.failedConnections.increment();
        if (made != null) {
          made.close();
        }
        setLife(null);
      }
    }
  }

  private SessionOptions options() {
    SessionOptions options =
        new SessionOptions(
            host(),
            security(),
            SessionTimeouts.defaults(),
            Deadline.never(),
            mostMessages,
            mostOctets,
            new SecureRandom());
    Optional<Duration> timeout = readTimeout();
    return timeout.isPresent()
        ? options.withTimes(SessionTimeouts.of(timeout.get()), Deadline.never())
        : options;
  }

  private SessionSecurity security() {
    SessionSecurity.Use use =
        switch (tlsMode()) {
          case NONE -> SessionSecurity.Use.NEVER;
          case OPPORTUNISTIC -> SessionSecurity.Use.IF_OFFERED;
          case REQUIRED -> SessionSecurity.Use.REQUIRED;
          case IMPLICIT -> SessionSecurity.Use.IMPLICIT;
        };
    Optional<TlsClient> client =
        use == SessionSecurity.Use.NEVER ? Optional.empty() : Optional.of(tlsClient());
    return new SessionSecurity(use, client, allowClearText);
  }

  /** Made once, since it reads files. */
  private TlsClient tlsClient() {
    TlsClient made = tlsClient;
    if (made == null) {
      made = new TlsClient(tlsSettings);
      tlsClient = made;
    }
    return made;
  }

  private void login(Pop3ClientSession made) {
    LoginOutcome outcome = made.login(credentials().orElseThrow());
    switch (outcome) {
      case LoginOutcome.LoggedIn in -> log("logged in at " + target() + " by " + in.method());
      case LoginOutcome.Failed failed ->
          throw new Pop3RefusedException("logging in", target(), failed.last().response());
      case LoginOutcome.NoMethod none ->
          throw new Pop3RefusedException(
              "logging in",
              target(),
              "nothing that the server offers suits the credentials ("
                  + String.join(" ", none.offered())
                  + ")"
                  + (made.isEncrypted()
                      ? ""
                      : "; the connection is not encrypted, and the builder does not allow a"
                          + " password in clear"));
    }
  }

  private void setLife(@Nullable Cancellation other) {
    lock.lock();
    try {
      life = other;
    } finally {
      lock.unlock();
    }
  }

  private void drop(Pop3ClientSession over) {
    over.close();
    session = null;
    setLife(null);
  }

  @Override
  public void connect() {
    in(now -> now);
  }

  @Override
  public boolean isConnected() {
    lock.lock();
    try {
      return life != null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the session with QUIT, upon which the server deletes what was marked; without QUIT and
   * deletion after {@link #noQuit(boolean)}. Does nothing when there is none.
   *
   * @throws Pop3RefusedException when the server says that it has not deleted everything
   * @throws ConversationException when no answer comes: then it is not known
   */
  @Override
  public void disconnect() {
    takeTurn();
    try {
      Pop3ClientSession now = session;
      if (now == null) {
        return;
      }
      try {
        Response response = noQuit ? Response.ok("") : now.quit();
        if (!response.isOk()) {
          throw new Pop3RefusedException("deleting", target(), response);
        }
      } finally {
        drop(now);
      }
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void abort() {
    Cancellation now;
    lock.lock();
    try {
      now = life;
      life = null;
    } finally {
      lock.unlock();
    }
    if (now != null) {
      now.cancel();
    }
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

  /**
   * Whether sessions end without QUIT.
   *
   * @return whether they do
   */
  public boolean noQuit() {
    return noQuit;
  }

  /**
   * Sets whether sessions end without QUIT, so that nothing is deleted.
   *
   * @param is whether they do
   */
  public void noQuit(boolean is) {
    noQuit = is;
  }

  /**
   * What the server can do.
   *
   * @return its answer to CAPA; {@link Capabilities#NONE} when it has none
   */
  public Capabilities capabilities() {
    return in(Pop3ClientSession::capabilities);
  }

  /**
   * How much there is.
   *
   * @return messages and octets
   */
  public DropListing stat() {
    return in(Pop3ClientSession::stat);
  }

  /**
   * The messages and their sizes.
   *
   * @return in the server's order; empty for an empty maildrop
   */
  public List<ScanListing> list() {
    return in(Pop3ClientSession::list);
  }

  /**
   * The messages and their unique-ids.
   *
   * @return in the server's order; empty when the server has no UIDL
   */
  public Optional<List<UniqueIdListing>> uniqueIds() {
    return in(Pop3ClientSession::uniqueIds);
  }

  /**
   * The messages, each with what names it in every session, for mail that is left on the server:
   * see {@link org.mailshim.pop3.client.CollectedMail}.
   *
   * @return in the server's order
   */
  public List<IdentifiedMessage> identify() {
    return in(Pop3ClientSession::identify);
  }

  /**
   * The header section of a message and the first lines of its body.
   *
   * @param number its message-number
   * @param lines how many lines of the body
   * @return as much of the message
   * @throws Pop3RefusedException when the server does not give it
   */
  public MailMessage top(int number, int lines) {
    return in(
        now -> {
          var out = new ByteArrayOutputStream(AT_FIRST);
          accept(
              "TOP " + number,
              now.top(number, lines, (octets, from, to) -> out.write(octets, from, to - from)));
          return MailMessage.parse(out.toByteArray());
        });
  }

  /**
   * Fetches a message into memory.
   *
   * @param number its message-number
   * @return the message
   * @throws Pop3RefusedException when the server does not give it
   */
  public MailMessage fetch(int number) {
    var out = new ByteArrayOutputStream(AT_FIRST);
    in(now -> retrieve(now, number, (octets, from, to) -> out.write(octets, from, to - from)));
    return MailMessage.parse(out.toByteArray());
  }

  /**
   * Fetches a message into a file, of whatever size it is.
   *
   * @param number its message-number
   * @param file made anew; left as far as it came when fetching fails
   * @return the message, which lies in that file
   * @throws Pop3RefusedException when the server does not give it
   * @throws ConversationException of kind NOT_TAKEN when the file cannot be written
   * @throws UncheckedIOException when the file cannot be made or read
   */
  public MailMessage fetch(int number, Path file) {
    try (OutputStream out = Files.newOutputStream(file)) {
      fetch(number, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return MailMessage.parse(file);
  }

  /**
   * Fetches a message into a stream.
   *
   * @param number its message-number
   * @param out not closed
   * @return how many octets it had
   * @throws Pop3RefusedException when the server does not give it
   * @throws ConversationException of kind NOT_TAKEN when the stream fails
   */
  public long fetch(int number, OutputStream out) {
    return in(
        now -> retrieve(now, number, (octets, from, to) -> out.write(octets, from, to - from)));
  }

  private long retrieve(Pop3ClientSession now, int number, ContentSink sink) {
    long octets = accept("RETR " + number, now.retrieve(number, sink));
    usage.messages.increment();
    return octets;
  }

  private long accept(String what, Retrieval retrieval) {
    return switch (retrieval) {
      case Retrieval.Retrieved retrieved -> retrieved.octets();
      case Retrieval.Refused refused -> {
        usage.refusedMessages.increment();
        throw new Pop3RefusedException(what, target(), refused.response());
      }
    };
  }

  /**
   * Fetches all messages, pipelined where the server can do that.
   *
   * @param each takes each message, which is in memory; those that the server does not give are
   *     passed over and logged
   */
  public void fetchAll(Consumer<Fetched> each) {
    in(
        now -> {
          int[] numbers = numbers(now);
          now.retrieveAll(numbers, new Collecting(each));
          return numbers.length;
        });
  }

  /** By UIDL where the server has it: of sizes, which LIST tells, some servers know little. */
  private static int[] numbers(Pop3ClientSession now) {
    Optional<List<UniqueIdListing>> ids = now.uniqueIds();
    return ids.isPresent()
        ? ids.get().stream().mapToInt(UniqueIdListing::message).toArray()
        : now.list().stream().mapToInt(ScanListing::message).toArray();
  }

  /**
   * Fetches all messages into memory.
   *
   * @return in the server's order, without those that it does not give
   */
  public List<Fetched> fetchAll() {
    List<Fetched> all = new ArrayList<>();
    fetchAll(all::add);
    return all;
  }

  /** Takes messages into memory, one after the other. */
  private final class Collecting implements MessageHandler {
    private final Consumer<Fetched> each;
    private ByteArrayOutputStream current = new ByteArrayOutputStream();

    Collecting(Consumer<Fetched> each) {
      this.each = each;
    }

    @Override
    public ContentSink begin(int number) {
      var out = new ByteArrayOutputStream(AT_FIRST);
      current = out;
      return (octets, from, to) -> out.write(octets, from, to - from);
    }

    @Override
    public void complete(int number, long octets) {
      usage.messages.increment();
      each.accept(new Fetched(number, octets, MailMessage.parse(current.toByteArray())));
    }

    @Override
    public void refused(int number, Response response) {
      usage.refusedMessages.increment();
      log("message " + number + " was not given: " + response.text());
    }
  }

  /**
   * Marks messages as deleted; {@link #disconnect} deletes them.
   *
   * @param numbers their message-numbers
   * @return those that the server would not mark, with what it said
   */
  public Map<Integer, Response> delete(int... numbers) {
    return in(now -> now.deleteAll(numbers));
  }

  /** Takes all marks of deletion away. */
  public void reset() {
    require("RSET", in(Pop3ClientSession::reset));
  }

  /** Does nothing, for the server not to think us gone. */
  public void noop() {
    require("NOOP", in(Pop3ClientSession::noop));
  }

  private void require(String what, Response response) {
    if (!response.isOk()) {
      throw new Pop3RefusedException(what, target(), response);
    }
  }

  /**
   * As {@link #stat}, on another thread.
   *
   * @return messages and octets
   */
  public CompletableFuture<DropListing> statAsync() {
    return async(this::stat);
  }

  /**
   * As {@link #list}, on another thread.
   *
   * @return the messages and their sizes
   */
  public CompletableFuture<List<ScanListing>> listAsync() {
    return async(this::list);
  }

  /**
   * As {@link #fetch(int)}, on another thread.
   *
   * @param number its message-number
   * @return the message
   */
  public CompletableFuture<MailMessage> fetchAsync(int number) {
    return async(() -> fetch(number));
  }

  /**
   * As {@link #fetchAll()}, on another thread.
   *
   * @return the messages
   */
  public CompletableFuture<List<Fetched>> fetchAllAsync() {
    return async(() -> fetchAll());
  }

  /**
   * As {@link #delete}, on another thread.
   *
   * @param numbers their message-numbers
   * @return those that the server would not mark
   */
  public CompletableFuture<Map<Integer, Response>> deleteAsync(int... numbers) {
    int[] copy = numbers.clone();
    return async(() -> delete(copy));
  }
}
