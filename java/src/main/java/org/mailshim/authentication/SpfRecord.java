package org.mailshim.authentication;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailshim.address.Ascii;
import org.mailshim.authentication.SpfResult.Outcome;
import org.mailshim.authentication.SpfTerm.Mechanism;

/**
 * An SPF record, read whole before any of it counts: one error anywhere spoils it (RFC 7208 §4.6).
 *
 * @param terms its mechanisms, in their order
 * @param redirect the domain-spec of redirect=
 * @param explanation the domain-spec of exp=
 */
record SpfRecord(List<SpfTerm> terms, Optional<String> redirect, Optional<String> explanation) {
  private static final String VERSION = "v=spf1";
  private static final InetAddress NONE = InetAddress.ofLiteral("0.0.0.0");

  /** What is wrong with a record. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1;

    Broken(String reason) {
      super(reason);
    }
  }

  /** Whether a text is an SPF record (§4.5). */
  static boolean isOne(String text) {
    return Ascii.startsWithIgnoringCase(text, 0, VERSION)
        && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
  }

  static SpfRecord parse(String text) throws Broken {
    List<SpfTerm> terms = new ArrayList<>();
    Optional<String> redirect = Optional.empty();
    Optional<String> explanation = Optional.empty();
    for (String word : text.substring(VERSION.length()).split(" ")) {
      int equals = modifierEnd(word);
      if (equals > 0) {
        String name = word.substring(0, equals).toLowerCase(Locale.ROOT);
        String value = word.substring(equals + 1);
        if (name.equals("redirect")) {
          redirect = once(redirect, value);
        } else if (name.equals("exp")) {
          explanation = once(explanation, value);
        } else {
          SpfMacros.check(value);
        }
      } else if (!word.isEmpty()) {
        terms.add(term(word));
      }
    }
    return new SpfRecord(List.copyOf(terms), redirect, explanation);
  }

  private static Optional<String> once(Optional<String> before, String domain) throws Broken {
    if (before.isPresent()) {
      throw new Broken("a modifier twice");
    }
    return Optional.of(domainSpec(domain));
  }

  /** Where a modifier's name ends; -1 for a mechanism. */
  private static int modifierEnd(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '=') {
        return i;
      }
      boolean name = Ascii.isLetterOrDigit(c) || (i > 0 && (c == '-' || c == '_' || c == '.'));
      if (!name || (i == 0 && Ascii.isDigit(c))) {
        return -1;
      }
    }
    return -1;
  }

  private static SpfTerm term(String word) throws Broken {
    Outcome qualifier =
        switch (word.charAt(0)) {
          case '-' -> Outcome.FAIL;
          case '~' -> Outcome.SOFTFAIL;
          case '?' -> Outcome.NEUTRAL;
          default -> Outcome.PASS;
        };
    String rest = "+-~?".indexOf(word.charAt(0)) < 0 ? word : word.substring(1);
    int end = 0;
    while (end < rest.length() && Ascii.isLetterOrDigit(rest.charAt(end))) {
      end++;
    }
    String argument = rest.substring(end);
    return switch (rest.substring(0, end).toLowerCase(Locale.ROOT)) {
      case "all" -> bare(qualifier, Mechanism.ALL, "", argument, word);
      case "include" -> bare(qualifier, Mechanism.INCLUDE, required(argument), "", word);
      case "exists" -> bare(qualifier, Mechanism.EXISTS, required(argument), "", word);
      case "ptr" ->
          bare(qualifier, Mechanism.PTR, argument.isEmpty() ? "" : required(argument), "", word);
      case "a" -> hosts(qualifier, Mechanism.A, argument, word);
      case "mx" -> hosts(qualifier, Mechanism.MX, argument, word);
      case "ip4" -> network(qualifier, Mechanism.IP4, argument, word);
      case "ip6" -> network(qualifier, Mechanism.IP6, argument, word);
      default -> throw new Broken("an unknown mechanism");
    };
  }

  private static SpfTerm bare(
      Outcome qualifier, Mechanism mechanism, String domain, String rest, String word)
      throws Broken {
    if (!rest.isEmpty()) {
      throw new Broken("something after all");
    }
    return new SpfTerm(qualifier, mechanism, domain, NONE, 32, 128, word);
  }

  private static String required(String argument) throws Broken {
    if (!argument.startsWith(":")) {
      throw new Broken("a mechanism without its domain");
    }
    return domainSpec(argument.substring(1));
  }

  private static SpfTerm hosts(Outcome qualifier, Mechanism mechanism, String argument, String word)
      throws Broken {
    int slash = prefixStart(argument);
    String domain = argument.substring(0, slash);
    String lengths = argument.substring(slash);
    int second = lengths.indexOf("//");
    String ipv4 = second < 0 ? lengths : lengths.substring(0, second);
    String ipv6 = second < 0 ? "" : lengths.substring(second + 1);
    return new SpfTerm(
        qualifier,
        mechanism,
        domain.isEmpty() ? "" : required(domain),
        NONE,
        bits(ipv4, 32),
        bits(ipv6, 128),
        word);
  }

  private static SpfTerm network(
      Outcome qualifier, Mechanism mechanism, String argument, String word) throws Broken {
    int slash = prefixStart(argument);
    int octets = mechanism == Mechanism.IP4 ? 4 : 16;
    try {
      String literal = argument.substring(Math.min(1, slash), slash);
      InetAddress network = InetAddress.ofLiteral(literal);
      boolean whole =
          mechanism == Mechanism.IP6 || literal.chars().filter(c -> c == '.').count() == 3;
      boolean plain = literal.indexOf(':') < 0 == (octets == 4) && literal.indexOf('%') < 0;
      if (!argument.startsWith(":") || !plain || !whole) {
        throw new Broken("an address of another kind");
      }
      int bits = bits(argument.substring(slash), octets * 8);
      return new SpfTerm(qualifier, mechanism, "", network, bits, bits, word);
    } catch (IllegalArgumentException e) {
      throw new Broken("no address");
    }
  }

  /** Where the prefix lengths begin: a domain-spec may have slashes of its own (§7.1). */
  private static int prefixStart(String argument) {
    int last = lengthStart(argument, argument.length());
    boolean ofIpv6 = last > 0 && last < argument.length() && argument.charAt(last - 1) == '/';
    return ofIpv6 ? lengthStart(argument, last - 1) : last;
  }

  /** Where the slash and the digits before an index begin; that index when there are none. */
  private static int lengthStart(String argument, int end) {
    int at = end;
    while (at > 0 && Ascii.isDigit(argument.charAt(at - 1))) {
      at--;
    }
    return at > 0 && at < end && argument.charAt(at - 1) == '/' ? at - 1 : end;
  }

  private static int bits(String text, int most) throws Broken {
    if (text.isEmpty()) {
      return most;
    }
    boolean good = text.length() >= 2 && text.length() <= 4;
    good &= text.length() <= 2 || text.charAt(1) != '0';
    int bits = 0;
    for (int i = 1; i < text.length(); i++) {
      good &= Ascii.isDigit(text.charAt(i));
      bits = bits * 10 + text.charAt(i) - '0';
    }
    if (!good || bits > most) {
      throw new Broken("no prefix length");
    }
    return bits;
  }

  /** A domain-spec ends with a macro or with a top label (§7.1). */
  private static String domainSpec(String text) throws Broken {
    SpfMacros.check(text);
    if (text.endsWith("}") || text.endsWith("%%") || text.endsWith("%_") || text.endsWith("%-")) {
      return text;
    }
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    String label = name.substring(name.lastIndexOf('.') + 1);
    boolean numeric = true;
    boolean good = name.indexOf('.') >= 0 && !label.isEmpty();
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      good &= Ascii.isLetterOrDigit(c) || (c == '-' && i > 0 && i < label.length() - 1);
      numeric &= Ascii.isDigit(c);
    }
    if (!good || numeric) {
      throw new Broken("no domain");
    }
    return text;
  }
}
