package org.mailshim.smtp.submission;

import org.mailshim.transport.TransportException;

/** Leads out of a conversation from wherever it is. Control flow, so it has no stack trace. */
final class Ending extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is left to do with the connection. */
  enum How {
    /** QUIT, and close. */
    QUIT,
    /** Close at once. */
    HANG_UP,
    /** QUIT, close, and try the next address. */
    QUIT_AND_GO_ON,
    /** Close at once, and try the next address. */
    HANG_UP_AND_GO_ON
  }

  private final transient How how;
  private final int fault;

  private Ending(How how, int fault, String message) {
    super(message, null, false, false);
    this.how = how;
    this.fault = fault;
  }

  /** An ending with a reason, {@link Fault#NONE} if it is no fault. */
  static Ending of(How how, int fault) {
    return new Ending(how, fault, "the conversation ends with fault " + fault);
  }

  /** The connection broke. */
  static Ending broken(TransportException e) {
    return new Ending(How.HANG_UP, Fault.DROPPED, String.valueOf(e.getMessage()));
  }

  How how() {
    return how;
  }

  int fault() {
    return fault;
  }

  /** The same reason, with another way to end. */
  Ending with(How other) {
    return new Ending(other, fault, String.valueOf(getMessage()));
  }
}
