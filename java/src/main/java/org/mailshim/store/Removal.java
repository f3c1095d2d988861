package org.mailshim.store;

import java.util.Optional;

/**
 * What came of deleting messages. Immutable, for any thread.
 *
 * @param removed how many are gone now
 * @param kept how many could not be deleted
 * @param fault why the first of those could not; empty when {@code kept} is 0
 */
public record Removal(int removed, int kept, Optional<StoreException> fault) {
  /**
   * Whether all are gone.
   *
   * @return true when none was kept
   */
  public boolean isComplete() {
    return kept == 0;
  }
}
