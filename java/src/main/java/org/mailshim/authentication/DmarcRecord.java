package org.mailshim.authentication;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A domain's DMARC record (RFC 9989 §4.7). Tags that are not known, say nothing or are written
 * twice over do not break it; a policy word that is not known counts as not written.
 *
 * @param policy p=
 * @param subdomains sp=
 * @param nonexistent np=
 * @param strictDkim whether adkim= wants the very domain
 * @param strictSpf whether aspf= wants the very domain
 * @param suffix psd=
 * @param testing t=
 * @param percent pct= of RFC 7489, 0 to 100; domains that have not heard of t= write pct=0
 */
record DmarcRecord(
    DmarcPolicy policy,
    Optional<DmarcPolicy> subdomains,
    Optional<DmarcPolicy> nonexistent,
    boolean strictDkim,
    boolean strictSpf,
    Suffix suffix,
    boolean testing,
    int percent) {
  /** What a domain says of being a public suffix. */
  enum Suffix {
    YES,
    NO,
    UNKNOWN
  }

  private static final String VERSION = "v=DMARC1";
  private static final int ALL = 100;

  /** Whether a text claims to be a record: its first tag is the version. */
  static boolean isOne(String text) {
    if (!text.startsWith(VERSION)) {
      return false;
    }
    String rest = text.substring(VERSION.length()).stripLeading();
    return rest.isEmpty() || rest.charAt(0) == ';';
  }

  static DmarcRecord parse(String text) {
    Map<String, String> tags = tags(text);
    // A record that only asks for reports asks for nothing else (§4.7, p=).
    return new DmarcRecord(
        DmarcPolicy.of(value(tags, "p")).orElse(DmarcPolicy.NONE),
        DmarcPolicy.of(value(tags, "sp")),
        DmarcPolicy.of(value(tags, "np")),
        value(tags, "adkim").equals("s"),
        value(tags, "aspf").equals("s"),
        switch (value(tags, "psd")) {
          case "y" -> Suffix.YES;
          case "n" -> Suffix.NO;
          default -> Suffix.UNKNOWN;
        },
        value(tags, "t").equals("y"),
        percent(value(tags, "pct")));
  }

  /** Of a tag that is written twice the first one counts. */
  private static Map<String, String> tags(String text) {
    Map<String, String> tags = new HashMap<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf(';', at);
      end = end < 0 ? text.length() : end;
      int equals = text.indexOf('=', at);
      if (equals >= 0 && equals < end) {
        String value = text.substring(equals + 1, end).strip().toLowerCase(Locale.ROOT);
        tags.putIfAbsent(text.substring(at, equals).strip(), value);
      }
      at = end + 1;
    }
    return tags;
  }

  private static String value(Map<String, String> tags, String tag) {
    return tags.getOrDefault(tag, "");
  }

  private static int percent(String text) {
    if (text.isEmpty() || text.length() > 3) {
      return ALL;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return ALL;
      }
      value = 10 * value + c - '0';
    }
    return Math.min(value, ALL);
  }

  /**
   * What the domain wants for an author domain.
   *
   * @param own whether the record is the author domain's own
   * @param exists whether the author domain exists; asked only where that makes a difference
   */
  DmarcPolicy policyFor(boolean own, Existence exists) throws Lookups.Stop {
    if (own) {
      return policy;
    }
    DmarcPolicy below = subdomains.orElse(policy);
    return nonexistent.isPresent() && !exists.ask() ? nonexistent.get() : below;
  }

  /** Asks the DNS. */
  interface Existence {
    boolean ask() throws Lookups.Stop;
  }
}
