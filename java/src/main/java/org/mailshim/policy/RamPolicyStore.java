package org.mailshim.policy;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers in memory, for one process, until that ends: limits of a single server, and tests. At
 * most {@value #MOST} keys are remembered, some 10 MB, and 40 where all addresses are as long as
 * they may be; then the ones used longest ago are forgotten first, so a stranger who makes up
 * addresses cannot make it grow. Any thread.
 */
public final class RamPolicyStore implements PolicyStore {
  private static final int MOST = 50_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<PolicyKey, PolicyState> states = new LinkedHashMap<>(16, 0.75f, true);

  /** Nothing is remembered. */
  public RamPolicyStore() {}

  @Override
  public <T> T update(PolicyKey key, Instant now, Change<T> change) {
    lock.lock();
    try {
      Changed<T> changed = change.of(valid(key, now));
      states.put(key, changed.now());
      if (states.size() > MOST) {
        Iterator<PolicyKey> eldest = states.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
      return changed.result();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<PolicyState> find(PolicyKey key, Instant now) {
    lock.lock();
    try {
      return valid(key, now);
    } finally {
      lock.unlock();
    }
  }

  private Optional<PolicyState> valid(PolicyKey key, Instant now) {
    PolicyState state = states.get(key);
    return state != null && now.isBefore(state.expires()) ? Optional.of(state) : Optional.empty();
  }

  @Override
  public int sweep(Instant now) {
    lock.lock();
    try {
      int before = states.size();
      states.values().removeIf(state -> !now.isBefore(state.expires()));
      return before - states.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {}
}
