package org.mailshim.authentication;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one hash that DKIM still allows (RFC 8301 §3.1). */
final class Digests {
  private Digests() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
