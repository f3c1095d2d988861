package org.mailshim.policy;

import java.util.List;
import java.util.Optional;

/** Where is looked who is on a list. Any thread; asked for each recipient, so it must be quick. */
public interface ListSource {
  /** Nobody is on it. */
  ListSource EMPTY = query -> Optional.empty();

  /**
   * Looks for an entry that fits.
   *
   * @return what of the list fits, for a log; empty when nothing does
   */
  Optional<String> match(AccessQuery query);

  /** Several as one: what fits in any of them, asked in their order. */
  static ListSource any(List<ListSource> sources) {
    List<ListSource> all = List.copyOf(sources);
    return query -> {
      for (ListSource source : all) {
        Optional<String> entry = source.match(query);
        if (entry.isPresent()) {
          return entry;
        }
      }
      return Optional.empty();
    };
  }
}
