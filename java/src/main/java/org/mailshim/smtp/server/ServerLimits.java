package org.mailshim.smtp.server;

import java.time.Duration;

/**
 * How much one session, and all of them, may ask of this server. The defaults are much like
 * Postfix's; each is at least what RFC 5321 §4.5.3.1 wants a server to take. {@link
 * Integer#MAX_VALUE} and {@link Long#MAX_VALUE} are no limit.
 *
 * @param messageOctets mail data of one message, in octets; beyond it 552 5.3.4, and offered as
 *     SIZE
 * @param headerOctets header section of one message, in octets; beyond it 552 5.3.4
 * @param textLineOctets one line of mail data without its CRLF, in octets; beyond it 550 5.6.0. No
 *     limit by default: lines over RFC 5322's 998 are common, and harm nobody here
 * @param hops Received fields in one message; beyond it 554 5.4.6 (RFC 5321 §6.3)
 * @param recipients recipients of one message; beyond it 452 4.5.3
 * @param commandLineOctets one command line without its CRLF, in octets; beyond it 500 5.5.2. Lines
 *     of an AUTH exchange may always have 12,288 (RFC 4954 §4.3)
 * @param errorsBeforeDelay errors since the last accepted message from which on each costs {@code
 *     errorDelay}
 * @param errorsBeforeClosing errors since the last accepted message at which the session ends with
 *     421
 * @param errorDelay how long an error is not answered
 * @param idleCommands commands that do not lead to a message (NOOP, RSET, VRFY, EHLO and so on)
 *     since the last accepted message; each beyond it is an error
 * @param authenticationTries failed AUTH commands in one session at which it ends with 421
 * @param transactions mail transactions in one session; beyond it 421
 * @param connections sessions at once; beyond it 421
 * @param connectionsPerAddress sessions at once from one address; beyond it 421
 * @param dataOctetsPerSecond the least average rate of mail data; a client that stays below it is
 *     given up with 421
 * @param longestHold how far ahead a message may be released (RFC 4865); offered as FUTURERELEASE
 */
public record ServerLimits(
    long messageOctets,
    int headerOctets,
    int textLineOctets,
    int hops,
    int recipients,
    int commandLineOctets,
    int errorsBeforeDelay,
    int errorsBeforeClosing,
    Duration errorDelay,
    int idleCommands,
    int authenticationTries,
    int transactions,
    int connections,
    int connectionsPerAddress,
    int dataOctetsPerSecond,
    Duration longestHold) {
  /** What RFC 5321 §4.5.3.1.4 wants a command line to be able to have, without CRLF. */
  private static final int SMALLEST_COMMAND_LINE = 510;

  private static final ServerLimits DEFAULTS =
      new ServerLimits(
          10_240_000,
          102_400,
          Integer.MAX_VALUE,
          50,
          1000,
          2048,
          10,
          20,
          Duration.ofSeconds(1),
          100,
          3,
          Integer.MAX_VALUE,
          10_000,
          50,
          500,
          Duration.ofDays(7));

  /**
   * Checks that a session is possible within them.
   *
   * @throws IllegalArgumentException when a number is not positive, or {@code commandLineOctets} is
   *     below 510
   */
  public ServerLimits {
    checkPositive("messageOctets", messageOctets);
    checkPositive("headerOctets", headerOctets);
    checkPositive("textLineOctets", textLineOctets);
    checkPositive("hops", hops);
    checkPositive("recipients", recipients);
    checkPositive("errorsBeforeDelay", errorsBeforeDelay);
    checkPositive("errorsBeforeClosing", errorsBeforeClosing);
    checkPositive("idleCommands", idleCommands);
    checkPositive("authenticationTries", authenticationTries);
    checkPositive("transactions", transactions);
    checkPositive("connections", connections);
    checkPositive("connectionsPerAddress", connectionsPerAddress);
    checkPositive("dataOctetsPerSecond", dataOctetsPerSecond);
    if (commandLineOctets < SMALLEST_COMMAND_LINE) {
      throw new IllegalArgumentException("commandLineOctets: " + commandLineOctets);
    }
  }

  /** Those that the class describes. */
  public static ServerLimits defaults() {
    return DEFAULTS;
  }

  /** These with another size of a message, in octets. */
  public ServerLimits withMessageOctets(long octets) {
    return new ServerLimits(
        octets,
        headerOctets,
        textLineOctets,
        hops,
        recipients,
        commandLineOctets,
        errorsBeforeDelay,
        errorsBeforeClosing,
        errorDelay,
        idleCommands,
        authenticationTries,
        transactions,
        connections,
        connectionsPerAddress,
        dataOctetsPerSecond,
        longestHold);
  }

  /** These with another number of recipients of one message. */
  public ServerLimits withRecipients(int most) {
    return new ServerLimits(
        messageOctets,
        headerOctets,
        textLineOctets,
        hops,
        most,
        commandLineOctets,
        errorsBeforeDelay,
        errorsBeforeClosing,
        errorDelay,
        idleCommands,
        authenticationTries,
        transactions,
        connections,
        connectionsPerAddress,
        dataOctetsPerSecond,
        longestHold);
  }

  /** These with other limits of header section, text line (both in octets) and hops. */
  public ServerLimits withMessageForm(int headerOctets, int textLineOctets, int hops) {
    return new ServerLimits(
        messageOctets,
        headerOctets,
        textLineOctets,
        hops,
        recipients,
        commandLineOctets,
        errorsBeforeDelay,
        errorsBeforeClosing,
        errorDelay,
        idleCommands,
        authenticationTries,
        transactions,
        connections,
        connectionsPerAddress,
        dataOctetsPerSecond,
        longestHold);
  }

  /** These with other limits of errors, and the delay of an answer to one. */
  public ServerLimits withErrors(int beforeDelay, int beforeClosing, Duration delay) {
    return new ServerLimits(
        messageOctets,
        headerOctets,
        textLineOctets,
        hops,
        recipients,
        commandLineOctets,
        beforeDelay,
        beforeClosing,
        delay,
        idleCommands,
        authenticationTries,
        transactions,
        connections,
        connectionsPerAddress,
        dataOctetsPerSecond,
        longestHold);
  }

  /** These with other limits of idle commands, AUTH tries and mail transactions in a session. */
  public ServerLimits withSession(int idleCommands, int authenticationTries, int transactions) {
    return new ServerLimits(
        messageOctets,
        headerOctets,
        textLineOctets,
        hops,
        recipients,
        commandLineOctets,
        errorsBeforeDelay,
        errorsBeforeClosing,
        errorDelay,
        idleCommands,
        authenticationTries,
        transactions,
        connections,
        connectionsPerAddress,
        dataOctetsPerSecond,
        longestHold);
  }

  /** These with other numbers of sessions at once. */
  public ServerLimits withConnections(int inAll, int perAddress) {
    return new ServerLimits(
        messageOctets,
        headerOctets,
        textLineOctets,
        hops,
        recipients,
        commandLineOctets,
        errorsBeforeDelay,
        errorsBeforeClosing,
        errorDelay,
        idleCommands,
        authenticationTries,
        transactions,
        inAll,
        perAddress,
        dataOctetsPerSecond,
        longestHold);
  }

  /** These with another least rate of mail data. */
  public ServerLimits withDataRate(int octetsPerSecond) {
    return new ServerLimits(
        messageOctets,
        headerOctets,
        textLineOctets,
        hops,
        recipients,
        commandLineOctets,
        errorsBeforeDelay,
        errorsBeforeClosing,
        errorDelay,
        idleCommands,
        authenticationTries,
        transactions,
        connections,
        connectionsPerAddress,
        octetsPerSecond,
        longestHold);
  }

  private static void checkPositive(String name, long number) {
    if (number < 1) {
      throw new IllegalArgumentException(name + ": " + number);
    }
  }
}
