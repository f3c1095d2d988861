package org.mailshim.smtp.submission;

/**
 * Why a conversation, or the attempt at one, ended before its time, as libESMTP's programs know it.
 * Negative numbers are a system's errno with its sign turned.
 */
public final class Fault {
  /** All went as far as it could. */
  public static final int NONE = 0;

  /** Nobody is left to send to. */
  public static final int NOTHING_TO_DO = 2;

  /** The server has closed the connection, or was silent for too long. */
  public static final int DROPPED = 3;

  /** A reply that is none. */
  public static final int SYNTAX = 4;

  /** A reply whose lines have different codes. */
  public static final int MISMATCH = 5;

  /** A reply code that does not fit the command. */
  public static final int STATUS = 6;

  /** What is asked for cannot be done: no server, a message without text. */
  public static final int INVALID = 7;

  /** An extension that is needed is not offered. */
  public static final int NOT_OFFERED = 8;

  /** The name service could not say; it may later. */
  public static final int TRY_AGAIN = 12;

  /** The name service says that there is nobody. */
  public static final int NO_NAME = 16;

  /** A reply that does not end. */
  public static final int UNTERMINATED = 19;

  /** TLS failed. */
  public static final int CLIENT = 20;

  /** A header field without the value that it needs; {@code ERANGE} with its sign turned. */
  public static final int NO_VALUE = -34;

  private Fault() {}
}
