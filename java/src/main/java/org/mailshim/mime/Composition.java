package org.mailshim.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.mailshim.message.MailData;

/**
 * A message as it goes out: mail data, made of header fields and parts.
 *
 * <p>What is small lies in memory, ready; what is a file is read and encoded while it is sent, so a
 * message of any size takes a few dozen kilobytes. Sizes are exact all the same: of base64 they
 * follow from the file's, other encodings are tried out once. A file that has another size when it
 * is sent ends the sending with an {@link IOException}.
 *
 * <p>Immutable, for any thread.
 */
public final class Composition implements MailData {
  /** A piece of the message. */
  interface Segment {
    long octets();

    InputStream open() throws IOException;
  }

  /** Octets that are there. */
  record Ready(byte[] array) implements Segment {
    @Override
    public long octets() {
      return array.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(array);
    }
  }

  private final List<Segment> segments;
  private final long octets;
  private final boolean eightBit;
  private final boolean smtpUtf8;

  Composition(List<Segment> segments, boolean eightBit, boolean smtpUtf8) {
    this.segments = List.copyOf(segments);
    long sum = 0;
    for (Segment segment : segments) {
      sum += segment.octets();
    }
    this.octets = sum;
    this.eightBit = eightBit;
    this.smtpUtf8 = smtpUtf8;
  }

  /**
   * Composes a message.
   *
   * @param fields the header fields, without MIME-Version and those of Content-Type and its like,
   *     which the body adds
   * @param body the body
   * @param form what the octets may be
   * @param salt random bits, for the boundaries of multiparts
   * @return the message
   * @throws MessageException when it cannot be written in that form
   * @throws IOException when a file cannot be read
   */
  public static Composition of(HeaderFields fields, MimePart body, WireForm form, long salt)
      throws IOException {
    return new Composer(form, salt).compose(fields, body);
  }

  /**
   * A message as it was received, or lies in a file: octet for octet, but for line ends that are
   * not CRLF and for Bcc fields, which are nobody else's business.
   *
   * @param source the message
   * @param read what reading it has found
   * @return the message
   * @throws IOException when it cannot be read
   */
  public static Composition of(Content source, MimeReader.Message read) throws IOException {
    boolean asItIs = read.isCanonical() && read.fields().first("Bcc").isEmpty();
    Segment whole =
        asItIs ? new Whole(source, read.octets()) : EncodedSegment.of(source, WithoutBcc::new);
    return new Composition(List.of(whole), read.isEightBit(), read.isSmtpUtf8());
  }

  /** A content as it is. */
  private record Whole(Content content, long octets) implements Segment {
    @Override
    public InputStream open() throws IOException {
      return content.open();
    }
  }

  @Override
  public long octets() {
    return octets;
  }

  @Override
  public InputStream open() throws IOException {
    return segments.size() == 1 ? segments.getFirst().open() : new SegmentStream(segments);
  }

  /**
   * Whether it has octets above 127, so that a server without 8BITMIME should not be given it.
   *
   * @return true when it does
   */
  public boolean isEightBit() {
    return eightBit;
  }

  /**
   * Whether its header fields have octets above 127, so that only SMTPUTF8 can carry it.
   *
   * @return true when they do
   */
  public boolean isSmtpUtf8() {
    return smtpUtf8;
  }
}
