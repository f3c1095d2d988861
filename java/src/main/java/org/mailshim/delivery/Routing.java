package org.mailshim.delivery;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;

/**
 * Which way the mail of each recipient goes: to a maildrop of this host where the recipient is
 * local, else where its domain's entry says, else where everything else goes. Immutable.
 *
 * <p>An entry for {@code example.net} is for that domain alone, one for {@code .example.net} for
 * the domains below it; the longest that fits counts. A postmaster without a domain is local.
 *
 * @param local the recipients of this host; empty when it has none
 * @param domains the routes of some domains, in A-labels; copied, put into lower case
 * @param otherwise the route of all others
 */
public record Routing(Optional<LocalDelivery> local, Map<String, Route> domains, Route otherwise) {
  /** Copies the map. */
  public Routing {
    Map<String, Route> copy = new HashMap<>();
    for (Map.Entry<String, Route> entry : domains.entrySet()) {
      copy.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue());
    }
    domains = Map.copyOf(copy);
  }

  /** Everything goes the same way. */
  public static Routing of(Route route) {
    return new Routing(Optional.empty(), Map.of(), route);
  }

  /** This with recipients of this host. */
  public Routing withLocal(LocalDelivery delivery) {
    return new Routing(Optional.of(delivery), domains, otherwise);
  }

  /** This with other routes for some domains. */
  public Routing withDomains(Map<String, Route> others) {
    return new Routing(local, others, otherwise);
  }

  /** The route of a recipient that is not local. */
  Route route(ForwardPath recipient) {
    Optional<Domain> domain = recipient.domain();
    return domain.isEmpty() ? otherwise : route(domain.get());
  }

  /** The route of a domain. */
  Route route(Domain domain) {
    if (domains.isEmpty()) {
      return otherwise;
    }
    String name = domain.ascii().toLowerCase(Locale.ROOT);
    Route route = domains.get(name);
    for (int dot = name.indexOf('.'); route == null && dot >= 0; dot = name.indexOf('.', dot + 1)) {
      route = domains.get(name.substring(dot));
    }
    return route == null ? otherwise : route;
  }

  /** What this host knows of a recipient. */
  LocalRecipients.Place find(ForwardPath recipient) {
    if (local.isEmpty()) {
      return new LocalRecipients.Elsewhere();
    }
    return local.get().recipients().find(recipient);
  }
}
