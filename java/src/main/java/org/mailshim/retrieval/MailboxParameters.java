package org.mailshim.retrieval;

import java.time.Duration;
import java.util.Optional;
import org.mailshim.pop3.client.SessionSecurity;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.transport.TlsClient;

/**
 * Makes {@link ExternalMailbox}es and what goes with them of parameters, as configuration files
 * have them.
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>name</th><th>value</th><th>meaning</th></tr>
 * <tr><td>pop3_ext</td><td>{@code host;port;user;password;local user;flags}</td><td>a mailbox; may
 *     be there many times</td></tr>
 * <tr><td>pop3_ext_period</td><td>seconds</td><td>how often all are collected (600)</td></tr>
 * <tr><td>pop3_ext_keep</td><td>days</td><td>how long mail stays on the server (0); -1 for
 *     ever</td></tr>
 * </table>
 *
 * <p>The flag may be left out with its semicolon: {@code tls} for TLS from the first octet, {@code
 * stls} for STLS, {@code clear} for neither, with passwords in clear. Without any, it is {@code
 * tls} at port 995 and {@code stls} elsewhere. No field has a semicolon in it, the password
 * neither. Immutable, for any thread.
 */
public final class MailboxParameters {
  private static final int LEAST_FIELDS = 5;
  private static final int MOST_FIELDS = 6;
  private static final int TLS_PORT = 995;
  private static final String NAME = "pop3_ext";

  /** Where mail of a local user goes. */
  public interface Targets {
    /**
     * A local user's target.
     *
     * @param user as the parameter names it
     * @return the target
     * @throws IllegalArgumentException when there is no such user
     */
    CollectionTarget of(String user);
  }

  private final TlsClient tls;
  private final Targets targets;

  /**
   * Reads nothing yet.
   *
   * @param tls encrypts
   * @param targets the local users
   */
  public MailboxParameters(TlsClient tls, Targets targets) {
    this.tls = tls;
    this.targets = targets;
  }

  /**
   * Makes a mailbox.
   *
   * @param value the value of {@code pop3_ext}
   * @param retention what becomes of its messages on the server
   * @return the mailbox, with the usual limits; its secret is never closed
   * @throws IllegalArgumentException when the value is none; the message has no password
   */
  public ExternalMailbox mailbox(String value, Retention retention) {
    String[] fields = value.split(";", -1);
    if (fields.length < LEAST_FIELDS || fields.length > MOST_FIELDS) {
      throw new IllegalArgumentException(
          NAME + " has " + fields.length + " fields, not host;port;user;password;local user;flags");
    }
    String host = fields[0].strip();
    if (host.isEmpty()) {
      throw new IllegalArgumentException(NAME + " has no host");
    }
    int port = number(NAME, fields[1]);
    // Before the local user: of a password with a semicolon in it nothing is to be shown.
    SessionSecurity security =
        security(fields.length == MOST_FIELDS ? fields[5].strip() : "", port);
    var password = new Credentials.Password(fields[2].strip(), Secret.of(fields[3]));
    CollectionTarget target = targets.of(fields[4].strip());
    return ExternalMailbox.of(host, port, security, password, target).with(retention);
  }

  private SessionSecurity security(String flags, int port) {
    return switch (flags) {
      case "" -> port == TLS_PORT ? SessionSecurity.implicit(tls) : SessionSecurity.required(tls);
      case "tls" -> SessionSecurity.implicit(tls);
      case "stls" -> SessionSecurity.required(tls);
      case "clear" -> SessionSecurity.inClear();
      default -> throw new IllegalArgumentException(NAME + " has flags that are not known");
    };
  }

  /**
   * The schedule.
   *
   * @param period the value of {@code pop3_ext_period}; empty when it is not set
   * @return every so often, and after failures every 4 hours at least
   * @throws IllegalArgumentException when the value is no number from 1 on
   */
  public static CollectionSchedule schedule(Optional<String> period) {
    if (period.isEmpty()) {
      return CollectionSchedule.DEFAULT;
    }
    Duration every = Duration.ofSeconds(number("pop3_ext_period", period.get()));
    Duration longest = CollectionSchedule.DEFAULT.longest();
    return new CollectionSchedule(every, every.compareTo(longest) > 0 ? every : longest);
  }

  /**
   * The retention.
   *
   * @param keep the value of {@code pop3_ext_keep}; empty when it is not set
   * @return so many days
   * @throws IllegalArgumentException when the value is no number from -1 on
   */
  public static Retention retention(Optional<String> keep) {
    int days = keep.isEmpty() ? 0 : number("pop3_ext_keep", keep.get());
    return days == -1 ? Retention.FOREVER : Retention.of(Duration.ofDays(days));
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " has no number where one should be", e);
    }
  }
}
