package org.mailshim.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.mailshim.address.Ascii;
import org.mailshim.address.IpAddressText;
import org.mailshim.authentication.SpfRecord.Broken;

/**
 * The macros of SPF (RFC 7208 §7): {@code %{ir}.%{v}._spf.%{d2}}. What a macro inserts is not read
 * for macros again.
 */
final class SpfMacros {
  private static final String LETTERS = "slodiphv";
  private static final String EXPLANATION_LETTERS = "crt";
  private static final String HEX = "0123456789ABCDEF";
  private static final String DELIMITERS = ".-+,/_=";

  /** What macros stand for in one check. */
  record Values(
      String localPart, String senderDomain, String helo, InetAddress client, Clock clock) {}

  /** Gives the client's validated name, which costs look-ups; so only when it is asked for. */
  interface ClientName {
    String of(String domain) throws Lookups.Stop;
  }

  private final Values values;
  private final ClientName clientName;

  SpfMacros(Values values, ClientName clientName) {
    this.values = values;
    this.clientName = clientName;
  }

  /** Checks a macro-string of a record. */
  static void check(String text) throws Broken {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c <= ' ' || c > '~') {
        throw new Broken("a character that is none");
      }
      at = c == '%' ? checkMacro(text, at, LETTERS) : at + 1;
    }
  }

  /** Checks one macro, and gives where it ends. */
  private static int checkMacro(String text, int at, String letters) throws Broken {
    char kind = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    if (kind == '%' || kind == '_' || kind == '-') {
      return at + 2;
    }
    int end = text.indexOf('}', at);
    if (kind != '{' || end < at + 3) {
      throw new Broken("a broken macro");
    }
    int i = at + 3;
    boolean good = letters.indexOf(Character.toLowerCase(text.charAt(at + 2))) >= 0;
    int digits = i;
    while (Ascii.isDigit(text.charAt(i))) {
      i++;
    }
    // "0" parts is an error; and nobody has a thousand labels.
    good &= i - digits <= 3 && (i == digits || Integer.parseInt(text, digits, i, 10) > 0);
    if (text.charAt(i) == 'r' || text.charAt(i) == 'R') {
      i++;
    }
    while (DELIMITERS.indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    if (!good || i != end) {
      throw new Broken("a broken macro");
    }
    return end + 1;
  }

  /** Expands a checked domain-spec, and cuts labels off its start until it is a name's length. */
  String domain(String text, String domain) throws Lookups.Stop {
    String name = expanded(text, domain);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    while (name.length() > 253) {
      int dot = name.indexOf('.');
      if (dot < 0) {
        return "";
      }
      name = name.substring(dot + 1);
    }
    return name.toLowerCase(Locale.ROOT);
  }

  /** Expands an explanation, where further macros are allowed and spaces too. */
  String explanation(String text, String domain) throws Lookups.Stop, Broken {
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) > '~') {
        throw new Broken("an explanation that is not ASCII"); // §6.2
      }
      boolean macro = text.charAt(at) == '%';
      at = macro ? checkMacro(text, at, LETTERS + EXPLANATION_LETTERS) : at + 1;
    }
    return expanded(text, domain);
  }

  private String expanded(String text, String domain) throws Lookups.Stop {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '%') {
        out.append(c);
        at++;
        continue;
      }
      char kind = text.charAt(at + 1);
      if (kind == '{') {
        int end = text.indexOf('}', at);
        out.append(macro(text.substring(at + 2, end), domain));
        at = end + 1;
      } else {
        out.append(kind == '%' ? "%" : kind == '_' ? " " : "%20");
        at += 2;
      }
    }
    return out.toString();
  }

  private String macro(String macro, String domain) throws Lookups.Stop {
    char letter = macro.charAt(0);
    String value = value(Character.toLowerCase(letter), domain);
    int i = 1;
    while (i < macro.length() && Ascii.isDigit(macro.charAt(i))) {
      i++;
    }
    int count = i == 1 ? Integer.MAX_VALUE : Integer.parseInt(macro, 1, i, 10);
    boolean reversed = i < macro.length() && (macro.charAt(i) == 'r' || macro.charAt(i) == 'R');
    String delimiters = macro.substring(reversed ? i + 1 : i);
    String transformed = value;
    if (i > 1 || reversed || !delimiters.isEmpty()) {
      transformed = parts(value, count, reversed, delimiters.isEmpty() ? "." : delimiters);
    }
    return Character.isUpperCase(letter) ? escaped(transformed) : transformed;
  }

  private static String parts(String value, int count, boolean reversed, String delimiters) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= value.length(); i++) {
      if (i == value.length() || delimiters.indexOf(value.charAt(i)) >= 0) {
        parts.add(value.substring(start, i));
        start = i + 1;
      }
    }
    if (reversed) {
      Collections.reverse(parts);
    }
    return String.join(".", parts.subList(Math.max(0, parts.size() - count), parts.size()));
  }

  private String value(char letter, String domain) throws Lookups.Stop {
    InetAddress client = values.client();
    return switch (letter) {
      case 's' -> values.localPart() + "@" + values.senderDomain();
      case 'l' -> values.localPart();
      case 'o' -> values.senderDomain();
      case 'd' -> domain;
      case 'i' -> client.getAddress().length == 4 ? client.getHostAddress() : nibbles(client);
      case 'p' -> clientName.of(domain);
      case 'h' -> values.helo();
      case 'v' -> client.getAddress().length == 4 ? "in-addr" : "ip6";
      case 'c' -> IpAddressText.of(client);
      case 'r' -> "unknown";
      case 't' -> Long.toString(values.clock().instant().getEpochSecond());
      default -> throw new AssertionError("a macro that was not checked: " + letter);
    };
  }

  private static String nibbles(InetAddress address) {
    StringBuilder out = new StringBuilder(64);
    for (byte octet : address.getAddress()) {
      out.append(HEX.charAt(octet >> 4 & 15)).append('.');
      out.append(HEX.charAt(octet & 15)).append('.');
    }
    out.setLength(out.length() - 1);
    return out.toString();
  }

  /** URL escaping of all but RFC 3986's unreserved characters (§7.3). */
  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (byte octet : text.getBytes(UTF_8)) {
      char c = (char) (octet & 0xff);
      if (Ascii.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return out.toString();
  }
}
