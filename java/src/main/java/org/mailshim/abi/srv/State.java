package org.mailshim.abi.srv;

/** The states that a {@code MsgCallback} hears of, as {@code srv.h} numbers them. */
final class State {
  static final int FINDHOST = 1;
  static final int CONNECTING = 2;
  static final int DIALOG = 3;
  static final int SENDING = 4;
  static final int DONE = 5;
  static final int QUEUED = 6;
  static final int RETRY = 7;
  static final int FAILED = 8;
  static final int TLS = 9;
  static final int AUTH = 10;

  private State() {}
}
