package org.mailshim.mime;

/**
 * Copies a message without the Bcc fields in its header section, with CRLF line ends. Looks at the
 * beginning of each line: as many octets as {@code Bcc:} and perhaps {@code Resent-Bcc:} have are
 * held until it is clear what the line is.
 */
final class WithoutBcc implements Encoder {
  private static final String[] NAMES = {"bcc", "resent-bcc"};
  private static final int LONGEST = 12;

  private final LineEncoder lines = new LineEncoder();
  private final byte[] held = new byte[LONGEST];
  private int heldEnd;
  private boolean inHeader = true;
  private boolean dropping;
  private boolean lineBegins = true;

  @Override
  public void encode(byte[] in, int from, int to, OctetBuffer out) {
    int at = from;
    while (inHeader && at < to) {
      step(in[at++], out);
    }
    lines.encode(in, at, to, out);
  }

  private void step(byte octet, OctetBuffer out) {
    if (!lineBegins) {
      pass(octet, out);
      return;
    }
    held[heldEnd++] = octet;
    boolean fold = heldEnd == 1 && (octet == ' ' || octet == '\t');
    if (fold) {
      decide(dropping, out);
    } else if (octet == '\n' || octet == ':' || heldEnd == LONGEST) {
      boolean blank = octet == '\n' && (heldEnd == 1 || (heldEnd == 2 && held[0] == '\r'));
      inHeader = !blank;
      decide(isBcc(), out);
      lineBegins = octet == '\n';
    }
  }

  private void decide(boolean drop, OctetBuffer out) {
    dropping = drop;
    lineBegins = false;
    if (!drop) {
      lines.encode(held, 0, heldEnd, out);
    }
    heldEnd = 0;
  }

  private void pass(byte octet, OctetBuffer out) {
    lineBegins = octet == '\n';
    if (!dropping) {
      held[0] = octet;
      lines.encode(held, 0, 1, out);
    }
  }

  private boolean isBcc() {
    int end = heldEnd;
    if (held[end - 1] != ':') {
      return false;
    }
    end--;
    while (end > 0 && (held[end - 1] == ' ' || held[end - 1] == '\t')) {
      end--;
    }
    for (String name : NAMES) {
      boolean same = end == name.length();
      for (int i = 0; same && i < end; i++) {
        same = (held[i] | 0x20) == (name.charAt(i) | 0x20);
      }
      if (same) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void finish(OctetBuffer out) {
    if (!dropping || heldEnd > 0) {
      lines.encode(held, 0, heldEnd, out);
    }
    lines.finish(out);
  }
}
