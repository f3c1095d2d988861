package org.mailshim.abi;

/**
 * The classes of error that a C program can tell apart: the {@code MAILSHIM_E_…} constants of
 * {@code mailshim.h}, in the same order. A number is never reused.
 */
public enum ErrorCode {
  /** No error. */
  OK(0),
  /** An argument that cannot be used: NULL, out of range, not text, too long. */
  ARGUMENT(7001),
  /** A handle that is NULL, closed, or of another kind. */
  HANDLE(7002),
  /** A call that does not fit the state of its object, as sending after the end of the message. */
  STATE(7003),
  /** Text that is no address, or holds characters that no address may hold. */
  ADDRESS(7004),
  /** No Java runtime, or one that cannot start. */
  RUNTIME(7005),
  /** A call in the child of a fork that was made after the first call. */
  FORKED(7006),
  /** The calling thread's stack is too small for Java. */
  THREAD(7007),
  /** A bug of mailshim. */
  INTERNAL(7008),
  /** Out of memory. */
  MEMORY(7009),
  /** No connection, or a broken one. */
  NETWORK(7010),
  /** A name that cannot be looked up. */
  DNS(7011),
  /** A time-out. */
  TIMEOUT(7012),
  /** The host cancelled it. */
  CANCELLED(7013),
  /** The server refused the message or its recipients. */
  REFUSED(7014),
  /** The server broke the protocol. */
  PROTOCOL(7015),
  /** No TLS where it is required, or a certificate that does not fit. */
  TLS(7016),
  /** The server did not accept the credentials. */
  AUTH(7017),
  /** The message could not be kept until it was sent: disk full, no permission. */
  SPOOL(7018),
  /** An unknown configuration parameter, or a value out of its range. */
  CONFIG(7019),
  /** Asked for, but not done by this version or not offered by the server. */
  UNSUPPORTED(7020),
  /** mailshim was stopped. */
  STOPPED(7021);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /**
   * The class that has a number.
   *
   * @param number as {@link #number()}
   * @return its class; {@link #INTERNAL} for a number that no class has
   */
  public static ErrorCode numbered(int number) {
    for (ErrorCode code : values()) {
      if (code.number == number) {
        return code;
      }
    }
    return INTERNAL;
  }

  /**
   * The number a C program sees.
   *
   * @return 0 or a number from 7001 up
   */
  public int number() {
    return number;
  }
}
