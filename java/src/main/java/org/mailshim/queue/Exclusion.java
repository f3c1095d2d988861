package org.mailshim.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A condition that leaves destinations out of a query. The number of its parameters is rounded up,
 * so that the statements which are kept prepared stay few. Immutable.
 */
final class Exclusion {
  private static final int FEWEST = 4;
  private static final int MOST = 1024;

  private final List<Object> destinations = new ArrayList<>();

  /** Leaves these out; of more than {@value #MOST} any so many. */
  Exclusion(Collection<String> left) {
    for (String destination : left) {
      if (destinations.size() < MOST) {
        destinations.add(destination);
      }
    }
    int size = FEWEST;
    while (size < destinations.size()) {
      size *= 2;
    }
    while (!destinations.isEmpty() && destinations.size() < size) {
      destinations.add(destinations.getFirst());
    }
  }

  /** To be put behind another condition; empty when nothing is left out. */
  String sql() {
    if (destinations.isEmpty()) {
      return "";
    }
    StringBuilder sql = new StringBuilder(" AND destination NOT IN (?");
    for (int i = 1; i < destinations.size(); i++) {
      sql.append(", ?");
    }
    return sql.append(')').toString();
  }

  /** The arguments of the whole statement, with those before and behind the condition. */
  Object[] arguments(List<Object> before, List<Object> behind) {
    List<Object> all = new ArrayList<>(before);
    all.addAll(destinations);
    all.addAll(behind);
    return all.toArray();
  }
}
