package org.mailshim.delivery;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.AddressLiteral;
import org.mailshim.address.Domain;
import org.mailshim.address.DomainName;
import org.mailshim.address.ForwardPath;
import org.mailshim.dns.MailExchanger;
import org.mailshim.dns.MailExchangers;
import org.mailshim.store.MaildropName;

/**
 * Decides where each recipient's mail goes (RFC 5321 section 5).
 *
 * <p>Every domain is looked up before the first connection, so that domains served by the same
 * hosts can share one session and one transaction; a hosting provider's customers are one
 * destination, not hundreds. One router serves one attempt, on that attempt's thread.
 *
 * <p>Where this host's own name is among a domain's mail exchangers, it and all that are not
 * preferred to it are left out (RFC 5321 section 5.1). That an exchanger of another name has our
 * address is noticed by {@link HostLookup}, when its turn comes: then those of equal preference may
 * have been tried before it.
 */
final class Router {

  private static final String STAGE = "looking up the mail exchangers of ";

  private static final Verdict NAMELESS =
      Verdict.later(
          Cause.LOCAL,
          3,
          5,
          "direct delivery needs a configured name of this host; or use a smart host",
          "routing");

  private final Context context;

  Router(Context context) {
    this.context = context;
  }

  /**
   * Every recipient's way.
   *
   * @return each position in {@code recipients} in exactly one destination
   */
  List<Destination> destinations(Routing routing, List<ForwardPath> recipients) {
    if (routing.local().isEmpty() && routing.domains().isEmpty()) {
      return destinations(routing.otherwise(), recipients, positions(recipients.size()));
    }
    List<Destination> destinations = new ArrayList<>();
    Map<Route, List<Integer>> byRoute = new LinkedHashMap<>();
    Locals locals = new Locals(routing);
    for (int i = 0; i < recipients.size(); i++) {
      if (!locals.takes(i, recipients.get(i))) {
        Route route = routing.route(recipients.get(i));
        byRoute.computeIfAbsent(route, each -> new ArrayList<>()).add(i);
      }
    }
    locals.addTo(destinations);
    for (Map.Entry<Route, List<Integer>> each : byRoute.entrySet()) {
      destinations.addAll(destinations(each.getKey(), recipients, each.getValue()));
    }
    return destinations;
  }

  private List<Destination> destinations(
      Route route, List<ForwardPath> recipients, List<Integer> positions) {
    // Not a switch: the class that one spins for its types is 1 ms of a short-lived host's time.
    if (route instanceof Route.SmartHost server) {
      context.observer().findingHost(server.host());
      Host host = new Host.Smart(server.host(), server.port(), server.policy());
      return List.of(new Destination(positions, new Destination.Open(List.of(host))));
    }
    if (context.settings().session().clientName().orElse("").isEmpty()) {
      return List.of(new Destination(positions, closed(NAMELESS)));
    }
    return direct(recipients, positions);
  }

  private static List<Integer> positions(int count) {
    List<Integer> positions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      positions.add(i);
    }
    return positions;
  }

  private List<Destination> direct(List<ForwardPath> recipients, List<Integer> wanted) {
    List<Destination> destinations = new ArrayList<>();
    List<Integer> homeless = new ArrayList<>();
    Map<Domain, List<Integer>> byDomain = new LinkedHashMap<>();
    for (int i : wanted) {
      Optional<Domain> domain = recipients.get(i).domain();
      if (domain.isEmpty()) {
        homeless.add(i);
      } else {
        List<Integer> positions = byDomain.get(domain.get());
        if (positions == null) {
          positions = new ArrayList<>();
          byDomain.put(domain.get(), positions);
        }
        positions.add(i);
      }
    }
    Map<Set<Host>, Destination> byHosts = new HashMap<>();
    for (Map.Entry<Domain, List<Integer>> each : byDomain.entrySet()) {
      Destination own = new Destination(each.getValue(), way(each.getKey()));
      Destination shared = null;
      if (own.way() instanceof Destination.Open open) {
        // As a set: hosts of equal preference come in another order each time.
        shared = byHosts.putIfAbsent(new HashSet<>(open.hosts()), own);
      }
      if (shared == null) {
        destinations.add(own);
      } else {
        shared.positions().addAll(own.positions());
      }
    }
    if (!homeless.isEmpty()) {
      Verdict verdict =
          Verdict.never(Cause.NAME, 1, 2, "the address has no domain to deliver to", "routing");
      destinations.add(new Destination(homeless, new Destination.Closed(verdict)));
    }
    return destinations;
  }

  private Destination.Way way(Domain domain) {
    context.observer().findingHost(domain.ascii());
    return switch (domain) {
      case AddressLiteral literal -> way(literal);
      case DomainName name -> way(name.ascii());
    };
  }

  private static Destination.Way way(AddressLiteral literal) {
    Optional<InetAddress> address = literal.address();
    if (address.isPresent()) {
      return new Destination.Open(List.of(new Host.Literal(address.get())));
    }
    String sentence = literal.ascii() + " is no address that this host can reach";
    return new Destination.Closed(Verdict.never(Cause.NAME, 1, 2, sentence, "routing"));
  }

  private Destination.Way way(String domain) {
    String stage = STAGE + domain;
    return switch (exchangers(domain)) {
      case MailExchangers.Hosts found -> open(domain, found);
      case MailExchangers.NullMx none ->
          // RFC 7505 section 4.2.
          closed(Verdict.never(Cause.NAME, 556, 1, 10, domain + " takes no mail (null MX)", stage));
      case MailExchangers.NoSuchDomain none ->
          closed(
              Verdict.never(Cause.NAME, 1, 2, "the domain " + domain + " does not exist", stage));
      case MailExchangers.NoMailExchanger none ->
          closed(Verdict.never(Cause.NAME, 4, 4, domain + " has no mail exchanger", stage));
      case MailExchangers.TemporaryFailure failure when context.cancellation().isRequested() ->
          closed(Verdict.cancelled("cancelled", stage));
      case MailExchangers.TemporaryFailure failure ->
          closed(Verdict.later(Cause.NAME, 4, 3, failure.reason(), stage));
    };
  }

  private Destination.Way open(String domain, MailExchangers.Hosts found) {
    List<Host> hosts = new ArrayList<>(found.hosts().size());
    int limit = ownPreference(found);
    for (MailExchanger each : found.hosts()) {
      if (each.preference() < limit) {
        hosts.add(new Host.Exchanger(each));
      }
    }
    return hosts.isEmpty()
        ? closed(HostLookup.loop("a mail exchanger of " + domain, STAGE + domain))
        : new Destination.Open(hosts);
  }

  /** The preference of this host among others; more than any when it is none of them. */
  private int ownPreference(MailExchangers.Hosts found) {
    for (MailExchanger each : found.hosts()) {
      if (context.settings().own().isNamed(each.host())) {
        return each.preference();
      }
    }
    return Integer.MAX_VALUE;
  }

  private static Destination.Way closed(Verdict verdict) {
    return new Destination.Closed(verdict);
  }

  private MailExchangers exchangers(String domain) {
    InterruptOnCancel interrupting = new InterruptOnCancel(context.cancellation());
    try {
      return context.resolver().mailExchangers(domain);
    } finally {
      interrupting.end();
    }
  }

  /** Sorts out the recipients of this host. */
  private static final class Locals {
    private static final String STAGE = "looking up a local recipient";

    private final Routing routing;
    private final List<Integer> owned = new ArrayList<>();
    private final List<MaildropName> maildrops = new ArrayList<>();
    private final List<Destination> closed = new ArrayList<>();

    Locals(Routing routing) {
      this.routing = routing;
    }

    /** Whether a recipient is local, and so dealt with. */
    boolean takes(int position, ForwardPath recipient) {
      if (routing.local().isEmpty()) {
        return false;
      }
      LocalRecipients.Place found;
      try {
        found = routing.find(recipient);
      } catch (RuntimeException e) {
        close(position, Verdict.later(Cause.LOCAL, 3, 0, "the directory fails", STAGE));
        return true;
      }
      return switch (found) {
        case LocalRecipients.Elsewhere foreign -> false;
        case LocalRecipients.Here owner -> {
          owned.add(position);
          maildrops.add(owner.maildrop());
          yield true;
        }
        case LocalRecipients.Unknown unknown ->
            close(position, Verdict.never(Cause.NAME, 1, 1, "no such user here", STAGE));
        case LocalRecipients.Circle circle ->
            close(position, Verdict.never(Cause.LOCAL, 554, 4, 6, "an alias of itself", STAGE));
        case LocalRecipients.Group group -> close(position, notYet());
        case LocalRecipients.Attended attended -> close(position, notYet());
      };
    }

    /** What expands it comes before the attempt, and from a queue only. */
    private static Verdict notYet() {
      return Verdict.later(Cause.LOCAL, 3, 5, "not expanded yet", STAGE);
    }

    private boolean close(int position, Verdict verdict) {
      closed.add(new Destination(List.of(position), new Destination.Closed(verdict)));
      return true;
    }

    void addTo(List<Destination> destinations) {
      if (!owned.isEmpty()) {
        LocalDelivery local = routing.local().orElseThrow();
        destinations.add(new Destination(owned, new Destination.Local(local, maildrops)));
      }
      destinations.addAll(closed);
    }
  }
}
