package org.mailshim.message;

/**
 * Looks on while a message streams by, and tells the names of the fields in its header section (RFC
 * 5322 §2.1, §2.2).
 *
 * <p>The message is not held, only the name that is being read. Lines may end in CRLF or LF. The
 * machine takes a line at its first octets:
 *
 * <pre>
 * state       meaning              LF           CR          colon          space, tab     33..126      other
 * LINE_START  a line begins        end (blank)  → CR_FIRST  no field       fold → VALUE   → NAME       no field
 * CR_FIRST    CR began the line    end (blank)  no field    no field       no field       no field     no field
 * NAME        within a name        no field     no field    tell, → VALUE  → NAME_ENDED   → NAME       no field
 * NAME_ENDED  space before colon   no field     no field    tell, → VALUE  → NAME_ENDED   no field     no field
 * VALUE       the rest of a line   → LINE_START → VALUE     → VALUE        → VALUE        → VALUE      → VALUE
 * </pre>
 *
 * <p>"No field" ends the section without its blank line: at the first line it means that the
 * message has no header section at all ({@link Shape#ABSENT}), later that a body follows which
 * nobody parted off. A first line that begins with a space is "no field" too, since there is
 * nothing to continue. The space before the colon is the obsolete syntax of §4.5.
 *
 * <p>Known limits: a body that begins with {@code word:} looks like a header section; the {@code
 * From } line of an mbox file is no field. A section longer than the limit is given up ({@link
 * Shape#TOO_LONG}).
 *
 * <p>One message per instance; one thread at a time.
 */
public final class HeaderSection {
  /** How much of a message is looked at by default, in octets. */
  public static final int DEFAULT_LIMIT = 256 * 1024;

  /**
   * The longest name that is told, in octets; a longer one is passed over. RFC 5322 §2.1.1 leaves
   * 998 for a line.
   */
  public static final int NAME_LIMIT = 998;

  /** Hears the names. */
  public interface Listener {
    /**
     * A field begins.
     *
     * @param name its name as written, without colon; printable ASCII
     */
    void field(String name);
  }

  /** What the header section looks like so far. */
  public enum Shape {
    /** More of it may come. */
    OPEN,
    /** It ended with its blank line; possibly it is empty. */
    COMPLETE,
    /**
     * It ended with the message, or with a line that is no field: there are fields but no blank
     * line.
     */
    UNSEPARATED,
    /** The message begins with a line that is no field, or is empty: there is no header section. */
    ABSENT,
    /** It is longer than the limit, and was looked at no further. */
    TOO_LONG
  }

  private enum State {
    LINE_START,
    CR_FIRST,
    NAME,
    NAME_ENDED,
    VALUE
  }

  private final Listener listener;
  private final int limit;
  private final StringBuilder name = new StringBuilder(32);
  private Shape shape = Shape.OPEN;
  private State state = State.LINE_START;
  private boolean anyField;
  private int octets;

  /**
   * Makes an onlooker at the start of a message.
   *
   * @param listener hears the names, on the thread that calls {@link #look}
   * @param limit how many octets to look at, at least 1
   */
  public HeaderSection(Listener listener, int limit) {
    this.listener = listener;
    this.limit = limit;
  }

  /**
   * Looks at the next piece of the message, cut anywhere. After the header section this returns at
   * once.
   *
   * @param in holds the piece
   * @param from index of its first octet
   * @param to index after its last octet
   */
  public void look(byte[] in, int from, int to) {
    for (int i = from; i < to && shape == Shape.OPEN; i++) {
      if (octets == limit) {
        shape = Shape.TOO_LONG;
        return;
      }
      octets++;
      step(in[i]);
    }
  }

  /** Says that the message has ended. */
  public void finish() {
    if (shape == Shape.OPEN) {
      // A name without its colon is a line that is no field; a lone CR is none either, but harms
      // nobody.
      shape = anyField ? Shape.UNSEPARATED : Shape.ABSENT;
    }
  }

  /**
   * What the header section looks like.
   *
   * @return its shape so far; no longer OPEN after {@link #finish}
   */
  public Shape shape() {
    return shape;
  }

  private void step(byte octet) {
    switch (state) {
      case LINE_START -> lineStart(octet);
      case CR_FIRST -> endLine(octet);
      case NAME -> name(octet);
      case NAME_ENDED -> nameEnded(octet);
      case VALUE -> state = octet == '\n' ? State.LINE_START : State.VALUE;
    }
  }

  private void lineStart(byte octet) {
    if (octet == '\n') {
      shape = Shape.COMPLETE;
    } else if (octet == '\r') {
      state = State.CR_FIRST;
    } else if (isSpace(octet) && anyField) {
      state = State.VALUE;
    } else if (isNameOctet(octet)) {
      name.setLength(0);
      name.append((char) octet);
      state = State.NAME;
    } else {
      noField();
    }
  }

  private void endLine(byte octet) {
    if (octet == '\n') {
      shape = Shape.COMPLETE;
    } else {
      noField();
    }
  }

  private void name(byte octet) {
    if (octet == ':') {
      tell();
    } else if (isSpace(octet)) {
      state = State.NAME_ENDED;
    } else if (!isNameOctet(octet)) {
      noField();
    } else if (name.length() <= NAME_LIMIT) {
      // One more than the limit is kept, as the mark of a name that is too long.
      name.append((char) octet);
    }
  }

  private void nameEnded(byte octet) {
    if (octet == ':') {
      tell();
    } else if (!isSpace(octet)) {
      noField();
    }
  }

  private void tell() {
    anyField = true;
    state = State.VALUE;
    if (name.length() <= NAME_LIMIT) {
      listener.field(name.toString());
    }
  }

  private void noField() {
    shape = anyField ? Shape.UNSEPARATED : Shape.ABSENT;
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  /**
   * RFC 5322's ftext without the colon, which comes before this is asked or is no name's first
   * octet.
   */
  private static boolean isNameOctet(byte octet) {
    return octet > ' ' && octet < 127 && octet != ':';
  }
}
