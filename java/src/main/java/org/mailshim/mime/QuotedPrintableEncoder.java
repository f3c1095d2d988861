package org.mailshim.mime;

/**
 * Writes quoted-printable (RFC 2045 §6.7), piece by piece, in lines of at most 76 octets.
 *
 * <p>Of a text, CRLF is a line end; of anything else it is two octets. White space at the end of a
 * line is encoded, and at its start a dot and the {@code F} of {@code From }, which some programs
 * on the way would change.
 */
final class QuotedPrintableEncoder implements Encoder {
  /** Without the equals sign of a soft line break. */
  private static final int LINE = 75;

  private final boolean text;

  /** An octet that depends on the next one: CR, space or tab; -1 for none. */
  private int held = -1;

  QuotedPrintableEncoder(boolean text) {
    this.text = text;
  }

  @Override
  public void encode(byte[] in, int from, int to, OctetBuffer out) {
    out.need((to - from) / 4 * 5);
    for (int i = from; i < to; i++) {
      byte octet = in[i];
      if (held >= 0) {
        boolean done = held(octet, out);
        held = -1;
        if (done) {
          continue;
        }
      }
      if (octet > ' ' && octet < 0x7f && octet != '=') {
        plain(octet, out);
      } else if (octet == ' ' || octet == '\t' || octet == '\r') {
        held = octet;
      } else {
        encoded(octet, out);
      }
    }
  }

  /** Writes what was held; whether {@code next} is done with too. */
  private boolean held(byte next, OctetBuffer out) {
    if (held == '\r') {
      if (text && next == '\n') {
        out.crlf();
        return true;
      }
      encoded(held, out);
    } else if (next == '\r' || next == '\n') {
      encoded(held, out);
    } else {
      room(1, out);
      out.octet(held);
    }
    return false;
  }

  private static void plain(byte octet, OctetBuffer out) {
    if (out.column() == 0 && (octet == '.' || octet == 'F')) {
      out.hex('=', octet);
      return;
    }
    room(1, out);
    out.octet(octet);
  }

  private static void encoded(int octet, OctetBuffer out) {
    room(3, out);
    out.hex('=', octet);
  }

  private static void room(int octets, OctetBuffer out) {
    if (out.column() + octets > LINE) {
      out.octet('=').crlf();
    }
  }

  @Override
  public void finish(OctetBuffer out) {
    if (held >= 0) {
      encoded(held, out);
      held = -1;
    }
  }
}
