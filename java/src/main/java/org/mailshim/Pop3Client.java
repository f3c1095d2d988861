package org.mailshim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.mailshim.pop3.Capabilities;
import org.mailshim.pop3.DropListing;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.ScanListing;
import org.mailshim.pop3.UniqueIdListing;
import org.mailshim.pop3.client.ContentSink;
import org.mailshim.pop3.client.ConversationException;
import org.mailshim.pop3.client.IdentifiedMessage;
import org.mailshim.pop3.client.Pop3ClientSession;
import org.mailshim.pop3.client.Retrieval;

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
  /** Of a message in memory, whose size is not known. */
  static final int AT_FIRST = 8 * 1024;

  /**
   * A message that was fetched.
   *
   * @param number its message-number
   * @param octets its size as it came
   * @param message the message
   */
  public record Fetched(int number, long octets, MailMessage message) {}

  private final Pop3Sessions sessions;
  private volatile boolean noQuit;

  Pop3Client(Pop3ClientBuilder builder) {
    super("Pop3Client", builder, builder.scheme.defaultPort(), builder.scheme.tls());
    this.sessions = new Pop3Sessions(this, builder);
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

  @Override
  public void connect() {
    sessions.in(now -> now);
  }

  @Override
  public boolean isConnected() {
    return sessions.isAny();
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
    sessions.end();
  }

  @Override
  public void abort() {
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
    return sessions.in(Pop3ClientSession::capabilities);
  }

  /**
   * How much there is.
   *
   * @return messages and octets
   */
  public DropListing stat() {
    return sessions.in(Pop3ClientSession::stat);
  }

  /**
   * The messages and their sizes.
   *
   * @return in the server's order; empty for an empty maildrop
   */
  public List<ScanListing> list() {
    return sessions.in(Pop3ClientSession::list);
  }

  /**
   * The messages and their unique-ids.
   *
   * @return in the server's order; empty when the server has no UIDL
   */
  public Optional<List<UniqueIdListing>> uniqueIds() {
    return sessions.in(Pop3ClientSession::uniqueIds);
  }

  /**
   * The messages, each with what names it in every session, for mail that is left on the server:
   * see {@link org.mailshim.pop3.client.CollectedMail}.
   *
   * @return in the server's order
   */
  public List<IdentifiedMessage> identify() {
    return sessions.in(Pop3ClientSession::identify);
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
    return sessions.in(
        now -> {
          var out = new ByteArrayOutputStream(AT_FIRST);
          accept("TOP " + number, now.top(number, lines, into(out)));
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
    sessions.in(now -> retrieve(now, number, into(out)));
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
    return sessions.in(now -> retrieve(now, number, into(out)));
  }

  static ContentSink into(OutputStream out) {
    return (octets, from, to) -> out.write(octets, from, to - from);
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
   *     passed over and logged. It must not use this client, whose session is busy with the next
   *     messages: they can be deleted afterwards
   * @throws IllegalStateException when it does
   */
  public void fetchAll(Consumer<Fetched> each) {
    sessions.in(
        now -> {
          int[] numbers = numbers(now);
          now.retrieveAll(numbers, new Pop3Collecting(this, each));
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

  /**
   * Marks messages as deleted; {@link #disconnect} deletes them.
   *
   * @param numbers their message-numbers
   * @return those that the server would not mark, with what it said
   */
  public Map<Integer, Response> delete(int... numbers) {
    return sessions.in(now -> now.deleteAll(numbers));
  }

  /** Takes all marks of deletion away. */
  public void reset() {
    require("RSET", sessions.in(Pop3ClientSession::reset));
  }

  /** Does nothing, for the server not to think us gone. */
  public void noop() {
    require("NOOP", sessions.in(Pop3ClientSession::noop));
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
   * As {@link #uniqueIds}, on another thread.
   *
   * @return the messages and their unique-ids
   */
  public CompletableFuture<Optional<List<UniqueIdListing>>> uniqueIdsAsync() {
    return async(this::uniqueIds);
  }

  /**
   * As {@link #identify}, on another thread.
   *
   * @return the messages, each with what names it
   */
  public CompletableFuture<List<IdentifiedMessage>> identifyAsync() {
    return async(this::identify);
  }

  /**
   * As {@link #capabilities}, on another thread.
   *
   * @return what the server can do
   */
  public CompletableFuture<Capabilities> capabilitiesAsync() {
    return async(this::capabilities);
  }

  /**
   * As {@link #top}, on another thread.
   *
   * @param number its message-number
   * @param lines how many lines of the body
   * @return as much of the message
   */
  public CompletableFuture<MailMessage> topAsync(int number, int lines) {
    return async(() -> top(number, lines));
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
   * As {@link #fetch(int, Path)}, on another thread.
   *
   * @param number its message-number
   * @param file made anew
   * @return the message, which lies in that file
   */
  public CompletableFuture<MailMessage> fetchAsync(int number, Path file) {
    return async(() -> fetch(number, file));
  }

  /**
   * As {@link #fetch(int, OutputStream)}, on another thread.
   *
   * @param number its message-number
   * @param out not closed
   * @return how many octets it had
   */
  public CompletableFuture<Long> fetchAsync(int number, OutputStream out) {
    return async(() -> fetch(number, out));
  }

  /**
   * As {@link #fetchAll(Consumer)}, on another thread.
   *
   * @param each takes each message, on that thread
   * @return done when it has taken the last
   */
  public CompletableFuture<Void> fetchAllAsync(Consumer<Fetched> each) {
    return async(() -> fetchAll(each));
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

  /**
   * As {@link #reset}, on another thread.
   *
   * @return done when it is
   */
  public CompletableFuture<Void> resetAsync() {
    return async(this::reset);
  }

  /**
   * As {@link #noop}, on another thread.
   *
   * @return done when it is
   */
  public CompletableFuture<Void> noopAsync() {
    return async(this::noop);
  }
}
