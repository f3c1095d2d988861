package org.mailshim.transport;

/**
 * A two-way stream of bytes to one peer, with a deadline on everything that waits.
 *
 * <p>One thread reads and writes; {@link #close} may come from any other. The calling thread
 * blocks; a virtual thread parks. Neither {@link #read} nor {@link #write} allocates.
 *
 * <p>After any {@link TransportException} the connection is good for nothing but {@link #close},
 * with two exceptions. After {@link TransportException.Closed} from {@link #write}, {@link #read}
 * may still give what the peer had sent before it went away. After {@link
 * TransportException.TimedOut} from {@link #read}, {@link #write} under a new deadline still works,
 * so that a server can say why it goes away.
 */
public interface Connection extends AutoCloseable {
  /**
   * Reads at least one byte, and at most {@code to - from}, into {@code into[from..to)}; waits for
   * the first one.
   *
   * @return the number of bytes, or -1 when the peer has ended its side
   * @throws TransportException.TimedOut when the deadline passes first
   * @throws TransportException.Closed when the connection broke
   * @throws TransportException.Cancelled when {@link #close} was or is called here
   * @throws IndexOutOfBoundsException when the range is empty or not in the array
   */
  int read(byte[] into, int from, int to);

  /**
   * Waits until {@link #read} need not; or, where the calling thread serves other connections as
   * well, sees to it that the caller is called again then, which is when octets have come, the
   * stream has ended, the deadline has passed or the connection was closed. As it stands here, all
   * waiting is left to {@link #read}.
   *
   * @return false when the caller is to return, to be called again
   */
  default boolean awaitOctets() {
    return true;
  }

  /**
   * Has the caller that {@link #awaitOctets} has told to return called again at once. From any
   * thread.
   *
   * @return false when there is none, as it stands here
   */
  default boolean callAgain() {
    return false;
  }

  /**
   * Has the calling thread serve no other connection from here on, if it did: something is to be
   * waited for that is not this connection's octets. {@link #read} and {@link #write} do so
   * themselves when they have to wait.
   *
   * @throws TransportException.Closed when there is no thread for the other connections
   */
  default void keepThread() {}

  /**
   * The number of bytes that {@link #read} would give without waiting; 0 when there are none or
   * when that cannot be told. Never waits and never fails: a broken connection says 0.
   */
  int available();

  /**
   * Writes {@code bytes[from..to)}. What is written is on its way to the peer after {@link #flush}
   * at the latest; a connection may send it earlier. The array is the caller's again on return.
   *
   * <p>Each call may cost a system call and a packet: assemble what belongs together first.
   *
   * @throws TransportException.TimedOut when the peer has not taken enough by the deadline; the
   *     connection is closed then
   * @throws TransportException.Closed when the connection broke
   * @throws TransportException.Cancelled when {@link #close} was or is called here
   * @throws IndexOutOfBoundsException when the range is not in the array
   */
  void write(byte[] bytes, int from, int to);

  /** Sends what {@link #write} may have kept back; same exceptions. */
  void flush();

  /** The deadline for all that follows, until the next call; {@link Deadline#never} at first. */
  void deadline(Deadline deadline);

  /** The other side. */
  Endpoint peer();

  /** This side. */
  Endpoint local();

  /**
   * Ends the connection. From any thread, any number of times; never fails. A read or write that is
   * under way in another thread ends with {@link TransportException.Cancelled}.
   */
  @Override
  void close();
}
