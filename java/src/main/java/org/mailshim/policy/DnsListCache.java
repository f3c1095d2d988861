package org.mailshim.policy;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.address.DomainName;

/**
 * What DNS lists have said, and what they are being asked: whoever wants to know what somebody else
 * has asked already waits for the same answer. The answers used last are kept. Any thread.
 */
final class DnsListCache {
  /** Which address, on which list. */
  record Key(DomainName zone, InetAddress address) {}

  /** An answer that is there or on its way. */
  static final class Entry {
    private final CompletableFuture<DnsListAnswer> answer = new CompletableFuture<>();
    private volatile Instant expires = Instant.MAX;

    /** The answer, when it comes. */
    CompletableFuture<DnsListAnswer> answer() {
      return answer;
    }
  }

  /** An entry, and whether it is new, so that whoever got it has to ask. */
  record Found(Entry entry, boolean isNew) {}

  private final Clock clock;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  DnsListCache(Clock clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  /** What is known, or a new entry. */
  Found find(Key key) {
    lock.lock();
    try {
      Entry known = entries.get(key);
      if (known != null && clock.instant().isBefore(known.expires)) {
        return new Found(known, false);
      }
      Entry fresh = new Entry();
      entries.put(key, fresh);
      if (entries.size() > most) {
        Map.Entry<Key, Entry> eldest = entries.entrySet().iterator().next();
        entries.remove(eldest.getKey());
      }
      return new Found(fresh, true);
    } finally {
      lock.unlock();
    }
  }

  /** The answer has come, and is good for so long. */
  void complete(Entry entry, DnsListAnswer answer, Duration timeToLive) {
    entry.expires = clock.instant().plus(timeToLive);
    entry.answer.complete(answer);
  }
}
