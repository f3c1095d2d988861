package org.mailshim.authentication;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailshim.authentication.DkimKey.Unusable;

/**
 * A DKIM-Signature field that can be verified (RFC 6376 §3.5).
 *
 * @param tags all of it
 * @param algorithm a=
 * @param domain d=, in lower case
 * @param selector s=, in lower case
 * @param headerForm the first half of c=
 * @param bodyForm the second half of c=
 * @param fields h=, in lower case
 * @param bodyHash bh=
 * @param signature b=
 * @param bodyLimit l=, {@link Long#MAX_VALUE} when it is not there
 */
record DkimSignature(
    TagList tags,
    DkimAlgorithm algorithm,
    String domain,
    String selector,
    Canonicalization headerForm,
    Canonicalization bodyForm,
    List<String> fields,
    byte[] bodyHash,
    byte[] signature,
    long bodyLimit) {
  private static final int LONGEST_TIME = 12;
  private static final int LONGEST_LENGTH = 18;
  private static final int LONGEST_NAME = 253;

  /** Reads the tags, and says what is wrong with them. */
  static DkimSignature parse(TagList tags) throws Unusable {
    if (!tags.value("v", "").equals("1")) {
      throw new Unusable("signature of another version");
    }
    for (String tag : List.of("a", "b", "bh", "d", "h", "s")) {
      if (tags.value(tag, "").isEmpty()) {
        throw new Unusable("no tag " + tag + "=");
      }
    }
    DkimAlgorithm algorithm =
        DkimAlgorithm.of(tags.value("a", ""))
            .orElseThrow(() -> new Unusable("algorithm not believed"));
    String domain = name(tags, "d");
    String selector = name(tags, "s");
    checkIdentity(tags, domain);
    checkTimes(tags);
    if (!tags.list("q", "dns/txt").contains("dns/txt")) {
      throw new Unusable("key not in the DNS");
    }
    List<String> fields = lower(tags.list("h", ""));
    if (!fields.contains("from")) {
      throw new Unusable("From not signed"); // RFC 6376 §5.4
    }
    String[] forms = tags.compact("c").split("/", -1);
    return new DkimSignature(
        tags,
        algorithm,
        domain,
        selector,
        form(forms[0]),
        form(forms.length == 2 ? forms[1] : ""),
        fields,
        octets(tags, "bh"),
        octets(tags, "b"),
        bodyLimit(tags));
  }

  /** A tag as a domain name that may be asked for, in lower case; empty when it is none. */
  static Optional<String> domainName(String text) {
    if (text.isEmpty() || text.length() > LONGEST_NAME) {
      return Optional.empty();
    }
    String name = text.toLowerCase(Locale.ROOT);
    int label = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean inLabel = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
      label = inLabel ? label + 1 : 0;
      if (label > 63 || (label == 0 && (c != '.' || i == 0 || name.charAt(i - 1) == '.'))) {
        return Optional.empty();
      }
    }
    return label == 0 ? Optional.empty() : Optional.of(name);
  }

  /** Whether the key may speak for the i= tag (§3.6.1, flag s). */
  boolean mayBeMadeBy(DkimKey key) {
    String identity = tags.value("i", "@" + domain);
    return !key.exactDomain()
        || identity.substring(identity.lastIndexOf('@') + 1).equalsIgnoreCase(domain);
  }

  private static String name(TagList tags, String tag) throws Unusable {
    return domainName(tags.value(tag, ""))
        .orElseThrow(() -> new Unusable("tag " + tag + "= is no domain name"));
  }

  private static void checkIdentity(TagList tags, String domain) throws Unusable {
    String identity = tags.value("i", "@" + domain).toLowerCase(Locale.ROOT);
    int at = identity.lastIndexOf('@');
    String of = identity.substring(at + 1);
    if (at < 0 || !(of.equals(domain) || of.endsWith("." + domain))) {
      throw new Unusable("i= not within d=");
    }
  }

  private static void checkTimes(TagList tags) throws Unusable {
    long signed = number(tags, "t", LONGEST_TIME, 0);
    long expires = number(tags, "x", LONGEST_TIME, Long.MAX_VALUE);
    if (expires <= signed) {
      throw new Unusable("expired before it was made");
    }
  }

  /** Whether the signature's time is over (tag x=). */
  boolean hasExpired(Instant now) {
    String expires = tags.value("x", "");
    return !expires.isEmpty() && Long.parseLong(expires) < now.getEpochSecond();
  }

  private static long bodyLimit(TagList tags) throws Unusable {
    return number(tags, "l", LONGEST_LENGTH, Long.MAX_VALUE);
  }

  private static long number(TagList tags, String tag, int digits, long otherwise) throws Unusable {
    String text = tags.value(tag, "");
    if (tags.value(tag).isEmpty()) {
      return otherwise;
    }
    boolean good = !text.isEmpty() && text.length() <= digits;
    for (int i = 0; i < text.length(); i++) {
      good &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!good) {
      throw new Unusable("tag " + tag + "= is no number");
    }
    return Long.parseLong(text);
  }

  private static Canonicalization form(String text) throws Unusable {
    return switch (text) {
      case "", "simple" -> Canonicalization.SIMPLE;
      case "relaxed" -> Canonicalization.RELAXED;
      default -> throw new Unusable("canonicalization not known");
    };
  }

  private static byte[] octets(TagList tags, String tag) throws Unusable {
    try {
      return Base64.getDecoder().decode(tags.compact(tag));
    } catch (IllegalArgumentException e) {
      throw new Unusable("tag " + tag + "= is no base64");
    }
  }

  private static List<String> lower(List<String> names) {
    List<String> lower = new ArrayList<>(names.size());
    for (String name : names) {
      lower.add(name.toLowerCase(Locale.ROOT));
    }
    return lower;
  }
}
