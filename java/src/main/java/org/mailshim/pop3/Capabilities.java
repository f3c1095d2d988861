package org.mailshim.pop3;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a server says it can do, in answer to CAPA (RFC 2449 §6).
 *
 * <p>It is said anew in each state and after STLS; what was said before TLS is worth nothing after
 * it (RFC 2595 §4). Immutable, for any thread.
 *
 * @param lines the capabilities in the server's order; copied
 */
public record Capabilities(List<Capability> lines) {
  /** RFC 1939's optional commands of a server that has no CAPA are found out by trying. */
  public static final Capabilities NONE = new Capabilities(List.of());

  /** TOP may be used. */
  public static final String TOP = "TOP";

  /** USER and PASS may be used. */
  public static final String USER = "USER";

  /** SASL mechanisms, as arguments. */
  public static final String SASL = "SASL";

  /** Responses may carry {@link ResponseCode}s. */
  public static final String RESP_CODES = "RESP-CODES";

  /** {@link ResponseCode#AUTH} tells wrong credentials from all other trouble (RFC 3206 §6). */
  public static final String AUTH_RESP_CODE = "AUTH-RESP-CODE";

  /** Least number of seconds between two logins, as argument. */
  public static final String LOGIN_DELAY = "LOGIN-DELAY";

  /** Commands may be sent without waiting for responses. */
  public static final String PIPELINING = "PIPELINING";

  /** How many days messages are kept, as argument. */
  public static final String EXPIRE = "EXPIRE";

  /** UIDL may be used. */
  public static final String UIDL = "UIDL";

  /** Who made the server, as arguments. */
  public static final String IMPLEMENTATION = "IMPLEMENTATION";

  /** STLS may be used (RFC 2595 §4). */
  public static final String STLS = "STLS";

  /** UTF8 may be used; with argument USER, names and passwords may be UTF-8 (RFC 6856 §2). */
  public static final String UTF8 = "UTF8";

  /** LANG may be used (RFC 6856 §3). */
  public static final String LANG = "LANG";

  /** Copies the list. */
  public Capabilities {
    lines = List.copyOf(lines);
  }

  /**
   * Finds a capability.
   *
   * @param name its tag, in any case
   * @return the first of that name
   */
  public Optional<Capability> find(String name) {
    for (Capability line : lines) {
      if (line.is(name)) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a capability is there.
   *
   * @param name its tag, in any case
   * @return true when it is
   */
  public boolean has(String name) {
    return find(name).isPresent();
  }

  /**
   * The SASL mechanisms offered (RFC 5034 §3).
   *
   * @return their names as the server wrote them; empty when there is no SASL
   */
  public List<String> saslMechanisms() {
    Optional<Capability> sasl = find(SASL);
    return sasl.isPresent() ? sasl.get().arguments() : List.of();
  }

  /**
   * How long messages are kept (RFC 2449 §6.7).
   *
   * @return days, 0 for messages that are gone once they are retrieved; empty when they are kept
   *     for ever or the server does not say
   */
  public OptionalInt expireDays() {
    return number(EXPIRE);
  }

  /**
   * How long to wait between logins (RFC 2449 §6.5).
   *
   * @return seconds; empty when the server does not say
   */
  public OptionalInt loginDelaySeconds() {
    return number(LOGIN_DELAY);
  }

  private OptionalInt number(String name) {
    Optional<Capability> line = find(name);
    if (line.isEmpty() || line.get().arguments().isEmpty()) {
      return OptionalInt.empty();
    }
    String word = line.get().arguments().getFirst();
    int number = Grammar.smallNumber(word, 0, word.length());
    return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
