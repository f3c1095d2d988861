package org.mailshim.delivery;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.queue.Claim;
import org.mailshim.queue.ClaimLimits;

/**
 * Makes the attempts of a {@link QueueRunner} whose owner may change his mind about the way of mail
 * while it runs. As long as the way is the same, one {@link Deliverer} serves it, with its sessions
 * and what it knows of destinations; with another way comes another, and the one before ends when
 * what it has begun is over. Any thread.
 *
 * @param <W> a way; equal ways share a deliverer
 */
public final class ChangingDeliverer<W> implements QueueRunner.AttemptSource, AutoCloseable {
  /** Knows the way. Any thread. */
  public interface Ways<W> {
    /**
     * The way of mail from now on.
     *
     * @throws RuntimeException when there is none that can be used; nothing is claimed until there
     *     is
     */
    W now();

    /** What delivers that way, made once. */
    Deliverer deliverer(W way);

    /** Who is told how the delivery of a message proceeds. */
    DeliveryObserver observer(Claim claim);
  }

  /** A deliverer. Under the lock. */
  private static final class Kept {
    final Deliverer deliverer;
    int claims;
    boolean replaced;

    Kept(Deliverer deliverer) {
      this.deliverer = deliverer;
    }
  }

  private final Ways<W> ways;
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private final Map<Claim, Kept> claims = new IdentityHashMap<>();
  private @Nullable W way;
  private @Nullable Kept current;

  /** A deliverer that asks for the way when it is first used. */
  public ChangingDeliverer(Ways<W> ways) {
    this.ways = ways;
  }

  private Kept current() {
    W wanted = ways.now();
    Kept before;
    Kept now;
    lock.lock();
    try {
      before = current;
      if (before != null && wanted.equals(way)) {
        return before;
      }
      now = new Kept(ways.deliverer(wanted));
      way = wanted;
      current = now;
      if (before != null) {
        before.replaced = true;
        before = before.claims == 0 ? before : null;
      }
    } finally {
      lock.unlock();
    }
    if (before != null) {
      before.deliverer.close();
    }
    return now;
  }

  @Override
  public ClaimLimits limits() {
    return current().deliverer.limits();
  }

  @Override
  public Optional<LocalDelivery> local() {
    return current().deliverer.local();
  }

  @Override
  public void begun(Claim claim) {
    Kept kept;
    lock.lock();
    try {
      kept = current; // whose limits it was claimed by
      if (kept == null) {
        throw new AssertionError("a claim before its limits");
      }
      claims.put(claim, kept);
      kept.claims++;
    } finally {
      lock.unlock();
    }
    kept.deliverer.begun(claim);
  }

  @Override
  public DeliveryAttempt attempt(Claim claim) {
    return of(claim).attempt(ways.observer(claim));
  }

  /** By whose limits it was claimed. */
  private Deliverer of(Claim claim) {
    lock.lock();
    try {
      Kept kept = claims.get(claim);
      if (kept == null) {
        throw new AssertionError("nothing is known of this claim");
      }
      return kept.deliverer;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean starts(Claim claim) {
    return of(claim).starts(claim);
  }

  @Override
  public void over(Claim claim) {
    of(claim).over(claim);
    forget(claim);
  }

  @Override
  public void givenUp(Claim claim) {
    of(claim).givenUp(claim);
    forget(claim);
  }

  private void forget(Claim claim) {
    Kept kept;
    boolean last;
    lock.lock();
    try {
      kept = claims.remove(claim);
      if (kept == null) {
        return;
      }
      kept.claims--;
      last = kept.replaced && kept.claims == 0;
    } finally {
      lock.unlock();
    }
    if (last) {
      kept.deliverer.close();
    }
  }

  /** Lets destinations that rest be tried again at once, for whoever knows that they are back. */
  public void endRests() {
    current().deliverer.endRests();
  }

  /** Closes the sessions that are kept; the runner should be stopped before. */
  @Override
  public void close() {
    Kept last;
    lock.lock();
    try {
      last = current;
      current = null;
      way = null;
    } finally {
      lock.unlock();
    }
    if (last != null) {
      last.deliverer.close();
    }
  }
}
