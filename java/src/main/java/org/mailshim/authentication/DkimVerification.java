package org.mailshim.authentication;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.Ascii;
import org.mailshim.authentication.DkimKey.Unusable;
import org.mailshim.authentication.DkimResult.Outcome;
import org.mailshim.authentication.HeaderFields.Field;
import org.mailshim.dns.Resolver;
import org.mailshim.transport.Deadline;

/**
 * Verifies the DKIM signatures of a message that streams by (RFC 6376 §6). It holds the header
 * section and one hash for each signature, nothing of the body.
 *
 * <p>Stricter than the RFC's MUST, where attacks are known: at most {@value #MOST_SIGNATURES}
 * signatures are verified, from the top, and each costs one look-up, which is not begun after the
 * caller's deadline or half a minute ({@link Outcome#TEMPERROR}); a signature that leaves the end
 * of the body unsigned (tag l=, §8.2), or one of several From fields (§8.15), has the outcome
 * {@link Outcome#POLICY}; rsa-sha1 and RSA keys below 1024 bits are not believed (RFC 8301), nor
 * are those beyond 8192. A header section of more than a mebibyte has no signatures.
 *
 * <p>One message, one thread at a time.
 */
public final class DkimVerification {
  /** More than honest messages have; a bound on what one message can make us look up. */
  public static final int MOST_SIGNATURES = 10;

  /** The longest field that is taken for a signature, in octets. */
  private static final int LONGEST_FIELD = 32 * 1024;

  /** A signature on its way to its result. */
  private record Pending(String field, DkimSignature signature, CanonicalBody body) {}

  private final Clock clock;
  private final HeaderFields header;
  private final List<Pending> pending = new ArrayList<>();
  private final List<DkimResult> broken = new ArrayList<>();
  private boolean begun;

  /**
   * Begins a message.
   *
   * @param clock tells whether signatures have expired
   */
  public DkimVerification(Clock clock) {
    this(clock, new HeaderFields());
  }

  /** Begins a message whose header section somebody else reads afterwards. */
  DkimVerification(Clock clock, HeaderFields header) {
    this.clock = clock;
    this.header = header;
  }

  /**
   * Looks at the next piece of the message, cut anywhere.
   *
   * @param in holds the piece
   * @param from index of its first octet
   * @param to index after its last octet
   */
  public void look(byte[] in, int from, int to) {
    int at = header.isOver() ? from : header.look(in, from, to);
    if (header.isOver()) {
      body(in, header.isTooLong() ? to : at, to);
    }
  }

  private void body(byte[] in, int from, int to) {
    begin();
    for (Pending each : pending) {
      each.body().update(in, from, to);
    }
  }

  /**
   * Ends the message: looks up the keys and verifies.
   *
   * @param resolver where the keys are
   * @return one result for each signature that was tried; none when the message has none. Those
   *     that could not be read come last
   */
  public List<DkimResult> finish(Resolver resolver) {
    return finish(resolver, Deadline.after(AuthenticationSettings.DEFAULT_TIME_LIMIT));
  }

  /**
   * As {@link #finish(Resolver)}, for a caller who knows how much time there is.
   *
   * @param deadline after which no key is looked up
   */
  public List<DkimResult> finish(Resolver resolver, Deadline deadline) {
    var lookups = new Lookups(resolver, deadline, MOST_SIGNATURES);
    header.finish();
    begin();
    SignedFields fields = new SignedFields(header.fields());
    List<DkimResult> results = new ArrayList<>();
    for (Pending each : pending) {
      results.add(result(each, fields, lookups));
    }
    results.addAll(broken);
    return Collections.unmodifiableList(results);
  }

  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    for (Field field : header.fields()) {
      if (Ascii.equalsIgnoringCase(field.name(), DkimSigner.FIELD)
          && pending.size() + broken.size() < MOST_SIGNATURES) {
        read(field);
      }
    }
  }

  private void read(Field field) {
    if (field.text().length() > LONGEST_FIELD) {
      broken.add(unread(Outcome.PERMERROR, "signature too long"));
      return;
    }
    Optional<TagList> tags = TagList.parse(field.body());
    if (tags.isEmpty()) {
      broken.add(unread(Outcome.NEUTRAL, "signature cannot be read"));
      return;
    }
    try {
      DkimSignature signature = DkimSignature.parse(tags.get());
      var body = new CanonicalBody(signature.bodyForm(), signature.bodyLimit());
      pending.add(new Pending(field.text(), signature, body));
    } catch (Unusable e) {
      broken.add(described(tags.get(), Outcome.PERMERROR, reason(e)));
    }
  }

  private DkimResult result(Pending each, SignedFields fields, Lookups lookups) {
    DkimSignature signature = each.signature();
    TagList tags = signature.tags();
    if (signature.hasExpired(clock.instant())) {
      return described(tags, Outcome.FAIL, "signature expired");
    }
    byte[] bodyHash = each.body().finish();
    boolean limited = signature.bodyLimit() != Long.MAX_VALUE;
    if (limited && each.body().octets() < signature.bodyLimit()) {
      return described(tags, Outcome.PERMERROR, "body shorter than signed");
    }
    if (!MessageDigest.isEqual(bodyHash, signature.bodyHash())) {
      return described(tags, Outcome.FAIL, "body hash did not verify");
    }
    String name = signature.selector() + "._domainkey." + signature.domain();
    List<String> texts;
    try {
      lookups.count();
      texts = lookups.texts(name);
    } catch (Lookups.Stop e) {
      return described(tags, Outcome.TEMPERROR, "key not to be had now");
    }
    return texts.isEmpty()
        ? described(tags, Outcome.PERMERROR, "no key for signature")
        : withKey(each, fields, texts.get(0));
  }

  private static DkimResult withKey(Pending each, SignedFields fields, String record) {
    DkimSignature signature = each.signature();
    TagList tags = signature.tags();
    try {
      DkimKey key = DkimKey.parse(record, signature.algorithm());
      if (!signature.mayBeMadeBy(key)) {
        return described(tags, Outcome.PERMERROR, "key for the domain itself only");
      }
      if (!verifies(each, fields, key)) {
        return described(tags, Outcome.FAIL, "signature did not verify");
      }
    } catch (Unusable e) {
      return described(tags, Outcome.PERMERROR, reason(e));
    }
    if (each.body().octets() > signature.bodyLimit()) {
      return described(tags, Outcome.POLICY, "body goes on after what is signed");
    }
    if (Collections.frequency(signature.fields(), "from") < fields.count("from")) {
      return described(tags, Outcome.POLICY, "not every From is signed");
    }
    return described(tags, Outcome.PASS, "");
  }

  private static boolean verifies(Pending each, SignedFields fields, DkimKey key) {
    DkimSignature signature = each.signature();
    int colon = each.field().indexOf(':') + 1;
    String name = each.field().substring(0, colon);
    String unsigned = name + signature.tags().without("b", each.field().substring(colon));
    byte[] octets = fields.octets(signature.fields(), signature.headerForm(), unsigned);
    try {
      return key.algorithm().verify(key.key(), octets, signature.signature());
    } catch (GeneralSecurityException e) {
      return false; // a signature of another length, or no point of the curve
    }
  }

  private static String reason(Unusable e) {
    return String.valueOf(e.getMessage());
  }

  private static DkimResult unread(Outcome outcome, String reason) {
    return new DkimResult(outcome, "", "", "", "", reason);
  }

  /** Only what can be nothing but a name, a word or base64 is told. */
  private static DkimResult described(TagList tags, Outcome outcome, String reason) {
    String signature = tags.compact("b");
    return new DkimResult(
        outcome,
        DkimSignature.domainName(tags.value("d", "")).orElse(""),
        DkimSignature.domainName(tags.value("s", "")).orElse(""),
        DkimSignature.domainName(tags.value("a", "")).orElse(""),
        base64(signature.substring(0, Math.min(8, signature.length()))),
        reason);
  }

  private static String base64(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Ascii.isLetterOrDigit(c) && c != '+' && c != '/' && c != '=') {
        return "";
      }
    }
    return text;
  }
}
