package org.mailshim.authentication;

import java.net.InetAddress;
import java.util.List;
import org.mailshim.address.AddressFamily;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.HostNames;
import org.mailshim.dns.MailExchangers;
import org.mailshim.dns.Resolver;
import org.mailshim.dns.TextRecords;
import org.mailshim.transport.Deadline;

/**
 * What one check of one message may ask the DNS: until a deadline, and so many times as it says
 * itself. After the deadline no look-up is begun; one that is under way then ends with the
 * resolver's own time-out. One thread.
 */
final class Lookups {
  private final Resolver resolver;
  private final Deadline deadline;
  private final int most;
  private int counted;

  /** Ends a check. */
  static final class Stop extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean temporary;

    private Stop(boolean temporary, String reason) {
      super(reason, null, false, false);
      this.temporary = temporary;
    }

    /** It may come to something later. */
    static Stop temporary(String reason) {
      return new Stop(true, reason);
    }

    /** It will not come to anything. */
    static Stop permanent(String reason) {
      return new Stop(false, reason);
    }

    boolean isTemporary() {
      return temporary;
    }

    /** For a person; printable. */
    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Nothing has been asked yet.
   *
   * @param resolver is asked, on the caller's thread
   * @param deadline after which nothing is
   * @param most how often {@link #count} may be called
   */
  Lookups(Resolver resolver, Deadline deadline, int most) {
    this.resolver = resolver;
    this.deadline = deadline;
    this.most = most;
  }

  /** Counts what the check has to pay for. */
  void count() throws Stop {
    if (++counted > most) {
      throw Stop.permanent("too many look-ups");
    }
  }

  /** The texts of a name; none when it has none. */
  List<String> texts(String name) throws Stop {
    requireTime();
    return switch (resolver.texts(name)) {
      case TextRecords.Found found -> found.texts();
      case TextRecords.None none -> List.of();
      case TextRecords.TemporaryFailure failure -> throw unanswered();
    };
  }

  /** Who takes a domain's mail; no temporary failure. */
  MailExchangers mailExchangers(String domain) throws Stop {
    requireTime();
    MailExchangers answer = resolver.mailExchangers(domain);
    if (answer instanceof MailExchangers.TemporaryFailure) {
      throw unanswered();
    }
    return answer;
  }

  /** The addresses of a host; none when it has none. */
  List<InetAddress> addresses(String host, AddressFamily family) throws Stop {
    requireTime();
    return switch (resolver.addresses(host, family)) {
      case HostAddresses.Found found -> found.addresses();
      case HostAddresses.None none -> List.of();
      case HostAddresses.TemporaryFailure failure -> throw unanswered();
    };
  }

  /** The names of an address; none when it has none. */
  List<String> hostNames(InetAddress address) throws Stop {
    requireTime();
    return switch (resolver.hostNames(address)) {
      case HostNames.Found found -> found.names();
      case HostNames.None none -> List.of();
      case HostNames.TemporaryFailure failure -> throw unanswered();
    };
  }

  /** Ends the check when its time is over. */
  void requireTime() throws Stop {
    if (deadline.isPast()) {
      throw Stop.temporary("the DNS answers too slowly");
    }
  }

  /** The end of a check that got no answer. */
  static Stop unanswered() {
    return Stop.temporary("the DNS did not answer");
  }
}
