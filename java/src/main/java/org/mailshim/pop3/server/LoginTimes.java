package org.mailshim.pop3.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.store.MaildropName;
import org.mailshim.transport.Deadline;

/**
 * When each maildrop may be opened again, for LOGIN-DELAY (RFC 2449 §6.5). Kept in memory: a server
 * that starts anew has forgotten. Any thread.
 */
final class LoginTimes {
  /** So many are remembered before those that matter no more are looked for. */
  private static final int SWEEP_AT = 10_000;

  private final Duration pause;
  private final Deadline.Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<MaildropName, Deadline> next = new HashMap<>();
  private int sweepAt = SWEEP_AT;

  LoginTimes(Duration pause, Deadline.Ticker ticker) {
    this.pause = pause;
    this.ticker = ticker;
  }

  /** How long a maildrop must rest still; zero when it may be opened. */
  Duration rest(MaildropName name) {
    if (pause.isZero()) {
      return Duration.ZERO;
    }
    lock.lock();
    try {
      Deadline at = next.get(name);
      return at == null ? Duration.ZERO : at.remaining();
    } finally {
      lock.unlock();
    }
  }

  /** A maildrop has been opened. */
  void opened(MaildropName name) {
    if (pause.isZero()) {
      return;
    }
    lock.lock();
    try {
      if (next.size() >= sweepAt) {
        next.values().removeIf(Deadline::isPast);
        sweepAt = Math.max(SWEEP_AT, 2 * next.size());
      }
      next.put(name, Deadline.after(pause, ticker));
    } finally {
      lock.unlock();
    }
  }
}
