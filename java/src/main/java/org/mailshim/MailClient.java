package org.mailshim;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.mailshim.sasl.Credentials;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.HostResolver;
import org.mailshim.transport.TlsClientSettings;
import org.mailshim.transport.TransportException;

/**
 * What the clients for SMTP and POP3 have in common: where they connect to, how, and who hears of
 * it. What is set here counts from the next connection on. Any thread.
 */
public abstract sealed class MailClient implements AutoCloseable permits SmtpClient, Pop3Client {
  private final String name;
  private final String target;
  private final String host;
  private final int port;
  private final Optional<Path> socket;
  private final Dialer dialer;
  private final Executor executor;
  final TlsClientSettings tlsSettings;
  final boolean tlsSettingsGiven;
  final boolean allowClearText;
  final ClientEvents events = new ClientEvents();
  final ClientUsage usage = new ClientUsage();
  private volatile TlsMode tls;
  private volatile Optional<Credentials> credentials;
  private volatile Duration connectTimeout;
  private volatile Optional<Duration> readTimeout;
  private volatile Consumer<String> logger;
  private volatile Consumer<String> debugLogger;
  private volatile boolean closed;

  MailClient(String name, MailClientBuilder<?> builder, int defaultPort, TlsMode schemeTls) {
    this.name = name;
    this.target = builder.target(defaultPort);
    this.host = builder.host;
    this.port = builder.port.orElse(defaultPort);
    this.socket = builder.socket;
    HostResolver resolver = builder.resolver;
    this.dialer =
        new Dialer((asked, by, stop) -> lookUp(resolver, asked, by, stop), builder.network);
    this.executor = builder.executor;
    this.tlsSettings = builder.tlsSettings;
    this.tlsSettingsGiven = builder.tlsSettingsGiven;
    this.allowClearText = builder.allowClearText;
    this.tls = builder.tls.orElse(schemeTls);
    this.credentials = builder.credentials;
    this.connectTimeout = builder.connectTimeout;
    this.readTimeout = builder.readTimeout;
    this.logger = builder.logger;
    this.debugLogger = builder.debugLogger;
    debug("target: " + target);
  }

  private List<InetAddress> lookUp(
      HostResolver resolver, String asked, Deadline deadline, Cancellation cancellation) {
    if (events.isHeard()) {
      events.tell(0, source -> new ClientEvent.LookingUp(source, asked));
    }
    List<InetAddress> found = resolver.addresses(asked, deadline, cancellation);
    if (events.isHeard()) {
      for (InetAddress address : found) {
        events.tell(0, source -> new ClientEvent.Resolved(source, asked, address));
      }
    }
    return found;
  }

  /**
   * Connects, by the deadline and within the time for connecting, and has all that happens on the
   * connection counted and told.
   */
  ObservedConnection dial(Deadline overall, Cancellation cancellation) {
    if (closed) {
      throw new IllegalStateException("the client is closed");
    }
    long id = ClientEvents.nextConnection();
    if (events.isHeard()) {
      events.tell(id, source -> new ClientEvent.Connecting(source, target));
    }
    long begun = System.nanoTime();
    Deadline deadline = Deadline.after(connectTimeout).earlier(overall);
    Connection connection =
        socket.isPresent()
            ? dialer.dial(socket.get(), deadline, cancellation)
            : dialer.dial(host, port, deadline, cancellation);
    usage.add(ClientWarning.Operation.CONNECT, 0, System.nanoTime() - begun);
    Endpoint peer = connection.peer();
    debug("connected to " + peer.text());
    if (events.isHeard()) {
      events.tell(id, source -> new ClientEvent.Connected(source, peer));
    }
    return new ObservedConnection(connection, id, events, usage);
  }

  /** The name by which a certificate is verified. */
  String host() {
    return socket.isPresent() ? "localhost" : host;
  }

  void log(String text) {
    logger.accept(name + ": " + text);
  }

  void debug(String text) {
    debugLogger.accept(name + ": " + text);
  }

  /** Runs a call on another thread. */
  <T> CompletableFuture<T> async(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, executor);
  }

  /** Does something on another thread. */
  CompletableFuture<Void> async(Runnable call) {
    return CompletableFuture.runAsync(call, executor);
  }

  boolean isClosed() {
    return closed;
  }

  void markClosed() {
    if (!closed) {
      closed = true;
      if (events.isHeard()) {
        events.tell(0, ClientEvent.Deleted::new);
      }
    }
  }

  TransportException interrupted() {
    Thread.currentThread().interrupt();
    return new TransportException.Cancelled(target);
  }

  /**
   * Where it connects to.
   *
   * @return {@code host:port}, {@code [address]:port} or the path of a Unix socket
   */
  public String target() {
    return target;
  }

  /**
   * Whether there is a session that can be used.
   *
   * @return true after {@link #connect}, and while something is under way
   */
  public abstract boolean isConnected();

  /**
   * Makes a session now and keeps it, until {@link #disconnect}. Does nothing when there is one.
   */
  public abstract void connect();

  /** Ends the session with QUIT, when nothing is under way any more. */
  public abstract void disconnect();

  /**
   * Ends whatever is under way, in any thread, and every session, without a word to the server.
   * Never fails, never waits.
   */
  public abstract void abort();

  /**
   * As {@link #connect}, on another thread.
   *
   * @return done when it is
   */
  public CompletableFuture<Void> connectAsync() {
    return async(this::connect);
  }

  /**
   * As {@link #disconnect}, on another thread.
   *
   * @return done when it is
   */
  public CompletableFuture<Void> disconnectAsync() {
    return async(this::disconnect);
  }

  /** As {@link #disconnect}, for good; never fails. The client cannot be used afterwards. */
  @Override
  public abstract void close();

  /**
   * When the connection is encrypted.
   *
   * @return the mode
   */
  public TlsMode tlsMode() {
    return tls;
  }

  /**
   * Sets when the connection is encrypted.
   *
   * @param mode the mode
   */
  public void tlsMode(TlsMode mode) {
    tls = mode;
  }

  /**
   * Whether STARTTLS is required.
   *
   * @return true for {@link TlsMode#REQUIRED}
   */
  public boolean tls() {
    return tls == TlsMode.REQUIRED;
  }

  /**
   * Requires STARTTLS, or no longer does; leaves TLS from the first octet alone unless it takes its
   * place.
   *
   * @param required whether it is required
   */
  public void tls(boolean required) {
    if (required) {
      tls = TlsMode.REQUIRED;
    } else if (tls == TlsMode.REQUIRED) {
      tls = TlsMode.OPPORTUNISTIC;
    }
  }

  /**
   * Whether TLS begins with the first octet.
   *
   * @return true for {@link TlsMode#IMPLICIT}
   */
  public boolean ssl() {
    return tls == TlsMode.IMPLICIT;
  }

  /**
   * Begins TLS with the first octet, or no longer does; leaves STARTTLS alone unless it takes its
   * place.
   *
   * @param implicit whether it begins there
   */
  public void ssl(boolean implicit) {
    if (implicit) {
      tls = TlsMode.IMPLICIT;
    } else if (tls == TlsMode.IMPLICIT) {
      tls = TlsMode.OPPORTUNISTIC;
    }
  }

  /**
   * Sets whom to authenticate as.
   *
   * @param whom the credentials; their secrets must outlive the client
   */
  public void credentials(Credentials whom) {
    credentials = Optional.of(whom);
  }

  Optional<Credentials> credentials() {
    return credentials;
  }

  /**
   * Who it authenticates as.
   *
   * @return the user; empty for nobody
   */
  public Optional<String> user() {
    return credentials.flatMap(
        whom ->
            switch (whom) {
              case Credentials.Password password -> Optional.of(password.authenticationIdentity());
              case Credentials.Token token -> Optional.of(token.identity());
              case Credentials.External external -> external.authorizationIdentity();
              case Credentials.Anonymous a -> Optional.empty();
            });
  }

  /**
   * How long connecting may take.
   *
   * @return the time
   */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /**
   * Sets how long connecting may take.
   *
   * @param timeout the time
   */
  public void connectTimeout(Duration timeout) {
    connectTimeout = timeout;
  }

  /**
   * How long each wait for the server may take.
   *
   * @return the time; empty for those that the RFCs recommend
   */
  public Optional<Duration> readTimeout() {
    return readTimeout;
  }

  /**
   * Sets how long each wait for the server may take.
   *
   * @param timeout the time
   */
  public void readTimeout(Duration timeout) {
    readTimeout = Optional.of(timeout);
  }

  /**
   * Sets who hears of connections and messages.
   *
   * @param log as in {@link MailClientBuilder#logger}
   */
  public void logger(Consumer<String> log) {
    logger = log;
  }

  /**
   * Sets who hears of commands and replies.
   *
   * @param log as in {@link MailClientBuilder#debugLogger}
   */
  public void debugLogger(Consumer<String> log) {
    debugLogger = log;
  }

  /**
   * Puts events into a queue from now on, in place of the one before.
   *
   * @param queue without a capacity
   * @param argument put into each event
   * @param withData whether to tell the octets too
   * @throws IllegalArgumentException when the queue has a capacity
   */
  public void eventQueue(
      BlockingQueue<? super ClientEvent> queue, Object argument, boolean withData) {
    events.subscribe(queue, Optional.of(argument), withData);
  }

  /**
   * Puts events into a queue from now on, without argument and data.
   *
   * @param queue without a capacity
   * @throws IllegalArgumentException when the queue has a capacity
   */
  public void eventQueue(BlockingQueue<? super ClientEvent> queue) {
    events.subscribe(queue, Optional.empty(), false);
  }

  /** Puts events into no queue any more. */
  public void clearEventQueue() {
    events.unsubscribe();
  }

  /**
   * Tells a listener every event, on the thread that causes it.
   *
   * @param listener quick; what it throws ends the session
   */
  public void addListener(Consumer<? super ClientEvent> listener) {
    events.add(listener);
  }

  /**
   * Tells a listener nothing any more.
   *
   * @param listener one that was added
   */
  public void removeListener(Consumer<? super ClientEvent> listener) {
    events.remove(listener);
  }

  /**
   * Puts warnings into a queue from now on, in place of the one before.
   *
   * @param thresholds what to warn of
   * @param queue takes the warnings
   * @param argument put into each warning
   * @throws IllegalArgumentException when the queue has a capacity
   */
  public void warningQueue(
      WarningThresholds thresholds, Queue<? super ClientWarning> queue, Object argument) {
    warn(thresholds, queue, Optional.of(argument));
  }

  /**
   * Puts warnings into a queue from now on, without argument.
   *
   * @param thresholds what to warn of
   * @param queue takes the warnings
   * @throws IllegalArgumentException when the queue has a capacity
   */
  public void warningQueue(WarningThresholds thresholds, Queue<? super ClientWarning> queue) {
    warn(thresholds, queue, Optional.empty());
  }

  private void warn(
      WarningThresholds thresholds, Queue<? super ClientWarning> queue, Optional<Object> argument) {
    if (queue instanceof BlockingQueue<?> bounded
        && bounded.remainingCapacity() != Integer.MAX_VALUE) {
      throw new IllegalArgumentException("the queue for warnings has a capacity");
    }
    usage.warn(thresholds, queue, argument);
  }

  /** Puts warnings into no queue any more. */
  public void clearWarningQueue() {
    usage.stopWarning();
  }

  /**
   * What it has done so far.
   *
   * @return a snapshot
   */
  public UsageInfo usageInfo() {
    return usage.snapshot();
  }

  /** Counts from zero again. */
  public void clearStats() {
    usage.clear();
  }

  /** Name and target, without credentials. */
  @Override
  public String toString() {
    return name + " " + target;
  }
}
