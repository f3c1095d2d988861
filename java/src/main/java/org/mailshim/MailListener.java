package org.mailshim;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.mailshim.pop3.server.Pop3Server;
import org.mailshim.smtp.server.SmtpServer;
import org.mailshim.transport.Deadline;

/**
 * A {@link MailService} that is open. Any thread.
 *
 * <p>What remains when it is closed is the {@link MailServer}, with its other listeners, its queue
 * and its maildrops.
 */
public final class MailListener implements AutoCloseable {
  /** What both kinds of servers have; nobody outside knows which it is. */
  private interface Open {
    int port();

    int sessions();

    boolean stop(Deadline deadline);

    void close();
  }

  private record Smtp(SmtpServer server) implements Open {
    @Override
    public int port() {
      return server.port();
    }

    @Override
    public int sessions() {
      return server.sessions();
    }

    @Override
    public boolean stop(Deadline deadline) {
      return server.stop(deadline);
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private record Pop3(Pop3Server server) implements Open {
    @Override
    public int port() {
      return server.port();
    }

    @Override
    public int sessions() {
      return server.sessions();
    }

    @Override
    public boolean stop(Deadline deadline) {
      return server.stop(deadline);
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private final MailService service;
  private final Open open;
  private final Runnable forget;

  private MailListener(MailService service, Open open, MailServer owner) {
    this.service = service;
    this.open = open;
    this.forget = () -> owner.forget(this);
  }

  static MailListener of(MailService service, SmtpServer server, MailServer owner) {
    return new MailListener(service, new Smtp(server), owner);
  }

  static MailListener of(MailService service, Pop3Server server, MailServer owner) {
    return new MailListener(service, new Pop3(server), owner);
  }

  /** What is offered here. */
  public MailService service() {
    return service;
  }

  /**
   * The port it listens at.
   *
   * @return 1 to 65535; 0 for a Unix socket
   */
  public int port() {
    return open.port();
  }

  /** How many sessions there are. */
  public int sessions() {
    return open.sessions();
  }

  /**
   * Stops gracefully: accepts no more, takes leave of idle sessions, lets the others finish what
   * they are at, and closes what is not over in time.
   *
   * @param patience how long to wait
   * @return whether all sessions ended by themselves
   */
  public boolean stop(Duration patience) {
    return stop(Deadline.after(patience));
  }

  /**
   * As {@link #stop}, on another thread.
   *
   * @param patience how long to wait
   * @return whether all sessions ended by themselves
   */
  public CompletableFuture<Boolean> stopAsync(Duration patience) {
    return CompletableFuture.supplyAsync(() -> stop(patience), Thread::startVirtualThread);
  }

  boolean stop(Deadline deadline) {
    boolean inTime = open.stop(deadline);
    forget.run();
    return inTime;
  }

  /** Stops at once; a message under way is not accepted, and its client will send it again. */
  @Override
  public void close() {
    open.close();
    forget.run();
  }
}
