package org.mailshim.sasl;

/** The hash functions of the SCRAM mechanisms (RFC 5802, RFC 7677). */
public enum ScramHash {
  /** SHA-1, 20 octets. */
  SHA_1("SCRAM-SHA-1", "SHA-1", "HmacSHA1", 20),
  /** SHA-256, 32 octets. */
  SHA_256("SCRAM-SHA-256", "SHA-256", "HmacSHA256", 32);

  private final String mechanism;
  private final String digest;
  private final String mac;
  private final int length;

  ScramHash(String mechanism, String digest, String mac, int length) {
    this.mechanism = mechanism;
    this.digest = digest;
    this.mac = mac;
    this.length = length;
  }

  /**
   * The name of the mechanism without -PLUS, which also marks stored keys.
   *
   * @return {@code SCRAM-SHA-1} or {@code SCRAM-SHA-256}
   */
  public String mechanism() {
    return mechanism;
  }

  /**
   * How long a digest is, and with it every key.
   *
   * @return octets
   */
  public int length() {
    return length;
  }

  /** The hash function as the JDK names it. */
  String digest() {
    return digest;
  }

  /** The keyed hash as the JDK names it. */
  String mac() {
    return mac;
  }

  /** The hash that a mechanism uses. */
  static ScramHash of(Mechanism mechanism) {
    return switch (mechanism) {
      case SCRAM_SHA_1, SCRAM_SHA_1_PLUS -> SHA_1;
      case SCRAM_SHA_256, SCRAM_SHA_256_PLUS -> SHA_256;
      default -> throw new AssertionError(mechanism + " is no SCRAM");
    };
  }
}
