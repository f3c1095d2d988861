package org.mailshim.message;

import java.io.IOException;
import org.mailshim.message.SevenBitMessage.Output;

/**
 * Quoted-printable (RFC 2045 §6.7) for text whose lines end with CRLF or LF: lines of at most 76
 * characters, line ends kept, space and tab before a line end encoded.
 */
final class QuotedPrintableEncoding implements BodyEncoding {
  private static final String HEX = "0123456789ABCDEF";

  /** One less than a line may have: the last one may have to be {@code =}. */
  private static final int LONGEST = 75;

  private final byte[] line = new byte[LONGEST + 3];
  private int length;

  /** An octet that is encoded when it is known what follows: CR, space or tab; 0 for none. */
  private byte held;

  private boolean lineEndHeld;

  @Override
  public String name() {
    return "quoted-printable";
  }

  @Override
  public void encode(byte[] octets, int from, int to, Output out) throws IOException {
    for (int i = from; i < to; i++) {
      writeLineEnd(out);
      take(octets[i], out);
    }
  }

  private void take(byte octet, Output out) throws IOException {
    if (octet == '\n') {
      if (held != '\r') {
        quoteHeld(out);
      }
      held = 0;
      lineEndHeld = true;
      return;
    }
    if (held == '\r') {
      quoteHeld(out); // a CR that ends no line
    } else if (held != 0 && octet == '\r') {
      quoteHeld(out); // a space before a line end
    } else if (held != 0) {
      put(held, out);
      held = 0;
    }
    if (octet == '\r' || octet == ' ' || octet == '\t') {
      held = octet;
    } else if (octet > ' ' && octet < 127 && octet != '=') {
      put(octet, out);
    } else {
      quote(octet, out);
    }
  }

  private void quoteHeld(Output out) throws IOException {
    if (held != 0) {
      quote(held, out);
      held = 0;
    }
  }

  private void put(byte octet, Output out) throws IOException {
    makeRoom(1, out);
    line[length++] = octet;
  }

  private void quote(byte octet, Output out) throws IOException {
    makeRoom(3, out);
    line[length++] = '=';
    line[length++] = (byte) HEX.charAt(octet >> 4 & 15);
    line[length++] = (byte) HEX.charAt(octet & 15);
  }

  private void makeRoom(int more, Output out) throws IOException {
    if (length + more > LONGEST) {
      line[length++] = '=';
      endLine(out);
    }
  }

  private void endLine(Output out) throws IOException {
    line[length++] = '\r';
    line[length++] = '\n';
    out.write(line, 0, length);
    length = 0;
  }

  private void writeLineEnd(Output out) throws IOException {
    if (lineEndHeld) {
      lineEndHeld = false;
      endLine(out);
    }
  }

  @Override
  public void end(boolean beforeBoundary, Output out) throws IOException {
    quoteHeld(out);
    endLine(out);
    lineEndHeld = false;
  }
}
