package org.mailshim.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.queue.Claim;

/**
 * What a {@link QueueRunner} has claimed, under the runner's lock.
 *
 * <pre>
 * claimed → WAITING → ATTEMPTED → SETTLED → gone
 *              └──── given up, at a stop ─────↑
 * </pre>
 *
 * As many messages are attempted at once as the settings say and as their destinations bear. As
 * many again are claimed ahead, so that a place is taken the moment it is free; and as many again
 * may still be settled, which is more only when the queue cannot be reached.
 */
final class Turns {
  /** A claim that is under way. */
  static final class Work {
    /** As it was claimed. */
    final Claim whole;

    private final long claimedNanos = System.nanoTime();

    /** Without those recipients who were expanded. */
    Claim claim;

    /** What delivers it; null while it waits. */
    @Nullable DeliveryAttempt attempt;

    private boolean attempted;

    Work(Claim claim) {
      this.whole = claim;
      this.claim = claim;
    }

    /** How long ago it was claimed. */
    long ageNanos() {
      return System.nanoTime() - claimedNanos;
    }
  }

  private final int most;
  private final Map<Claim, Work> all = new IdentityHashMap<>();
  private final ArrayDeque<Work> waiting = new ArrayDeque<>();
  private int attempting;
  private int low;

  /**
   * Nothing is claimed.
   *
   * @param most how many are attempted at once
   */
  Turns(int most) {
    this.most = most;
  }

  /** How many more may be claimed. */
  int room() {
    return Math.max(0, Math.min(2 * most - attempting - waiting.size(), 3 * most - all.size()));
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** All that is under way, in whatever state. */
  Collection<Work> all() {
    return all.values();
  }

  /** Something was claimed. */
  void add(Work work) {
    all.put(work.whole, work);
    waiting.add(work);
  }

  /** The first that waits, if there is a place and its destinations bear it: it has its turn. */
  Optional<Work> next(QueueRunner.AttemptSource attempts) {
    if (attempting >= most) {
      return Optional.empty();
    }
    for (Iterator<Work> each = waiting.iterator(); each.hasNext(); ) {
      Work work = each.next();
      if (attempts.starts(work.whole)) {
        each.remove();
        attempting++;
        return Optional.of(work);
      }
    }
    return Optional.empty();
  }

  /** All is claimed that there was, or had room, and has its turn or waits. */
  void filled() {
    low = waiting.size() / 2;
  }

  /**
   * Whether half of those who waited have had their turn, and as many should be claimed at once.
   */
  boolean isLow() {
    return waiting.size() <= low;
  }

  /** The attempt is over; whether it was not said before. */
  boolean endAttempt(Work work) {
    boolean first = !work.attempted;
    work.attempted = true;
    attempting -= first ? 1 : 0;
    return first;
  }

  /** It is settled; whether its place makes room for another claim. */
  boolean end(Work work) {
    boolean full = room() == 0;
    all.remove(work.whole);
    return full;
  }

  /** Those that wait, who are not any more. */
  List<Work> giveUpWaiting() {
    List<Work> given = new ArrayList<>(waiting);
    waiting.clear();
    return given;
  }
}
