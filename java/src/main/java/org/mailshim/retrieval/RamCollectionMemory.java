package org.mailshim.retrieval;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.pop3.client.MessageKey;

/**
 * Remembers in memory until the process ends: for tests, and for mailboxes whose mail does not stay
 * on the server. Any thread.
 */
public final class RamCollectionMemory implements CollectionMemory {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Map<MessageKey, Instant>> mailboxes = new HashMap<>();

  /** Nothing is remembered. */
  public RamCollectionMemory() {}

  @Override
  public Map<MessageKey, Instant> collected(String mailbox) {
    lock.lock();
    try {
      return new HashMap<>(mailboxes.getOrDefault(mailbox, Map.of()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void remember(String mailbox, MessageKey message, Instant now) {
    lock.lock();
    try {
      mailboxes
          .computeIfAbsent(mailbox, absent -> new HashMap<>())
          .putIfAbsent(message, now.truncatedTo(ChronoUnit.MILLIS));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void forget(String mailbox, Collection<MessageKey> messages) {
    lock.lock();
    try {
      mailboxes.getOrDefault(mailbox, new HashMap<>()).keySet().removeAll(messages);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {}
}
