package org.mailshim.authentication;

import java.security.MessageDigest;

/**
 * Hashes the body of a message in the form that is signed (RFC 6376 §3.4.3, §3.4.4), piece by
 * piece. What may be white space or empty lines at the end is counted, never kept.
 *
 * <pre>
 * octet    after CR                     else
 * LF       a line has ended: lines++    content
 * CR       the CR before is content     remember it
 * WSP      the CR before is content     relaxed: remember; simple: content
 * other    the CR before is content     content
 * </pre>
 *
 * <p>Content writes first what was remembered: the line ends, then (relaxed) one space for any
 * white space. White space before a line end is forgotten (relaxed). At the end there is one CRLF,
 * whatever line ends were remembered; none for an empty body (relaxed).
 *
 * <p>One message, one thread.
 */
final class CanonicalBody {
  private static final int BLOCK = 512;
  private static final byte[] CRLF = {'\r', '\n'};

  private final boolean relaxed;
  private final long limit;
  private final MessageDigest digest = Digests.sha256();
  private final byte[] block = new byte[BLOCK];
  private int filled;
  private long octets;
  private long lines;
  private boolean space;
  private boolean carriageReturn;
  private boolean anything;

  /**
   * Begins a body.
   *
   * @param limit how many octets of the canonical form are hashed (tag l=); {@link Long#MAX_VALUE}
   *     for all
   */
  CanonicalBody(Canonicalization form, long limit) {
    this.relaxed = form == Canonicalization.RELAXED;
    this.limit = limit;
  }

  /** Takes the next piece, cut anywhere. */
  void update(byte[] in, int from, int to) {
    for (int i = from; i < to; i++) {
      step(in[i]);
    }
  }

  /** Ends the body and gives its hash. */
  byte[] finish() {
    if (carriageReturn) {
      content((byte) '\r');
    }
    if (!relaxed || anything) {
      put(CRLF[0]);
      put(CRLF[1]);
    }
    digest.update(block, 0, filled);
    return digest.digest();
  }

  /** How many octets the canonical form has; more than the limit when not all was hashed. */
  long octets() {
    return octets;
  }

  private void step(byte octet) {
    if (carriageReturn) {
      carriageReturn = false;
      if (octet == '\n') {
        lines++;
        space = false;
        return;
      }
      content((byte) '\r');
    }
    if (octet == '\r') {
      carriageReturn = true;
    } else if (relaxed && (octet == ' ' || octet == '\t')) {
      space = true;
    } else {
      content(octet);
    }
  }

  private void content(byte octet) {
    for (; lines > 0; lines--) {
      put(CRLF[0]);
      put(CRLF[1]);
    }
    if (space) {
      space = false;
      put((byte) ' ');
    }
    anything = true;
    put(octet);
  }

  private void put(byte octet) {
    if (octets++ >= limit) {
      return;
    }
    if (filled == BLOCK) {
      digest.update(block, 0, filled);
      filled = 0;
    }
    block[filled++] = octet;
  }
}
