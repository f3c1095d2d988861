package org.mailshim.store;

/**
 * A message's octets from its start to its end. Its lines end with CRLF or LF, as they are kept.
 * One thread at a time.
 */
public interface MessageContent extends AutoCloseable {
  /**
   * Reads what comes next, at most {@code to - from} octets, into {@code into[from..to)}.
   *
   * @return how many; fewer than asked for only where the message ends, -1 when none is left
   * @throws StoreException when it cannot be read
   * @throws IndexOutOfBoundsException when the range is empty or not in the array
   */
  int read(byte[] into, int from, int to);

  /** Gives the message back; never fails. */
  @Override
  void close();
}
