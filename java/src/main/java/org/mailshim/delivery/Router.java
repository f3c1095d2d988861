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
 * <p>Limit: it does not notice that this host is itself among a domain's mail exchangers (RFC 5321
 * section 5.1); that belongs where the hosts of an answer are taken over.
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

  private static final Verdict NOBODY =
      Verdict.never(Cause.NAME, 1, 1, "there is no such user here", "routing");

  private final Context context;

  Router(Context context) {
    this.context = context;
  }

  /**
   * Every recipient's way.
   *
   * @return each position in {@code recipients} in exactly one destination
   */
  List<Destination> destinations(Route route, List<ForwardPath> recipients) {
    return context.local().isEmpty()
        ? elsewhere(route, recipients)
        : withLocal(route, recipients, context.local().get());
  }

  private List<Destination> withLocal(
      Route route, List<ForwardPath> recipients, LocalDelivery local) {
    List<Integer> here = new ArrayList<>();
    List<MaildropName> maildrops = new ArrayList<>();
    List<Integer> unknown = new ArrayList<>();
    List<Integer> elsewhere = new ArrayList<>();
    for (int i = 0; i < recipients.size(); i++) {
      switch (local.recipients().find(recipients.get(i))) {
        case LocalRecipients.Here place -> {
          here.add(i);
          maildrops.add(place.maildrop());
        }
        case LocalRecipients.Unknown place -> unknown.add(i);
        case LocalRecipients.Elsewhere place -> elsewhere.add(i);
      }
    }
    List<Destination> destinations = new ArrayList<>();
    if (!here.isEmpty()) {
      destinations.add(new Destination(here, new MaildropWay(maildrops, local.store())));
    }
    if (!unknown.isEmpty()) {
      destinations.add(new Destination(unknown, closed(NOBODY)));
    }
    if (!elsewhere.isEmpty()) {
      destinations.addAll(moved(route, recipients, elsewhere));
    }
    return destinations;
  }

  /** The destinations of some recipients, by their positions among all. */
  private List<Destination> moved(
      Route route, List<ForwardPath> recipients, List<Integer> positions) {
    List<ForwardPath> chosen = new ArrayList<>(positions.size());
    for (int position : positions) {
      chosen.add(recipients.get(position));
    }
    List<Destination> destinations = new ArrayList<>();
    for (Destination each : elsewhere(route, chosen)) {
      List<Integer> among = new ArrayList<>(each.positions().size());
      for (int position : each.positions()) {
        among.add(positions.get(position));
      }
      destinations.add(new Destination(among, each.way()));
    }
    return destinations;
  }

  private List<Destination> elsewhere(Route route, List<ForwardPath> recipients) {
    // Not a switch: the class that one spins for its types is 1 ms of a short-lived host's time.
    if (route instanceof Route.SmartHost server) {
      context.observer().findingHost(server.host());
      Host host = new Host.Smart(server.host(), server.port());
      return everyone(recipients, new Destination.Open(List.of(host)));
    }
    if (context.settings().session().clientName().orElse("").isEmpty()) {
      return everyone(recipients, closed(NAMELESS));
    }
    return direct(recipients);
  }

  private static List<Destination> everyone(List<ForwardPath> recipients, Destination.Way way) {
    List<Integer> positions = new ArrayList<>(recipients.size());
    for (int i = 0; i < recipients.size(); i++) {
      positions.add(i);
    }
    return List.of(new Destination(positions, way));
  }

  private List<Destination> direct(List<ForwardPath> recipients) {
    List<Destination> destinations = new ArrayList<>();
    List<Integer> homeless = new ArrayList<>();
    Map<Domain, List<Integer>> byDomain = new LinkedHashMap<>();
    for (int i = 0; i < recipients.size(); i++) {
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
      case MailExchangers.Hosts found -> open(found);
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

  private static Destination.Way open(MailExchangers.Hosts found) {
    List<Host> hosts = new ArrayList<>(found.hosts().size());
    for (MailExchanger each : found.hosts()) {
      hosts.add(new Host.Exchanger(each));
    }
    return new Destination.Open(hosts);
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
}
