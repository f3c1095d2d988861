package org.mailshim.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Several contenders at one task, in alternation, so that a machine that is busy for a while is
 * busy for all of them. The first one is what the others are compared with. Each has one run that
 * does not count; what is printed is the median of the others.
 */
final class Contest {
  private final String task;
  private final int rounds;
  private final Map<String, Supplier<Load>> contenders = new LinkedHashMap<>();

  Contest(String task, int rounds) {
    this.task = task;
    this.rounds = rounds;
  }

  Contest add(String name, Supplier<Load> run) {
    contenders.put(name, run);
    return this;
  }

  void run() {
    Map<String, List<Load>> loads = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      for (Map.Entry<String, Supplier<Load>> contender : contenders.entrySet()) {
        Load load = contender.getValue().get();
        if (round > 0) {
          loads.computeIfAbsent(contender.getKey(), name -> new ArrayList<>()).add(load);
        }
      }
    }
    System.out.println(task);
    double base = 0;
    for (Map.Entry<String, List<Load>> each : loads.entrySet()) {
      double perSecond = median(each.getValue().stream().map(Load::perSecond).toList());
      double micros = median(each.getValue().stream().map(Load::serverMicros).toList());
      base = base == 0 ? perSecond : base;
      System.out.printf(
          Locale.ROOT,
          "  %-36s %10.1f/s  %5.2f x  server %7.1f us of processor each%n",
          each.getKey(),
          perSecond,
          perSecond / base,
          micros);
    }
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
