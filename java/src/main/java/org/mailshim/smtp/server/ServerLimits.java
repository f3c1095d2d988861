package org.mailshim.smtp.server;

import java.time.Duration;

/**
 * How much one session, and all of them, may ask of this server. The defaults are much like
 * Postfix's; each is at least what RFC 5321 §4.5.3.1 wants a server to take. {@link
 * Integer#MAX_VALUE} and {@link Long#MAX_VALUE} are no limit.
 *
 * @param message of one message
 * @param errors of what a client may do wrong
 * @param session of one session
 * @param connections of sessions at once
 * @param longestHold how far ahead a message may be released (RFC 4865); offered as FUTURERELEASE
 */
public record ServerLimits(
    Message message,
    Errors errors,
    Session session,
    Connections connections,
    Duration longestHold) {
  /** What RFC 5321 §4.5.3.1.4 wants a command line to be able to have, without CRLF. */
  private static final int SMALLEST_COMMAND_LINE = 510;

  private static final ServerLimits DEFAULTS =
      new ServerLimits(
          new Message(10_240_000, 102_400, Integer.MAX_VALUE, 50, 1000, 500),
          new Errors(10, 20, Duration.ofSeconds(1)),
          new Session(2048, 100, 3, Integer.MAX_VALUE),
          new Connections(10_000, 50),
          Duration.ofDays(7));

  /**
   * Limits of one message. Each must be positive, or {@link IllegalArgumentException} is thrown.
   *
   * @param octets of its mail data; beyond it 552 5.3.4, and offered as SIZE
   * @param headerOctets of its header section; beyond it 552 5.3.4
   * @param lineOctets of a line of mail data without its CRLF; beyond it 550 5.6.0. No limit by
   *     default: lines over RFC 5322's 998 are common, and harm nobody here
   * @param hops Received fields; beyond it 554 5.4.6 (RFC 5321 §6.3)
   * @param recipients recipients; beyond it 452 4.5.3
   * @param octetsPerSecond the least average rate of mail data; a client that stays below it is
   *     given up with 421
   */
  public record Message(
      long octets,
      int headerOctets,
      int lineOctets,
      int hops,
      int recipients,
      int octetsPerSecond) {
    /** Checks the numbers. */
    public Message {
      checkPositive("octets", octets);
      checkPositive("headerOctets", headerOctets);
      checkPositive("lineOctets", lineOctets);
      checkPositive("hops", hops);
      checkPositive("recipients", recipients);
      checkPositive("octetsPerSecond", octetsPerSecond);
    }
  }

  /**
   * What happens after errors since the last accepted message. The numbers must be positive, or
   * {@link IllegalArgumentException} is thrown.
   *
   * @param beforeDelay errors from which on each costs {@code delay}
   * @param beforeClosing errors at which the session ends with 421
   * @param delay how long an error is not answered
   */
  public record Errors(int beforeDelay, int beforeClosing, Duration delay) {
    /** Checks the numbers. */
    public Errors {
      checkPositive("beforeDelay", beforeDelay);
      checkPositive("beforeClosing", beforeClosing);
    }
  }

  /**
   * Limits of one session. Each must be positive, and the line's at least 510, or {@link
   * IllegalArgumentException} is thrown.
   *
   * @param commandLineOctets one command line without its CRLF; beyond it 500 5.5.2. Lines of an
   *     AUTH exchange may always have 12,288 (RFC 4954 §4.3)
   * @param idleCommands commands that do not lead to a message (NOOP, RSET, VRFY, EHLO and so on)
   *     since the last accepted message; each beyond it is an error
   * @param authenticationTries failed AUTH commands at which it ends with 421
   * @param transactions mail transactions; beyond it 421
   */
  public record Session(
      int commandLineOctets, int idleCommands, int authenticationTries, int transactions) {
    /** Checks the numbers. */
    public Session {
      checkPositive("idleCommands", idleCommands);
      checkPositive("authenticationTries", authenticationTries);
      checkPositive("transactions", transactions);
      if (commandLineOctets < SMALLEST_COMMAND_LINE) {
        throw new IllegalArgumentException("commandLineOctets: " + commandLineOctets);
      }
    }
  }

  /**
   * Sessions at once; beyond either 421. Both must be positive, or {@link IllegalArgumentException}
   * is thrown.
   *
   * @param inAll from everywhere
   * @param perAddress from one address
   */
  public record Connections(int inAll, int perAddress) {
    /** Checks the numbers. */
    public Connections {
      checkPositive("inAll", inAll);
      checkPositive("perAddress", perAddress);
    }
  }

  /** Those that the class describes. */
  public static ServerLimits defaults() {
    return DEFAULTS;
  }

  /** These with other limits of a message. */
  public ServerLimits with(Message other) {
    return new ServerLimits(other, errors, session, connections, longestHold);
  }

  /** These with another size of a message, in octets. */
  public ServerLimits withMessageOctets(long octets) {
    return with(
        new Message(
            octets,
            message.headerOctets(),
            message.lineOctets(),
            message.hops(),
            message.recipients(),
            message.octetsPerSecond()));
  }

  /** These with another number of recipients of one message. */
  public ServerLimits withRecipients(int most) {
    return with(
        new Message(
            message.octets(),
            message.headerOctets(),
            message.lineOctets(),
            message.hops(),
            most,
            message.octetsPerSecond()));
  }

  /** These with other limits of errors. */
  public ServerLimits with(Errors other) {
    return new ServerLimits(message, other, session, connections, longestHold);
  }

  /** These with other limits of a session. */
  public ServerLimits with(Session other) {
    return new ServerLimits(message, errors, other, connections, longestHold);
  }

  /** These with other numbers of sessions at once. */
  public ServerLimits withConnections(int inAll, int perAddress) {
    var other = new Connections(inAll, perAddress);
    return new ServerLimits(message, errors, session, other, longestHold);
  }

  private static void checkPositive(String name, long number) {
    if (number < 1) {
      throw new IllegalArgumentException(name + ": " + number);
    }
  }
}
