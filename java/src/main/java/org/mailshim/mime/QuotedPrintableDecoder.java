package org.mailshim.mime;

/**
 * Reads quoted-printable (RFC 2045 §6.7), cut anywhere. White space at the end of a line is
 * dropped, as the RFC wants it; an equals sign that begins nothing stays. Never fails.
 *
 * <pre>
 * state     after            =          hex digit       CR       LF                  space, tab   other
 * TEXT      anything         → EQUALS   as it is        → CR     CRLF                kept back    as it is
 * EQUALS    =                "=", stay  → DIGIT         → SOFT   soft line break     → SOFT       "=" and it
 * DIGIT     = and a digit    "=X", → EQUALS  the octet  "=X" and as TEXT does
 * SOFT      = and a space    as TEXT    as TEXT         stay     soft line break     stay         as TEXT
 * CR        CR               CR, as TEXT …                       CRLF
 * </pre>
 */
final class QuotedPrintableDecoder {
  private enum State {
    TEXT,
    EQUALS,
    DIGIT,
    SOFT
  }

  private State state = State.TEXT;
  private int digit;
  private final OctetBuffer blanks = new OctetBuffer(16);
  private boolean afterCr;

  /** Decodes a piece. */
  void decode(byte[] in, int from, int to, OctetBuffer out) {
    out.need(to - from + blanks.length() + 3);
    for (int i = from; i < to; i++) {
      step(in[i], out);
    }
  }

  private void step(byte octet, OctetBuffer out) {
    switch (state) {
      case TEXT -> text(octet, out);
      case EQUALS -> equals(octet, out);
      case DIGIT -> digit(octet, out);
      case SOFT -> soft(octet, out);
    }
  }

  private void text(byte octet, OctetBuffer out) {
    if (octet == '\n') {
      blanks.clear();
      afterCr = false;
      out.octet('\r').octet('\n');
      return;
    }
    if (afterCr) {
      afterCr = false;
      keepBlanks(out);
      out.octet('\r');
    }
    if (octet == '=') {
      keepBlanks(out);
      state = State.EQUALS;
    } else if (octet == ' ' || octet == '\t') {
      blanks.octet(octet);
    } else if (octet == '\r') {
      afterCr = true;
    } else {
      keepBlanks(out);
      out.octet(octet);
    }
  }

  private void keepBlanks(OctetBuffer out) {
    if (blanks.length() > 0) {
      out.octets(blanks.array(), 0, blanks.length());
      blanks.clear();
    }
  }

  private void equals(byte octet, OctetBuffer out) {
    if (octet == '\n') {
      state = State.TEXT;
    } else if (octet == '\r' || octet == ' ' || octet == '\t') {
      state = State.SOFT;
    } else if (Hex.digit(octet) >= 0) {
      digit = octet;
      state = State.DIGIT;
    } else {
      out.octet('=');
      state = State.TEXT;
      text(octet, out);
    }
  }

  private void digit(byte octet, OctetBuffer out) {
    state = State.TEXT;
    int low = Hex.digit(octet);
    if (low >= 0) {
      out.octet(Hex.digit(digit) << 4 | low);
    } else {
      out.octet('=').octet(digit);
      text(octet, out);
    }
  }

  private void soft(byte octet, OctetBuffer out) {
    if (octet == '\r' || octet == ' ' || octet == '\t') {
      return;
    }
    state = State.TEXT;
    if (octet != '\n') {
      text(octet, out);
    }
  }

  /** The end: white space there is not meant; an equals sign that stands last is a soft break. */
  void finish(OctetBuffer out) {
    if (state == State.DIGIT) {
      out.octet('=').octet(digit);
    }
    if (afterCr) {
      out.octet('\r');
    }
    blanks.clear();
  }
}
