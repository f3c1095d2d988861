package org.mailshim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.sasl.Credentials;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.Dialect;
import org.mailshim.smtp.client.SecurityPolicy;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.smtp.client.SessionTimeouts;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.SmtpConnector;
import org.mailshim.smtp.client.TlsClientSource;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;

/** The sessions of one {@link SmtpClient}: made, kept, and ended from any thread. */
final class SmtpSessions {
  /** A session with all that belongs to it. */
  static final class Held {
    final SmtpClientSession session;
    final SmtpTracker tracker;
    final Cancellation life;
    long idleSince;

    Held(SmtpClientSession session, SmtpTracker tracker, Cancellation life) {
      this.session = session;
      this.tracker = tracker;
      this.life = life;
    }
  }

  private final SmtpClient client;
  private final Optional<String> clientName;
  private final Dialect dialect;
  private final TlsClientSource verified;
  private final TlsClientSource unverified = TlsClientSource.unverified();
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Held> idle = new ArrayDeque<>();
  private final Set<Cancellation> lives = new HashSet<>();
  private volatile @Nullable Endpoint server;
  private volatile boolean encrypted;

  SmtpSessions(SmtpClient client, SmtpClientBuilder builder) {
    this.client = client;
    this.clientName = builder.clientName;
    this.dialect = builder.dialect;
    this.verified = TlsClientSource.of(builder.tlsSettings);
  }

  /** With whom the last session is or was. */
  Optional<Endpoint> server() {
    return Optional.ofNullable(server);
  }

  /** Whether that is or was encrypted. */
  boolean isEncrypted() {
    return encrypted;
  }

  /** Whether there is a session, or one is being made. */
  boolean isAny() {
    lock.lock();
    try {
      return !lives.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** A session that is ready, by then. */
  Held open(Deadline deadline) {
    var life = new Cancellation();
    var tracker = new SmtpTracker(client);
    begin(life);
    boolean open = false;
    boolean secure = false;
    Recorder.Span span = Recorder.smtpSession(client.target());
    try {
      boolean tlsAtOnce = client.tlsMode() == TlsMode.IMPLICIT;
      SmtpClientSession session =
          new SmtpConnector(sessionOptions(deadline), policy())
              .connect(
                  () -> {
                    ObservedConnection connection = client.dial(deadline, life);
                    tracker.connection(connection, tlsAtOnce);
                    return connection;
                  },
                  tracker);
      open = true;
      client.usage.connections.increment();
      secure = session.security().isEncrypted();
      encrypted = secure;
      server = tracker.peer();
      var held = new Held(session, tracker, life);
      held.idleSince = System.nanoTime();
      return held;
    } finally {
      span.end(secure ? "encrypted" : "", 0, 0, 0, open ? "ok" : "failed");
      if (!open) {
        client.usage.failedConnections.increment();
        end(life);
      }
    }
  }

  private SessionOptions sessionOptions(Deadline deadline) {
    SessionOptions options = SessionOptions.defaults().withDialect(dialect).withDeadline(deadline);
    if (clientName.isPresent()) {
      options = options.withClientName(clientName.get());
    }
    Optional<Duration> timeout = client.readTimeout();
    return timeout.isPresent() ? options.withTimeouts(SessionTimeouts.all(timeout.get())) : options;
  }

  private ConnectionPolicy policy() {
    Optional<Credentials> whom = client.credentials();
    boolean anybody = whom.isEmpty() && !client.tlsSettingsGiven;
    SecurityPolicy security =
        switch (client.tlsMode()) {
          case NONE -> SecurityPolicy.NONE;
          case OPPORTUNISTIC ->
              new SecurityPolicy.Opportunistic(anybody ? unverified : verified, anybody);
          case REQUIRED -> new SecurityPolicy.StartTlsRequired(verified);
          case IMPLICIT -> new SecurityPolicy.Implicit(verified);
        };
    return new ConnectionPolicy(security, whom, client.allowClearText);
  }

  /** The one that was used last; null when none is kept. */
  @Nullable Held takeIdle() {
    lock.lock();
    try {
      return idle.pollLast();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps a session for the next message, unless {@link #abort} has ended it meanwhile. */
  void giveBack(Held held) {
    held.session.deadline(Deadline.never()); // the last message's is not that of QUIT
    lock.lock();
    try {
      if (lives.contains(held.life)) {
        idle.addLast(held);
      }
    } finally {
      lock.unlock();
    }
  }

  private void begin(Cancellation life) {
    lock.lock();
    try {
      lives.add(life);
    } finally {
      lock.unlock();
    }
  }

  private void end(Cancellation life) {
    lock.lock();
    try {
      lives.remove(life);
    } finally {
      lock.unlock();
    }
  }

  /** A session is of no more use. */
  void drop(Held held) {
    held.session.close();
    end(held.life);
  }

  /** Says goodbye. */
  void quit(Held held) {
    held.session.quit();
    end(held.life);
  }

  /** Ends all of them, and whatever is under way in them. */
  void abort() {
    List<Cancellation> all;
    lock.lock();
    try {
      all = List.copyOf(lives);
      lives.clear();
      idle.clear();
    } finally {
      lock.unlock();
    }
    for (Cancellation life : all) {
      life.cancel();
    }
  }
}
