package org.mailshim.policy;

/** Where a list comes from. Any thread; asked for each recipient, so it must be quick. */
public interface ListSource {
  /** An empty list, for ever. */
  ListSource EMPTY = () -> AccessList.EMPTY;

  /** The list as it is now. */
  AccessList current();

  /** The same list for ever. */
  static ListSource of(AccessList list) {
    return () -> list;
  }
}
