package org.mailshim.policy;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mailshim.address.AddressFamily;
import org.mailshim.address.DomainName;
import org.mailshim.address.PrintableText;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.Resolver;
import org.mailshim.dns.ReversedAddress;
import org.mailshim.dns.TextRecords;

/**
 * Asks DNS lists about addresses (RFC 5782): all at once, each answer remembered as long as its TTL
 * says (an hour at most), each question asked once however many sessions wait for it.
 *
 * <p><b>What counts.</b> An answer within 127.0.0.0/8 that the {@link DnsList} wants. Others are
 * what a parked domain or a provider's search page says. 127.255.255.x is a list's word for "I do
 * not answer you", and like a time-out it means not listed: no mail is lost because a list is ill.
 *
 * <p><b>A list that answers everything</b> is found out before it is believed, and again each hour:
 * 127.0.0.1 must not be on any list (RFC 5782 §5). One that has it is disregarded until it has it
 * no more, and the observer is told. A list that has not answered for {@value #MOST_FAILURES}
 * questions in a row is not asked for a minute, so that not every client waits for it.
 *
 * <p><b>Who is not asked about:</b> addresses that are not in public use, such as 10.0.0.0/8, of
 * which lists know nothing. {@link #check} asks about any.
 *
 * <p>Known limits: the test of 127.0.0.1 says nothing about a list that answers every IPv6 address
 * but no IPv4 address. Any thread, several at once; a call blocks for the time-out of the settings
 * at most.
 */
public final class DnsLists {
  private static final int MOST_FAILURES = 5;
  private static final int LONGEST_REASON = 200;
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration FAILED_TIME = Duration.ofSeconds(30);
  private static final Duration REST = Duration.ofMinutes(1);
  private static final InetAddress NEVER_LISTED = InetAddress.ofLiteral("127.0.0.1");
  private static final DnsListAnswer NOT_LISTED = new DnsListAnswer.NotListed();

  /** An answer with its time to live. */
  private record Timed(DnsListAnswer answer, Duration timeToLive) {}

  private final DnsListSettings settings;
  private final Resolver resolver;
  private final Clock clock;
  private final Executor threads;
  private final PolicyObserver observer;
  private final DnsListCache cache;
  private final Map<DomainName, ZoneHealth> zones = new ConcurrentHashMap<>();

  /**
   * Nobody is asked yet.
   *
   * @param settings which lists, how long
   * @param resolver asks; blocking, by many threads at once
   * @param clock tells what has expired
   * @param threads runs each question on a thread of its own, such as {@link
   *     Thread#startVirtualThread}
   * @param observer hears of lists that are disregarded
   */
  public DnsLists(
      DnsListSettings settings,
      Resolver resolver,
      Clock clock,
      Executor threads,
      PolicyObserver observer) {
    this.settings = settings;
    this.resolver = resolver;
    this.clock = clock;
    this.threads = threads;
    this.observer = observer;
    this.cache = new DnsListCache(clock, settings.mostRemembered());
  }

  /** Begins to ask all lists about an address, and does not wait. */
  public void prefetch(InetAddress address) {
    if (isPublic(address)) {
      for (DnsList list : settings.lists()) {
        entry(list.zone(), address);
      }
    }
  }

  /** Asks all lists about an address, and waits for them. */
  public DnsListReport report(InetAddress address) {
    if (settings.lists().isEmpty() || !isPublic(address)) {
      return DnsListReport.CLEAN;
    }
    long deadline = System.nanoTime() + settings.timeout().toNanos();
    prefetch(address);
    List<DnsListReport.Hit> hits = new ArrayList<>();
    for (DnsList list : settings.lists()) {
      DnsListAnswer answer = await(list.zone(), address, deadline);
      if (answer instanceof DnsListAnswer.Listed listed) {
        addHit(list, listed, hits);
      }
    }
    return new DnsListReport(hits);
  }

  /** The cache has all of a zone's answers; this list may want some of them only. */
  private static void addHit(
      DnsList list, DnsListAnswer.Listed listed, List<DnsListReport.Hit> hits) {
    List<InetAddress> counting = new ArrayList<>();
    for (InetAddress answer : listed.answers()) {
      if (list.counts(answer)) {
        counting.add(answer);
      }
    }
    if (!counting.isEmpty()) {
      var answer = new DnsListAnswer.Listed(counting, listed.reason());
      hits.add(new DnsListReport.Hit(list, answer));
    }
  }

  /**
   * Asks one list about one address, whether or not it is among the settings.
   *
   * @param zone the list
   * @return what it says; every answer within 127.0.0.0/8 but 127.255.255.0/24 counts
   */
  public DnsListAnswer check(InetAddress address, DomainName zone) {
    return await(zone, address, System.nanoTime() + settings.timeout().toNanos());
  }

  private DnsListAnswer await(DomainName zone, InetAddress address, long deadline) {
    DnsListCache.Entry entry = entry(zone, address);
    try {
      long left = Math.max(deadline - System.nanoTime(), 0);
      return entry.answer().get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new DnsListAnswer.Failed(zone.ascii() + " did not answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new DnsListAnswer.Failed("the answer of " + zone.ascii() + " was not waited for");
    } catch (ExecutionException e) {
      throw new AssertionError("entries end well", e);
    }
  }

  private DnsListCache.Entry entry(DomainName zone, InetAddress address) {
    var found = cache.find(new DnsListCache.Key(zone, address));
    if (found.isNew()) {
      try {
        threads.execute(() -> answer(found.entry(), zone, address));
      } catch (RejectedExecutionException e) {
        cache.complete(found.entry(), failed(zone, "no thread to ask"), Duration.ZERO);
      }
    }
    return found.entry();
  }

  /** Completes the entry in every case: others may wait for it. */
  private void answer(DnsListCache.Entry entry, DomainName zone, InetAddress address) {
    Timed timed = new Timed(failed(zone, "could not be asked"), FAILED_TIME);
    try {
      timed = isBelieved(zone, address) ? ask(zone, address) : disregarded(zone);
    } catch (RuntimeException e) {
      // Of a resolver that is not ours; nobody stands above this thread to be told.
      timed = new Timed(failed(zone, "could not be asked: " + e), FAILED_TIME);
    } finally {
      cache.complete(entry, timed.answer(), timed.timeToLive());
    }
  }

  private boolean isBelieved(DomainName zone, InetAddress address) {
    ZoneHealth health = health(zone);
    if (health.isResting()) {
      return false;
    }
    if (address.equals(NEVER_LISTED)) {
      return true; // the test itself
    }
    long deadline = System.nanoTime() + settings.timeout().toNanos();
    boolean answersEverything = await(zone, NEVER_LISTED, deadline) instanceof DnsListAnswer.Listed;
    if (answersEverything && health.isNews("answers everything")) {
      observer.zoneDisregarded(zone, "it lists 127.0.0.1, as no list may (RFC 5782 §5)");
    }
    if (!answersEverything) {
      health.isNews("");
    }
    return !answersEverything;
  }

  private static Timed disregarded(DomainName zone) {
    return new Timed(failed(zone, "is disregarded"), FAILED_TIME);
  }

  private Timed ask(DomainName zone, InetAddress address) {
    String name = ReversedAddress.under(address, zone.ascii());
    HostAddresses answer = resolver.addresses(name, AddressFamily.IPV4);
    if (health(zone).answered(!(answer instanceof HostAddresses.TemporaryFailure))) {
      observer.zoneDisregarded(zone, "it has not answered " + MOST_FAILURES + " questions");
    }
    return switch (answer) {
      case HostAddresses.Found found -> listed(zone, name, found);
      case HostAddresses.None none -> new Timed(NOT_LISTED, settings.notListedTime());
      case HostAddresses.TemporaryFailure failure ->
          new Timed(failed(zone, failure.reason()), FAILED_TIME);
    };
  }

  private Timed listed(DomainName zone, String name, HostAddresses.Found found) {
    DnsList any = new DnsList(zone, DnsListAction.SCORE, 0, List.of());
    List<InetAddress> counting = new ArrayList<>();
    for (InetAddress each : found.addresses()) {
      if (DnsList.isError(each)) {
        return new Timed(failed(zone, "does not answer us: " + each.getHostAddress()), FAILED_TIME);
      }
      if (any.counts(each)) {
        counting.add(each);
      }
    }
    Duration timeToLive = found.timeToLive().compareTo(LONGEST) < 0 ? found.timeToLive() : LONGEST;
    DnsListAnswer answer =
        counting.isEmpty() ? NOT_LISTED : new DnsListAnswer.Listed(counting, reason(name));
    return new Timed(answer, timeToLive);
  }

  private String reason(String name) {
    return resolver.texts(name) instanceof TextRecords.Found found
        ? PrintableText.of(found.texts().getFirst(), LONGEST_REASON)
        : "";
  }

  private static DnsListAnswer failed(DomainName zone, String reason) {
    return new DnsListAnswer.Failed(zone.ascii() + " " + reason);
  }

  private ZoneHealth health(DomainName zone) {
    return zones.computeIfAbsent(zone, name -> new ZoneHealth(clock, MOST_FAILURES, REST));
  }

  private static boolean isPublic(InetAddress address) {
    byte[] octets = address.getAddress();
    boolean uniqueLocal = octets.length == 16 && (octets[0] & 0xfe) == 0xfc; // RFC 4193
    return !uniqueLocal
        && !address.isLoopbackAddress()
        && !address.isSiteLocalAddress()
        && !address.isLinkLocalAddress()
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress();
  }
}
