package org.mailshim.dns;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What the {@link DnsResolver}s of an engine share: one client for each {@link DnsSettings} in use,
 * so that dnsjava is started, and the system's list of servers read, once and not for each message.
 *
 * <p>The {@value #MOST} settings that were used last are kept; who uses more in turn pays for the
 * beginning again. A client that is not kept any more goes on working for who uses it. Any thread,
 * several at once.
 *
 * <p>Each client keeps what it was answered, for as long as the answers say ({@link AnswerCache}).
 *
 * <p>The system's list of servers is read again when it was read more than a minute ago: a machine
 * may have moved to another network, or have had none when its programs were started. Where the
 * list is still the same, so are the answers.
 */
public final class DnsClients {

  static final int MOST = 8;

  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** The client for some settings, and when it was made. */
  private record Entry(DnsSettings settings, DnsClient client, long nanos) {}

  /** A class of its own: a method reference would be spun on the way of one mail. */
  private static final class SystemTicker implements LongSupplier {
    @Override
    public long getAsLong() {
      return System.nanoTime();
    }
  }

  private final LongSupplier ticker;
  private final ReentrantLock lock = new ReentrantLock();

  /** The one that was used last comes first. */
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();

  /** No client yet; the first look-up makes one. */
  public DnsClients() {
    this(new SystemTicker());
  }

  /** As the other, with a clock like {@link System#nanoTime}. */
  DnsClients(LongSupplier ticker) {
    this.ticker = ticker;
  }

  /** The client for these settings. */
  DnsClient with(DnsSettings settings) {
    lock.lock();
    try {
      Entry entry = take(settings);
      entries.addFirst(entry);
      if (entries.size() > MOST) {
        entries.removeLast();
      }
      return entry.client();
    } finally {
      lock.unlock();
    }
  }

  /** What became of the questions so far, of those settings that are kept. */
  public DnsStatistics statistics() {
    long hits = 0;
    long misses = 0;
    long failures = 0;
    int kept = 0;
    lock.lock();
    try {
      for (Entry entry : entries) {
        DnsStatistics each = entry.client().statistics();
        hits += each.hits();
        misses += each.misses();
        failures += each.failures();
        kept += each.kept();
      }
    } finally {
      lock.unlock();
    }
    return new DnsStatistics(hits, misses, failures, kept);
  }

  /** The entry that was kept, taken out; or a new one. */
  private Entry take(DnsSettings settings) {
    long now = ticker.getAsLong();
    Iterator<Entry> kept = entries.iterator();
    while (kept.hasNext()) {
      Entry entry = kept.next();
      if (entry.settings().equals(settings)) {
        kept.remove();
        if (!settings.servers().isEmpty() || now - entry.nanos() < LONGEST_NANOS) {
          return entry;
        }
        return new Entry(settings, new DnsClient(settings, ticker, entry.client()), now);
      }
    }
    return new Entry(settings, new DnsClient(settings, ticker), now);
  }
}
