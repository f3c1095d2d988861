package org.mailshim;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.SessionServer;

/**
 * A {@link MailService} that is open. Any thread.
 *
 * <p>What remains when it is closed is the {@link MailServer}, with its other listeners, its queue
 * and its maildrops.
 */
public final class MailListener implements AutoCloseable {
  private final MailService service;
  private final SessionServer server;
  private final Runnable forget;

  MailListener(MailService service, SessionServer server, MailServer owner) {
    this.service = service;
    this.server = server;
    this.forget = () -> owner.forget(this);
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
    return server.port();
  }

  /** How many sessions there are. */
  public int sessions() {
    return server.sessions();
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
    boolean inTime = server.stop(deadline);
    forget.run();
    return inTime;
  }

  /** Stops at once; a message under way is not accepted, and its client will send it again. */
  @Override
  public void close() {
    server.close();
    forget.run();
  }
}
