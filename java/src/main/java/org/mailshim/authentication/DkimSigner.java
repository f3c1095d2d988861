package org.mailshim.authentication;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailshim.message.MailData;

/**
 * Signs messages for a domain (RFC 6376 §5; rsa-sha256, and ed25519-sha256 of RFC 8463).
 *
 * <p>The fields of {@link #DEFAULT_FIELDS} that a message has are signed, each as often as it is
 * there. Those of {@link #OVERSIGNED} are signed once more than they are there, so that a further
 * one breaks the signature (§8.15). Header section and body are signed in their relaxed form, the
 * whole body always: no tag l=.
 *
 * <p>The data is read twice: once for the signature, which stands before it, and then by whoever
 * sends it. So sign what is complete, after the last change: with its Date, Message-ID and transfer
 * encoding. A message for both algorithms is signed by one signer after the other; receivers that
 * know only one pass over the other's.
 *
 * <p>Immutable; any thread. The key is not shown by {@link #toString}.
 */
public final class DkimSigner {
  /** What is signed where a message has it (§5.4.1). */
  public static final List<String> DEFAULT_FIELDS =
      List.of(
          "From",
          "To",
          "Cc",
          "Subject",
          "Date",
          "Message-ID",
          "Reply-To",
          "In-Reply-To",
          "References",
          "MIME-Version",
          "Content-Type",
          "Content-Transfer-Encoding",
          "Content-Disposition",
          "List-Id",
          "List-Post",
          "List-Help",
          "List-Owner",
          "List-Archive",
          "List-Subscribe",
          "List-Unsubscribe",
          "List-Unsubscribe-Post");

  /** What nobody is to add afterwards: a reader might be shown the second one. */
  public static final List<String> OVERSIGNED =
      List.of("From", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To", "Content-Type");

  static final String FIELD = "DKIM-Signature";

  private static final int BLOCK = 8 * 1024;
  private static final int LINE = 76;
  private static final int SHORTEST_RSA = 1024;

  private final String domain;
  private final String selector;
  private final PrivateKey key;
  private final DkimAlgorithm algorithm;
  private final Clock clock;
  private final List<String> names;
  private final List<String> oversigned;
  private final Canonicalization headerForm;
  private final Canonicalization bodyForm;
  private final Optional<Duration> validity;

  private DkimSigner(
      String domain,
      String selector,
      PrivateKey key,
      Clock clock,
      List<String> names,
      List<String> oversigned,
      Canonicalization headerForm,
      Canonicalization bodyForm,
      Optional<Duration> validity) {
    this.domain = domain;
    this.selector = selector;
    this.key = key;
    this.algorithm = DkimAlgorithm.of(key);
    this.clock = clock;
    this.names = lower(names);
    this.oversigned = lower(oversigned);
    this.headerForm = headerForm;
    this.bodyForm = bodyForm;
    this.validity = validity;
  }

  /**
   * A signer for a domain.
   *
   * @param domain the signing domain, as A-labels; that of the From fields, or one above it, if
   *     DMARC is to be satisfied
   * @param selector which of the domain's keys: the public one is the TXT record of {@code
   *     selector._domainkey.domain}
   * @param key RSA of 1024 bits or more (2048 are usual), or Ed25519; as {@link
   *     org.mailshim.transport.KeyMaterial#privateKey} reads it from a PEM file
   * @param clock tells the time of signing
   * @throws IllegalArgumentException when the names are none, or the key cannot sign
   */
  public static DkimSigner of(String domain, String selector, PrivateKey key, Clock clock) {
    if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < SHORTEST_RSA) {
      throw new IllegalArgumentException(
          "an RSA key of "
              + rsa.getModulus().bitLength()
              + " bits: nobody believes less than 1024 (RFC 8301)");
    }
    return new DkimSigner(
        name("domain", domain),
        name("selector", selector),
        key,
        clock,
        DEFAULT_FIELDS,
        OVERSIGNED,
        Canonicalization.RELAXED,
        Canonicalization.RELAXED,
        Optional.empty());
  }

  /** This signer with other forms (tag c=). */
  public DkimSigner withForms(Canonicalization header, Canonicalization body) {
    return new DkimSigner(domain, selector, key, clock, names, oversigned, header, body, validity);
  }

  /**
   * This signer with other fields (tag h=).
   *
   * @param fields what is signed where a message has it; From among them
   * @param oversigned which of them are signed once more than they are there
   * @throws IllegalArgumentException when From is missing, or a name is none
   */
  public DkimSigner withFields(List<String> fields, List<String> oversigned) {
    if (!lower(fields).contains("from")) {
      throw new IllegalArgumentException("From is always signed (RFC 6376 section 5.4)");
    }
    for (String field : fields) {
      if (!isFieldName(field)) {
        throw new IllegalArgumentException("no name of a header field: among those to be signed");
      }
    }
    return new DkimSigner(
        domain, selector, key, clock, fields, oversigned, headerForm, bodyForm, validity);
  }

  /** This signer with signatures that expire so long after they were made (tag x=). */
  public DkimSigner withValidity(Duration time) {
    if (time.toSeconds() < 1) {
      throw new IllegalArgumentException("signatures that have expired at once: " + time);
    }
    return new DkimSigner(
        domain, selector, key, clock, names, oversigned, headerForm, bodyForm, Optional.of(time));
  }

  /** The signing domain. */
  public String domain() {
    return domain;
  }

  /** Which of the domain's keys signs. */
  public String selector() {
    return selector;
  }

  /** How it signs. */
  public DkimAlgorithm algorithm() {
    return algorithm;
  }

  /**
   * Signs a message.
   *
   * @param message complete, with CRLF line ends; it is read once here
   * @return the message with a DKIM-Signature field before it; the message itself when it cannot be
   *     signed, as {@link #signature} says
   * @throws IOException when the data cannot be read
   */
  public MailData sign(MailData message) throws IOException {
    Optional<byte[]> field = signature(message);
    return field.isEmpty() ? message : message.precededBy(field.get());
  }

  /**
   * Makes the signature of a message.
   *
   * @param message complete, with CRLF line ends; it is read once here
   * @return the DKIM-Signature field with its CRLF; empty when the message has no From, or a header
   *     section of more than a mebibyte
   * @throws IOException when the data cannot be read
   */
  public Optional<byte[]> signature(MailData message) throws IOException {
    HeaderFields header = new HeaderFields();
    CanonicalBody body = new CanonicalBody(bodyForm, Long.MAX_VALUE);
    byte[] block = new byte[BLOCK];
    try (InputStream in = message.open()) {
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        int at = header.isOver() ? 0 : header.look(block, 0, count);
        body.update(block, at, count);
      }
    }
    header.finish();
    SignedFields fields = new SignedFields(header.fields());
    return fields.count("from") == 0 ? Optional.empty() : Optional.of(field(fields, body.finish()));
  }

  @Override
  public String toString() {
    return "DKIM signer of " + selector + "._domainkey." + domain + ", " + algorithm.text();
  }

  private byte[] field(SignedFields fields, byte[] bodyHash) {
    List<String> signed = signedNames(fields);
    String unsigned = unsigned(signed, bodyHash);
    try {
      byte[] octets = fields.octets(signed, headerForm, unsigned);
      String signature = Base64.getEncoder().encodeToString(algorithm.sign(key, octets));
      return (unsigned + folded(signature) + "\r\n").getBytes(US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("while signing as " + domain + ": the key does not sign", e);
    }
  }

  /** The field with an empty b= at its end, so that what is signed is its beginning. */
  private String unsigned(List<String> signed, byte[] bodyHash) {
    long now = clock.instant().getEpochSecond();
    StringBuilder out = new StringBuilder(1024);
    out.append(FIELD).append(": v=1; a=").append(algorithm.text());
    out.append("; c=").append(headerForm.text()).append('/').append(bodyForm.text());
    out.append(";\r\n\td=").append(domain).append(";\r\n\ts=").append(selector);
    out.append("; t=").append(now);
    if (validity.isPresent()) {
      out.append("; x=").append(now + validity.get().toSeconds());
    }
    out.append(";\r\n\th=");
    int column = 0;
    for (int i = 0; i < signed.size(); i++) {
      String name = signed.get(i);
      if (column + name.length() > LINE - 8) {
        out.append("\r\n\t ");
        column = 0;
      }
      column += name.length() + 1;
      out.append(name).append(i + 1 < signed.size() ? ":" : ";");
    }
    out.append("\r\n\tbh=").append(Base64.getEncoder().encodeToString(bodyHash));
    return out.append(";\r\n\tb=").toString();
  }

  private List<String> signedNames(SignedFields fields) {
    List<String> signed = new ArrayList<>();
    for (String name : names) {
      int count = fields.count(name) + (oversigned.contains(name) ? 1 : 0);
      for (int i = 0; i < count; i++) {
        signed.add(name);
      }
    }
    return signed;
  }

  private static String folded(String base64) {
    StringBuilder out = new StringBuilder(base64.length() + 32);
    for (int at = 0; at < base64.length(); at += LINE - 4) {
      if (at > 0) {
        out.append("\r\n\t ");
      }
      out.append(base64, at, Math.min(base64.length(), at + LINE - 4));
    }
    return out.toString();
  }

  private static String name(String what, String text) {
    return DkimSignature.domainName(text)
        .orElseThrow(() -> new IllegalArgumentException("DKIM " + what + " is no domain name"));
  }

  private static boolean isFieldName(String text) {
    boolean good = !text.isEmpty();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      good &= c > ' ' && c < 127 && c != ':' && c != ';';
    }
    return good;
  }

  private static List<String> lower(List<String> names) {
    List<String> lower = new ArrayList<>(names.size());
    for (String name : names) {
      lower.add(name.toLowerCase(Locale.ROOT));
    }
    return List.copyOf(lower);
  }
}
