package org.mailshim.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.mailshim.address.Ascii;

/**
 * What a server lets a client do in a session, the parameters of the EHLO keyword LIMITS (RFC 9422
 * §3).
 *
 * @param mailMax how many mail transactions a session may have, 1 to {@value #VALUE_LIMIT}; empty
 *     when it is not told
 * @param rcptMax how many RCPT commands a transaction may have, in the same range
 * @param rcptDomainMax how many different domains the recipients of a session may have, in the same
 *     range
 */
public record Limits(OptionalInt mailMax, OptionalInt rcptMax, OptionalInt rcptDomainMax) {
  /** The largest number that a limit can be: 6 digits. */
  public static final int VALUE_LIMIT = 999_999;

  /** No limit told. */
  public static final Limits NONE =
      new Limits(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when a limit is out of range
   */
  public Limits {
    check(mailMax);
    check(rcptMax);
    check(rcptDomainMax);
  }

  /**
   * Reads the parameters of a server's LIMITS.
   *
   * @param parameters the words after the keyword; those that are unknown or no limit are passed
   *     over, as RFC 9422 §3 wants it, and of two with one name the first counts
   * @return the limits
   */
  static Limits of(List<String> parameters) {
    return new Limits(
        value(parameters, "MAILMAX="),
        value(parameters, "RCPTMAX="),
        value(parameters, "RCPTDOMAINMAX="));
  }

  /**
   * The words after the EHLO keyword.
   *
   * @return one for each limit that is told
   */
  List<String> parameters() {
    List<String> parameters = new ArrayList<>(3);
    add(parameters, "MAILMAX=", mailMax);
    add(parameters, "RCPTMAX=", rcptMax);
    add(parameters, "RCPTDOMAINMAX=", rcptDomainMax);
    return parameters;
  }

  private static void check(OptionalInt limit) {
    if (limit.isPresent() && (limit.getAsInt() < 1 || limit.getAsInt() > VALUE_LIMIT)) {
      throw new IllegalArgumentException("limit of 1 to 999999 expected: " + limit.getAsInt());
    }
  }

  private static OptionalInt value(List<String> parameters, String name) {
    for (String parameter : parameters) {
      if (Ascii.startsWithIgnoringCase(parameter, 0, name)) {
        long value = Grammar.number(parameter.substring(name.length()));
        boolean valid = value >= 1 && value <= VALUE_LIMIT;
        return valid ? OptionalInt.of((int) value) : OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  private static void add(List<String> parameters, String name, OptionalInt limit) {
    if (limit.isPresent()) {
      parameters.add(name + limit.getAsInt());
    }
  }
}
