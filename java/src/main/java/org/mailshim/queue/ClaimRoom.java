package org.mailshim.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;

/**
 * What is left of {@link ClaimLimits} while a claim is made. Destinations are texts here, as their
 * column has them. For one thread.
 */
final class ClaimRoom {
  /** The destination of a postmaster without a domain, which is never full. */
  private static final String NOWHERE = "";

  private final int each;
  private final Map<String, Integer> left = new HashMap<>();
  private final Set<String> full = new HashSet<>();

  ClaimRoom(ClaimLimits limits) {
    each = limits.each();
    for (Map.Entry<Domain, Integer> entry : limits.named().entrySet()) {
      put(text(entry.getKey()), entry.getValue());
    }
  }

  /** Where a recipient is, as the column has it: in lower case, empty for a bare postmaster. */
  static String destination(ForwardPath path) {
    Optional<Domain> domain = path.domain();
    return domain.isPresent() ? text(domain.get()) : NOWHERE;
  }

  private static String text(Domain domain) {
    return domain.ascii().toLowerCase(Locale.ROOT);
  }

  private void put(String destination, int room) {
    left.put(destination, room);
    if (room == 0) {
      full.add(destination);
    }
  }

  /** Whether every destination has room for any number, so that nothing has to be counted. */
  boolean isUnlimited() {
    return each == Integer.MAX_VALUE && left.isEmpty();
  }

  /** The destinations that have no room, as far as they are known. */
  Set<String> full() {
    return full;
  }

  /** Whether a destination has room for a message beside so many others. */
  boolean has(String destination, int others) {
    return room(destination) > others;
  }

  /** Those of some destinations that have no room. */
  List<String> without(Collection<String> destinations) {
    List<String> without = new ArrayList<>();
    for (String destination : destinations) {
      if (room(destination) == 0) {
        without.add(destination);
      }
    }
    return without;
  }

  private int room(String destination) {
    return destination.equals(NOWHERE) ? Integer.MAX_VALUE : left.getOrDefault(destination, each);
  }

  /** Counts a message for one of its destinations, if that has room. */
  void take(String destination) {
    int room = room(destination);
    if (room > 0 && room < Integer.MAX_VALUE) {
      put(destination, room - 1);
    }
  }
}
