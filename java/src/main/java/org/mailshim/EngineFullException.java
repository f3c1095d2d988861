package org.mailshim;

/**
 * A message was refused before it began, because the heap has no room for the sending of another
 * one. Nothing else is wrong: it can be sent when one of those under way is over, or with a larger
 * heap.
 */
public final class EngineFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With how many messages there is room for. */
  EngineFullException(int room) {
    super("the heap has room for " + room + " messages at once, and so many are under way");
  }
}
