package org.mailshim.policy;

import java.util.List;
import java.util.Optional;

/**
 * On which DNS lists an address is. Immutable, for any thread.
 *
 * @param hits the lists, in the order of the settings
 */
public record DnsListReport(List<Hit> hits) {
  /** On none. */
  public static final DnsListReport CLEAN = new DnsListReport(List.of());

  /**
   * One list that an address is on.
   *
   * @param list the list
   * @param answer what it said
   */
  public record Hit(DnsList list, DnsListAnswer.Listed answer) {
    /** The zone, and the first of its answers: {@code zen.example (127.0.0.2)}. */
    public String text() {
      String first = answer.answers().getFirst().getHostAddress();
      return list.zone().ascii() + " (" + first + ")";
    }
  }

  /** Copies the hits. */
  public DnsListReport {
    hits = List.copyOf(hits);
  }

  /** The sum of the weights. */
  public int score() {
    int score = 0;
    for (Hit hit : hits) {
      score += hit.list().weight();
    }
    return score;
  }

  /** Whether a list speaks for the address. */
  public boolean isAllowed() {
    return first(DnsListAction.ALLOW).isPresent();
  }

  /** The first list with an action that the address is on. */
  public Optional<Hit> first(DnsListAction action) {
    for (Hit hit : hits) {
      if (hit.list().action() == action) {
        return Optional.of(hit);
      }
    }
    return Optional.empty();
  }

  /**
   * The list for whose sake something is to be done: because that is its action, or because the
   * score has reached the threshold whose action it is.
   */
  Optional<Hit> because(DnsListAction action, DnsListSettings settings) {
    if (isAllowed()) {
      return Optional.empty();
    }
    Optional<Hit> own = first(action);
    boolean scored = settings.thresholdAction() == action && score() >= settings.threshold();
    return own.isEmpty() && scored ? heaviest() : own;
  }

  private Optional<Hit> heaviest() {
    Optional<Hit> heaviest = Optional.empty();
    for (Hit hit : hits) {
      if (heaviest.isEmpty() || hit.list().weight() > heaviest.get().list().weight()) {
        heaviest = Optional.of(hit);
      }
    }
    return heaviest;
  }
}
