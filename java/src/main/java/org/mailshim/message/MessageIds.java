package org.mailshim.message;

import java.util.random.RandomGenerator;
import org.mailshim.address.Domain;

/**
 * Makes message identifiers: {@code <5e3f…@mail.example.org>} (RFC 5322 §3.6.4).
 *
 * <p>The left side is 128 random bits in hexadecimal, which is as unique as a message needs to be
 * without a clock or a counter that survives restarts; it tells nothing about the host. For any
 * thread when the random generator is.
 */
public final class MessageIds {
  private static final String HEX = "0123456789abcdef";

  private final RandomGenerator random;
  private final Domain domain;

  /**
   * Makes a source of identifiers.
   *
   * @param random where the random bits come from; with a fixed seed the identifiers repeat
   * @param domain the right side: a domain of the sending host
   */
  public MessageIds(RandomGenerator random, Domain domain) {
    this.random = random;
    this.domain = domain;
  }

  /**
   * Makes the next identifier.
   *
   * @return the identifier in its angle brackets, in ASCII
   */
  public String next() {
    StringBuilder id = new StringBuilder(64).append('<');
    appendHex(id, random.nextLong());
    appendHex(id, random.nextLong());
    return id.append('@').append(domain.ascii()).append('>').toString();
  }

  /**
   * The domain of the identifiers.
   *
   * @return the right side
   */
  public Domain domain() {
    return domain;
  }

  private static void appendHex(StringBuilder id, long bits) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      id.append(HEX.charAt((int) (bits >>> shift & 0xf)));
    }
  }
}
