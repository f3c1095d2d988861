package org.mailshim.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * One question to the configured name servers, with retries, and the alias chain (RFC 1034 section
 * 3.6.2) followed to its end.
 *
 * <p>dnsjava frames, sends, matches and parses; what is asked of whom, how often and for how long
 * is decided here. We wait for its futures with our own deadline, because its selector notices a
 * time-out only once a second. Its callbacks run on that selector thread, which keeps the process's
 * common pool asleep; they do nothing that blocks. No call here or there looks up a name through
 * {@link java.net.InetAddress}, so a virtual thread may ask.
 */
final class DnsClient {

  /** What a question can end with. */
  sealed interface Answer {}

  /**
   * Records of the type asked for.
   *
   * @param records at least one
   * @param timeToLive the lowest TTL among them and the aliases that led to them
   * @param authentic whether the server says that it has validated all of it (the AD bit, RFC 4035
   *     §3.2.3); worth as much as the path to the server
   */
  record Records(List<Record> records, Duration timeToLive, boolean authentic) implements Answer {}

  /** The name exists, and has no record of the type. */
  record NoRecord() implements Answer {}

  /** The name does not exist, or is none. */
  record NoName() implements Answer {}

  /**
   * No server gave a usable answer.
   *
   * @param reason of the last failure, one printable line
   */
  record Failed(String reason) implements Answer {}

  static final NoRecord NO_RECORD = new NoRecord();

  /** The longest TTL that the DNS knows (RFC 2181 section 8). */
  static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

  private static final int ROUNDS = 2;
  private static final int MOST_ALIASES = 8;
  private static final String SLF4J_VERBOSITY = "slf4j.internal.verbosity";

  /** An answer, and how long it may be kept. */
  private record Kept(Answer answer, Duration timeToLive) {}

  private final List<SimpleResolver> servers;
  private final Duration timeout;
  private final AnswerCache cache;

  /**
   * Reads the system's servers if none are configured.
   *
   * @param ticker for a cache of its own
   */
  DnsClient(DnsSettings settings, LongSupplier ticker) {
    timeout = settings.timeout();
    servers = quietly(settings);
    cache = new AnswerCache(ticker);
  }

  /** As another one did, with what that one knew if it asked the same servers. */
  DnsClient(DnsSettings settings, LongSupplier ticker, DnsClient before) {
    timeout = settings.timeout();
    servers = quietly(settings);
    cache = addresses().equals(before.addresses()) ? before.cache : new AnswerCache(ticker);
  }

  private List<InetSocketAddress> addresses() {
    List<InetSocketAddress> addresses = new ArrayList<>(servers.size());
    for (SimpleResolver server : servers) {
      addresses.add(server.getAddress());
    }
    return addresses;
  }

  DnsStatistics statistics() {
    return cache.statistics();
  }

  /**
   * Makes the first use of dnsjava, which is the first use of SLF4J.
   *
   * <p>SLF4J without a provider prints three lines of warning to standard error, which is not ours
   * but the host's. SLF4J 2.0 reads this property once, when its first logger is made; so it is set
   * for that moment only, and only if the host has not chosen for itself.
   */
  private static List<SimpleResolver> quietly(DnsSettings settings) {
    boolean ours = System.getProperty(SLF4J_VERBOSITY) == null;
    if (ours) {
      System.setProperty(SLF4J_VERBOSITY, "ERROR");
    }
    try {
      return open(settings);
    } finally {
      if (ours) {
        System.clearProperty(SLF4J_VERBOSITY);
      }
    }
  }

  private static List<SimpleResolver> open(DnsSettings settings) {
    List<InetSocketAddress> addresses = settings.servers();
    if (addresses.isEmpty()) {
      addresses = new ResolverConfig().servers();
    }
    List<SimpleResolver> opened = new ArrayList<>(addresses.size());
    for (InetSocketAddress address : addresses) {
      SimpleResolver server = new SimpleResolver(address);
      server.setTCP(settings.overTcp());
      server.setTimeout(settings.timeout().dividedBy((long) ROUNDS * addresses.size()));
      opened.add(server);
    }
    return opened;
  }

  /** The instant, on {@link System#nanoTime}, by which a look-up that begins now must end. */
  long deadline() {
    return System.nanoTime() + timeout.toNanos();
  }

  /** The lower of two durations. */
  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * The records of one type at one name, through aliases; from memory where they are there.
   *
   * @param text a domain name; relative or not, it is taken as absolute
   * @param type of {@link org.xbill.DNS.Type}
   * @param deadline from {@link #deadline}
   */
  Answer ask(String text, int type, long deadline) {
    Name name;
    try {
      name = Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      return new NoName();
    }
    String key = name.toString();
    Optional<Answer> known = cache.find(key, type);
    if (known.isPresent()) {
      return known.get();
    }
    Kept found = askServers(name, type, deadline);
    cache.keep(key, type, found.answer(), found.timeToLive());
    return found.answer();
  }

  private Kept askServers(Name name, int type, long deadline) {
    try {
      return ask(name, type, deadline);
    } catch (UnansweredException e) {
      // Who was interrupted, or had no time, has learnt nothing about the name.
      boolean given = Thread.currentThread().isInterrupted() || !e.isServers();
      return new Kept(new Failed(e.getMessage()), given ? Duration.ZERO : LONGEST);
    }
  }

  private Kept ask(Name start, int type, long deadline) throws UnansweredException {
    Name name = start;
    Duration timeToLive = LONGEST;
    boolean authentic = true;
    for (int questions = 0; questions <= MOST_ALIASES; questions++) {
      Message reply = exchange(name, type, deadline);
      authentic &= reply.getHeader().getFlag(Flags.AD);
      AliasChain chain = AliasChain.follow(reply.getSection(Section.ANSWER), name, type);
      timeToLive = shorter(timeToLive, chain.timeToLive());
      if (!chain.records().isEmpty()) {
        return new Kept(new Records(chain.records(), timeToLive, authentic), timeToLive);
      }
      if (reply.getRcode() == Rcode.NXDOMAIN) {
        // With an alias in between, it is the alias's target that does not exist.
        return new Kept(new NoName(), shorter(timeToLive, negative(reply)));
      }
      if (chain.end().equals(name)) {
        return new Kept(NO_RECORD, shorter(timeToLive, negative(reply)));
      }
      // An answer may stop at an alias whose target lies in another zone.
      name = chain.end();
    }
    throw new UnansweredException("too many aliases from " + start, true);
  }

  /** How long it is known that there is nothing (RFC 2308 §5); zero when the reply has no SOA. */
  private static Duration negative(Message reply) {
    for (Record each : reply.getSection(Section.AUTHORITY)) {
      if (each instanceof SOARecord soa) {
        return Duration.ofSeconds(Math.min(soa.getTTL(), soa.getMinimum()));
      }
    }
    return Duration.ZERO;
  }

  /**
   * What an answer section says about a name.
   *
   * @param end the name itself, or where its aliases lead
   * @param records of the wanted type at {@code end}; possibly none
   * @param timeToLive the lowest TTL of aliases and records
   */
  private record AliasChain(Name end, List<Record> records, Duration timeToLive) {

    static AliasChain follow(List<Record> answers, Name start, int type)
        throws UnansweredException {
      Name name = start;
      Duration timeToLive = LONGEST;
      for (int aliases = 0; aliases <= MOST_ALIASES; aliases++) {
        List<Record> records = matching(answers, name, type);
        List<Record> alias = matching(answers, name, Type.CNAME);
        timeToLive = shorter(timeToLive, lowestTimeToLive(records));
        if (!records.isEmpty() || alias.isEmpty()) {
          return new AliasChain(name, records, timeToLive);
        }
        timeToLive = shorter(timeToLive, lowestTimeToLive(alias));
        name = ((CNAMERecord) alias.getFirst()).getTarget();
      }
      throw new UnansweredException("too many aliases from " + start, true);
    }

    private static List<Record> matching(List<Record> answers, Name name, int type) {
      List<Record> found = new ArrayList<>();
      for (Record each : answers) {
        if (each.getType() == type
            && each.getDClass() == DClass.IN
            && each.getName().equals(name)) {
          found.add(each);
        }
      }
      return found;
    }

    private static Duration lowestTimeToLive(List<Record> records) {
      Duration lowest = LONGEST;
      for (Record each : records) {
        lowest = shorter(lowest, Duration.ofSeconds(each.getTTL()));
      }
      return lowest;
    }
  }

  /** Asks every server in turn, and all of them once more, until one gives a usable answer. */
  private Message exchange(Name name, int type, long deadline) throws UnansweredException {
    UnansweredException last = new UnansweredException("no time left to ask for " + name, false);
    for (int round = 0; round < ROUNDS; round++) {
      for (SimpleResolver server : servers) {
        long share = Math.min(deadline - System.nanoTime(), server.getTimeout().toNanos());
        if (share <= 0) {
          throw last;
        }
        try {
          return exchange(server, name, type, share);
        } catch (UnansweredException e) {
          last = e;
        }
        if (Thread.currentThread().isInterrupted()) {
          throw last;
        }
      }
    }
    throw last;
  }

  private static Message exchange(SimpleResolver server, Name name, int type, long nanos)
      throws UnansweredException {
    // A question that is asked again gets a new message id, so that a late answer is not taken.
    Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    // Asks to be told whether the answer was validated, without its signatures (RFC 6840 §5.7).
    question.getHeader().setFlag(Flags.AD);
    CompletableFuture<Message> pending =
        server.sendAsync(question, Runnable::run).toCompletableFuture();
    String failure;
    try {
      Message reply = pending.get(nanos, TimeUnit.NANOSECONDS);
      if (isUsable(reply)) {
        return reply;
      }
      failure = "answered " + Rcode.string(reply.getRcode());
    } catch (TimeoutException e) {
      failure = "did not answer in " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
    } catch (ExecutionException e) {
      failure = "failed: " + e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = "was not waited for";
    }
    InetSocketAddress address = server.getAddress();
    String at = address.getAddress().getHostAddress() + " port " + address.getPort();
    throw new UnansweredException("name server " + at + " " + failure + " for " + name, true);
  }

  /**
   * Whether a reply says something about the name. A server that neither knows the zone nor
   * recurses sends an empty success, which would otherwise read as "no such record" and send mail
   * to an implicit MX.
   */
  private static boolean isUsable(Message reply) {
    int code = reply.getRcode();
    if (code == Rcode.NXDOMAIN) {
      return true;
    }
    boolean knows = reply.getHeader().getFlag(Flags.AA) || reply.getHeader().getFlag(Flags.RA);
    return code == Rcode.NOERROR && (knows || !reply.getSection(Section.ANSWER).isEmpty());
  }

  /** No usable answer; the message is for a person. */
  private static final class UnansweredException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean servers;

    /**
     * With what to say.
     *
     * @param servers whether it is what the servers said, or did not
     */
    UnansweredException(String message, boolean servers) {
      super(message);
      this.servers = servers;
    }

    boolean isServers() {
      return servers;
    }
  }
}
