package org.mailshim.queue;

import java.util.Map;
import org.mailshim.address.Domain;

/**
 * How many messages a claim may take for each destination, so that one which does not answer, and
 * has a hundred thousand messages due, does not keep the others from theirs. Immutable.
 *
 * <p>The destination of a recipient is the domain of its forward-path. A message counts once for
 * each destination among its recipients that are claimed; those at a destination without room stay
 * due, and the others are claimed without them. A postmaster without a domain has no limit.
 *
 * <p>Known limits: of destinations without room a query leaves out 1,024; where there are more, the
 * messages of the others stand in the way of those that are due later.
 *
 * @param each how many for a destination that is not named; 0 or more
 * @param named how many for these, 0 for none; copied
 */
public record ClaimLimits(int each, Map<Domain, Integer> named) {
  /** Whatever is due. */
  public static final ClaimLimits NONE = new ClaimLimits(Integer.MAX_VALUE, Map.of());

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException when a number is negative
   */
  public ClaimLimits {
    named = Map.copyOf(named);
    if (each < 0) {
      throw new IllegalArgumentException("a negative limit: " + each);
    }
    for (Map.Entry<Domain, Integer> entry : named.entrySet()) {
      if (entry.getValue() < 0) {
        throw new IllegalArgumentException("a negative limit for " + entry.getKey());
      }
    }
  }
}
