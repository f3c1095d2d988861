package org.mailshim.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;

/**
 * Keeps what name servers have answered, each answer for its TTL (RFC 1035 §3.2.1): records for a
 * day at most; that there are none as long as the zone's SOA says (RFC 2308 §5), and for an hour at
 * most; that no server gives a usable answer for five seconds (RFC 9520 §3.2). An answer without a
 * TTL is not kept.
 *
 * <p>That a name does not exist goes for every type (RFC 8020). There are {@value #MOST} answers at
 * most; the one that was not asked for the longest goes first. Any thread, several at once.
 */
final class AnswerCache {
  static final int MOST = 4096;

  private static final Duration LONGEST_POSITIVE = Duration.ofDays(1);
  private static final Duration LONGEST_NEGATIVE = Duration.ofHours(1);
  private static final Duration LONGEST_FAILURE = Duration.ofSeconds(5);

  private record Question(String name, int type) {}

  private record Entry(DnsClient.Answer answer, long expiresNanos) {}

  private final LongSupplier ticker;
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private final LinkedHashMap<Question, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long hits;
  private long misses;
  private long failures;

  /** An empty one, with a clock like {@link System#nanoTime}. */
  AnswerCache(LongSupplier ticker) {
    this.ticker = ticker;
  }

  /** The answer that is kept, with what is left of its TTL. */
  Optional<DnsClient.Answer> find(String name, int type) {
    String key = name.toLowerCase(Locale.ROOT);
    lock.lock();
    try {
      Entry entry = live(new Question(key, type));
      if (entry == null) {
        entry = live(new Question(key, Type.ANY));
      }
      if (entry == null) {
        return Optional.empty();
      }
      hits++;
      return Optional.of(aged(entry));
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Entry live(Question question) {
    Entry entry = entries.get(question);
    if (entry != null && entry.expiresNanos() - ticker.getAsLong() <= 0) {
      entries.remove(question);
      return null;
    }
    return entry;
  }

  private DnsClient.Answer aged(Entry entry) {
    if (entry.answer() instanceof DnsClient.Records found) {
      long left = TimeUnit.NANOSECONDS.toSeconds(entry.expiresNanos() - ticker.getAsLong());
      return new DnsClient.Records(
          found.records(),
          DnsClient.shorter(found.timeToLive(), Duration.ofSeconds(left)),
          found.authentic());
    }
    return entry.answer();
  }

  /**
   * Keeps an answer.
   *
   * @param timeToLive how long it may be kept; zero: not at all
   */
  void keep(String name, int type, DnsClient.Answer answer, Duration timeToLive) {
    Duration limit =
        switch (answer) {
          case DnsClient.Records found -> LONGEST_POSITIVE;
          case DnsClient.Failed failed -> LONGEST_FAILURE;
          case DnsClient.NoRecord none -> LONGEST_NEGATIVE;
          case DnsClient.NoName none -> LONGEST_NEGATIVE;
        };
    Duration kept = DnsClient.shorter(timeToLive, limit);
    int wanted = answer instanceof DnsClient.NoName ? Type.ANY : type;
    lock.lock();
    try {
      misses++;
      failures += answer instanceof DnsClient.Failed ? 1 : 0;
      if (kept.isPositive()) {
        long expires = ticker.getAsLong() + kept.toNanos();
        entries.put(
            new Question(name.toLowerCase(Locale.ROOT), wanted), new Entry(answer, expires));
        dropEldest();
      }
    } finally {
      lock.unlock();
    }
  }

  private void dropEldest() {
    Iterator<Question> eldest = entries.keySet().iterator();
    while (entries.size() > MOST) {
      eldest.next();
      eldest.remove();
    }
  }

  /** What became of the questions so far. */
  DnsStatistics statistics() {
    lock.lock();
    try {
      List<Question> gone = new ArrayList<>();
      long now = ticker.getAsLong();
      entries.forEach(
          (question, entry) -> {
            if (entry.expiresNanos() - now <= 0) {
              gone.add(question);
            }
          });
      gone.forEach(entries::remove);
      return new DnsStatistics(hits, misses, failures, entries.size());
    } finally {
      lock.unlock();
    }
  }
}
