package org.mailshim.smtp.submission;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Surroundings that never change, and know the servers of domains that they were told. */
final class FixedHost implements SubmissionHost {
  final Map<Discovery, Discovered> discovered = new EnumMap<>(Discovery.class);

  @Override
  public Whereabouts find(String host, String service) {
    return new Whereabouts("", List.of(), Fault.NO_NAME);
  }

  @Override
  public Discovered discover(String domain, Discovery how) {
    return discovered.getOrDefault(
        how, new Discovered(List.of(), Fault.NO_NAME, domain + " has none by " + how));
  }

  @Override
  public String nodeName() {
    return "node";
  }

  @Override
  public long seconds() {
    return 7;
  }

  @Override
  public String date(long seconds) {
    return "second " + seconds;
  }

  @Override
  public String uniqueName() {
    return "unique";
  }
}
