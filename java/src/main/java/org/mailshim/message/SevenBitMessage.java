package org.mailshim.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.Optional;
import org.mailshim.message.EntityHeader.Shape;

/**
 * Makes an 8-bit message one of US-ASCII, for a server that takes nothing else (RFC 6152 §3): each
 * part that has octets above 127 gets another transfer encoding, quoted-printable if it is text and
 * base64 otherwise (RFC 2045 §6). All other parts stay as they are, octet by octet.
 *
 * <p>It takes two passes, {@link #survey} and {@link #write}, so that the message is never held. A
 * message without MIME fields is taken for text in an unknown character set (RFC 1428).
 *
 * <p>Known limits. What is signed (RFC 1847) is not touched, so with 8-bit octets in it the message
 * cannot be encoded; nor can it with 8-bit header fields, or in a {@code message/} other than
 * rfc822 and global. DKIM signatures over the body do not survive. Parts nested deeper than 50 and
 * header sections above 256 KiB are not gone into. Stateless, for any thread.
 */
public final class SevenBitMessage {
  private SevenBitMessage() {}

  /** Takes the encoded message. */
  public interface Output {
    /**
     * Adds octets.
     *
     * @param octets not kept
     * @param from index of the first octet
     * @param to index after the last octet
     * @throws IOException when they cannot be kept
     */
    void write(byte[] octets, int from, int to) throws IOException;
  }

  /** What was found in a message. */
  public static final class Survey {
    private final BitSet eightBit = new BitSet();
    private boolean headerEightBit;
    private String obstacle = "";

    private Survey() {}

    /** Whether there is no octet above 127. */
    public boolean isSevenBit() {
      return eightBit.isEmpty() && !headerEightBit;
    }

    /** Whether there is none in the header fields of the message and of its parts. */
    public boolean isHeaderSevenBit() {
      return !headerEightBit;
    }

    /** Why the message cannot be encoded, as a phrase; empty when it can. */
    public Optional<String> obstacle() {
      return obstacle.isEmpty() ? Optional.empty() : Optional.of(obstacle);
    }

    private void refuse(String reason) {
      if (obstacle.isEmpty()) {
        obstacle = reason;
      }
    }
  }

  /**
   * Looks through a message.
   *
   * @throws IOException when it cannot be read
   */
  public static Survey survey(MailData message) throws IOException {
    Survey survey = new Survey();
    MimeWalk walk = new MimeWalk(new Surveyor(survey));
    try (InputStream in = message.open()) {
      walk.run(in);
    }
    if (walk.isIncomplete()) {
      survey.refuse("it is nested too deeply, or a header section is too long");
    }
    return survey;
  }

  /**
   * Writes the message in US-ASCII.
   *
   * @param survey of this message, without an obstacle
   * @throws IOException when the message cannot be read, or the output throws it
   * @throws IllegalArgumentException when there is an obstacle
   */
  public static void write(MailData message, Survey survey, Output out) throws IOException {
    if (survey.obstacle().isPresent()) {
      throw new IllegalArgumentException("the message cannot be encoded: " + survey.obstacle);
    }
    Encoder encoder = new Encoder(survey, out);
    try (InputStream in = message.open()) {
      new MimeWalk(encoder).run(in);
    }
    encoder.finish();
  }

  /** The first pass. */
  private static final class Surveyor implements MimeWalk.Visitor {
    private final Survey survey;
    private EntityHeader header = EntityHeader.of(new byte[0]);
    private int last;
    private boolean sealed;

    Surveyor(Survey survey) {
      this.survey = survey;
    }

    @Override
    public void entity(
        int index, EntityHeader found, byte[] octets, boolean separated, boolean isSealed) {
      header = found;
      last = index;
      sealed = isSealed;
      if (!found.isSevenBit()) {
        survey.headerEightBit = true;
        survey.refuse("a header field is not US-ASCII");
      }
      if (index == 0 && (!found.isWellFormed() || !separated)) {
        survey.refuse("it has no proper header section");
      }
    }

    @Override
    public void body(int index, byte[] octets, int from, int to) {
      if (survey.eightBit.get(index)) {
        return;
      }
      for (int i = from; i < to; i++) {
        if (octets[i] < 0) {
          found(index);
          return;
        }
      }
    }

    private void found(int index) {
      survey.eightBit.set(index);
      Shape shape = header.shape();
      if (sealed || shape == Shape.SEALED) {
        survey.refuse("what is signed or encrypted must not be changed");
      } else if (index != last || shape == Shape.MULTIPART || shape == Shape.MESSAGE) {
        survey.refuse("there is 8-bit text between its parts");
      } else if (shape == Shape.RIGID) {
        survey.refuse("a part is of a kind that cannot be encoded");
      } else if (header.isEncoded()) {
        survey.refuse("a part says that it is encoded, and is not");
      }
    }

    @Override
    public void boundary(byte[] octets, int from, int to) {
      for (int i = from; i < to; i++) {
        if (octets[i] < 0) {
          survey.headerEightBit = true;
          survey.refuse("a boundary is not US-ASCII");
        }
      }
    }
  }

  /** The second pass. */
  private static final class Encoder implements MimeWalk.Visitor {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] MIME = "MIME-Version: 1.0\r\n".getBytes(ISO_8859_1);
    private static final byte[] UNKNOWN_TEXT =
        "Content-Type: text/plain; charset=unknown-8bit\r\n".getBytes(ISO_8859_1);

    private final Survey survey;
    private final Output out;
    private BodyEncoding encoding = BodyEncoding.NONE;

    Encoder(Survey survey, Output out) {
      this.survey = survey;
      this.out = out;
    }

    @Override
    public void entity(
        int index, EntityHeader header, byte[] octets, boolean separated, boolean sealed)
        throws IOException {
      Shape shape = header.shape();
      boolean holdsParts = shape == Shape.MULTIPART || shape == Shape.MESSAGE;
      if (survey.eightBit.get(index)) {
        encoding = shape == Shape.TEXT ? new QuotedPrintableEncoding() : new Base64Encoding();
        write(header.withEncoding(encoding.name()));
        if (index == 0 && !header.has("mime-version")) {
          write(MIME);
        }
        if (index == 0 && !header.isMime()) {
          write(UNKNOWN_TEXT);
        }
      } else if (holdsParts && !sealed && header.saysEightBit()) {
        write(header.withEncoding("7bit"));
      } else {
        write(octets);
      }
      if (separated) {
        write(LINE_END);
      }
    }

    private void write(byte[] octets) throws IOException {
      out.write(octets, 0, octets.length);
    }

    @Override
    public void body(int index, byte[] octets, int from, int to) throws IOException {
      encoding.encode(octets, from, to, out);
    }

    @Override
    public void boundary(byte[] octets, int from, int to) throws IOException {
      // The line end before a boundary belongs to the boundary (RFC 2046 §5.1.1).
      encoding.end(true, out);
      encoding = BodyEncoding.NONE;
      out.write(octets, from, to);
    }

    void finish() throws IOException {
      encoding.end(false, out);
    }
  }
}
