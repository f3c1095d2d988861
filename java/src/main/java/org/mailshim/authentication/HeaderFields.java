package org.mailshim.authentication;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the header section of a message that streams by, octet for octet, since signatures are made
 * over what was written and not over what it means. One character stands for one octet.
 *
 * <p>The section ends with the first empty line, or with the message. A line that is no field
 * becomes a field with an empty name. A section of more than {@value #LIMIT} octets is given up:
 * its fields are forgotten, and where its body begins is not looked for. One message, one thread.
 */
final class HeaderFields {
  /** More than any honest header section has; a bound on what one message can make us hold. */
  static final int LIMIT = 1 << 20;

  /**
   * One field.
   *
   * @param name as written, without the colon; empty when there is none
   * @param text the whole field with its folds and its line end
   */
  record Field(String name, String text) {
    /** What stands after the colon, line end included. */
    String body() {
      return text.substring(text.indexOf(':') + 1);
    }
  }

  private final List<Field> fields = new ArrayList<>();
  private final StringBuilder field = new StringBuilder();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
  private int octets;
  private boolean over;
  private boolean tooLong;

  /**
   * Looks at the next piece.
   *
   * @return index of the body's first octet; {@code to} while the header section goes on
   */
  int look(byte[] in, int from, int to) {
    int at = from;
    while (at < to && !over) {
      if (++octets > LIMIT) {
        giveUp();
        return to;
      }
      byte octet = in[at++];
      line.write(octet);
      if (octet == '\n') {
        endLine();
      }
    }
    return tooLong ? to : at;
  }

  /** Says that the message has ended. */
  void finish() {
    if (!over) {
      if (line.size() > 0) {
        line.writeBytes(new byte[] {'\r', '\n'});
        endLine();
      }
      endField();
      over = true;
    }
  }

  boolean isOver() {
    return over;
  }

  boolean isTooLong() {
    return tooLong;
  }

  /** The fields so far, in their order. */
  List<Field> fields() {
    return fields;
  }

  private void giveUp() {
    tooLong = true;
    over = true;
    fields.clear();
    field.setLength(0);
    line.reset();
  }

  private void endLine() {
    String text = line.toString(ISO_8859_1);
    line.reset();
    if (text.equals("\r\n") || text.equals("\n")) {
      endField();
      over = true;
      return;
    }
    boolean continues = text.charAt(0) == ' ' || text.charAt(0) == '\t';
    if (!continues) {
      endField();
    }
    field.append(text);
  }

  private void endField() {
    if (field.length() > 0) {
      String text = field.toString();
      field.setLength(0);
      int colon = text.indexOf(':');
      fields.add(new Field(colon < 0 ? "" : text.substring(0, colon).strip(), text));
    }
  }
}
