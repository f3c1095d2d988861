package org.mailshim.dns;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** The order in which the hosts of a service are tried (RFC 2782, "Usage rules"). */
final class ServiceOrder {
  private ServiceOrder() {}

  /** By priority, and among equals drawn one after the other, each as likely as it is heavy. */
  static List<ServiceHost> drawn(List<ServiceHost> hosts, RandomGenerator random) {
    List<ServiceHost> left = new ArrayList<>(hosts);
    // Weight 0 comes first within its priority, which leaves it a small chance to be drawn.
    left.sort(Comparator.comparingInt(ServiceHost::priority).thenComparingInt(ServiceHost::weight));
    List<ServiceHost> drawn = new ArrayList<>(left.size());
    while (!left.isEmpty()) {
      drawn.add(left.remove(next(left, random)));
    }
    return drawn;
  }

  private static int next(List<ServiceHost> left, RandomGenerator random) {
    int priority = left.getFirst().priority();
    int sum = 0;
    for (ServiceHost each : left) {
      sum += each.priority() == priority ? each.weight() : 0;
    }
    int mark = random.nextInt(sum + 1);
    int at = 0;
    for (int passed = left.getFirst().weight(); passed < mark; passed += left.get(at).weight()) {
      at++;
    }
    return at;
  }
}
