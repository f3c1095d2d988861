package org.mailshim.policy;

import java.util.Optional;

/**
 * A good, a bad and a gray list that belong together: everybody's, or one user's.
 *
 * @param good who is welcome
 * @param bad who is refused
 * @param gray who is greylisted
 */
public record AccessLists(ListSource good, ListSource bad, ListSource gray) {
  /** Nobody is on any. */
  public static final AccessLists EMPTY =
      new AccessLists(ListSource.EMPTY, ListSource.EMPTY, ListSource.EMPTY);

  /**
   * Where something was found.
   *
   * @param color on which kind of list
   * @param entry what of the list fits
   */
  public record Match(ListColor color, String entry) {}

  /**
   * Looks on everybody's lists and on the recipient's: good wins over bad wins over gray, whosever
   * list it is.
   */
  static Optional<Match> find(AccessQuery query, AccessLists everybodys, AccessLists users) {
    for (ListColor color : ListColor.values()) {
      Optional<String> entry = everybodys.of(color).match(query);
      if (entry.isEmpty()) {
        entry = users.of(color).match(query);
      }
      if (entry.isPresent()) {
        return Optional.of(new Match(color, entry.get()));
      }
    }
    return Optional.empty();
  }

  private ListSource of(ListColor color) {
    return switch (color) {
      case GOOD -> good;
      case BAD -> bad;
      case GRAY -> gray;
    };
  }
}
