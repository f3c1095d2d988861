package org.mailshim;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.client.LoginOutcome;
import org.mailshim.pop3.client.Pop3ClientSession;
import org.mailshim.pop3.client.SessionOptions;
import org.mailshim.pop3.client.SessionSecurity;
import org.mailshim.pop3.client.SessionTimeouts;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.TlsClient;

/**
 * The session of one {@link Pop3Client}: made when it is first wanted, used by one thread after the
 * other, ended from any. A call that breaks ends it; one that the server refuses does not.
 */
final class Pop3Sessions {
  private final Pop3Client client;
  private final int mostMessages;
  private final long mostOctets;

  /** Held while the session is used. */
  private final ReentrantLock turn = new ReentrantLock(true);

  /** Held for a moment: whoever ends what is under way cannot wait for a turn. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable TlsClient tlsClient;
  private @Nullable Pop3ClientSession session;
  private @Nullable Cancellation life;

  Pop3Sessions(Pop3Client client, Pop3ClientBuilder builder) {
    this.client = client;
    this.mostMessages = builder.mostMessages;
    this.mostOctets = builder.mostOctets;
  }

  /** Does something in the session, which is made first if there is none. */
  <T> T in(Function<Pop3ClientSession, T> call) {
    takeTurn();
    try {
      requireOwnTurn();
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
      throw client.interrupted();
    }
  }

  /** Commands sent from where messages are taken would get the responses to RETR for their own. */
  private void requireOwnTurn() {
    if (turn.getHoldCount() > 1) {
      throw new IllegalStateException(
          "messages are being fetched: note their numbers, and go on when fetchAll is over");
    }
  }

  private Pop3ClientSession open() {
    var cancellation = new Cancellation();
    var tracker = new Pop3Tracker(client);
    setLife(cancellation);
    boolean open = false;
    Pop3ClientSession made = null;
    Recorder.Span span = Recorder.pop3Session(client.target());
    try {
      ObservedConnection connection = client.dial(Deadline.never(), cancellation);
      tracker.connection(connection, client.tlsMode() == TlsMode.IMPLICIT);
      made = Pop3ClientSession.open(connection, options(), tracker);
      login(made);
      session = made;
      client.usage.connections.increment();
      open = true;
      return made;
    } finally {
      span.end(open ? "ok" : "failed");
      if (!open) {
        client.usage.failedConnections.increment();
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
            client.host(),
            security(),
            SessionTimeouts.defaults(),
            Deadline.never(),
            mostMessages,
            mostOctets,
            new SecureRandom());
    Optional<Duration> timeout = client.readTimeout();
    return timeout.isPresent()
        ? options.withTimes(SessionTimeouts.of(timeout.get()), Deadline.never())
        : options;
  }

  private SessionSecurity security() {
    SessionSecurity.Use use =
        switch (client.tlsMode()) {
          case NONE -> SessionSecurity.Use.NEVER;
          case OPPORTUNISTIC -> SessionSecurity.Use.IF_OFFERED;
          case REQUIRED -> SessionSecurity.Use.REQUIRED;
          case IMPLICIT -> SessionSecurity.Use.IMPLICIT;
        };
    Optional<TlsClient> tls =
        use == SessionSecurity.Use.NEVER ? Optional.empty() : Optional.of(tlsClient());
    return new SessionSecurity(use, tls, client.allowClearText);
  }

  /** Made once, since it reads files. */
  private TlsClient tlsClient() {
    TlsClient made = tlsClient;
    if (made == null) {
      made = new TlsClient(client.tlsSettings);
      tlsClient = made;
    }
    return made;
  }

  private void login(Pop3ClientSession made) {
    String target = client.target();
    switch (made.login(client.credentials().orElseThrow())) {
      case LoginOutcome.LoggedIn in -> client.log("logged in at " + target + " by " + in.method());
      case LoginOutcome.Failed failed ->
          throw new Pop3RefusedException("logging in", target, failed.last().response());
      case LoginOutcome.NoMethod none ->
          throw new Pop3RefusedException(
              "logging in",
              target,
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

  /** Whether there is a session, or one is being made. */
  boolean isAny() {
    lock.lock();
    try {
      return life != null;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the session, with QUIT unless the client has none said; nothing when there is none. */
  void end() {
    takeTurn();
    try {
      requireOwnTurn();
      Pop3ClientSession now = session;
      if (now == null) {
        return;
      }
      try {
        Response response = client.noQuit() ? Response.ok("") : now.quit();
        if (!response.isOk()) {
          throw new Pop3RefusedException("deleting", client.target(), response);
        }
      } finally {
        drop(now);
      }
    } finally {
      turn.unlock();
    }
  }

  /** Ends whatever is under way, in any thread, without a word to the server. */
  void abort() {
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
}
