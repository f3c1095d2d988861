package org.mailshim.message;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.mailshim.address.Ascii;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;

/**
 * Finds which of Date, Message-ID, From and To a message lacks, and writes them (RFC 5322 §3.6; RFC
 * 6409 §8).
 *
 * <p>It looks on while the message streams by to where it is kept, and afterwards gives what is to
 * be sent before it; the message itself is not touched. Names are compared without regard to case.
 * A message without a header section ({@link HeaderSection}) lacks all four and the blank line too.
 *
 * <p>What is written: the clock's time; a new message identifier; the sender of the envelope, or
 * for the null reverse-path {@code MAILER-DAEMON} at the domain of the message identifiers; the
 * recipient if there is exactly one, else {@code undisclosed-recipients:;}, for the envelope may
 * have blind copies that no reader is to see. To is not missing when the message has Cc or Bcc.
 * When the header section is longer than what is looked at, nothing is written: a second Date is
 * worse than none.
 *
 * <p>One message per instance; one thread at a time.
 */
public final class MissingHeaderFields {
  private final Seen seen = new Seen();
  private final HeaderSection section;

  /**
   * Makes an onlooker at the start of a message, which looks at {@link HeaderSection#DEFAULT_LIMIT}
   * octets.
   */
  public MissingHeaderFields() {
    this(HeaderSection.DEFAULT_LIMIT);
  }

  /**
   * Makes an onlooker at the start of a message.
   *
   * @param limit how many octets to look at, at least 1
   */
  public MissingHeaderFields(int limit) {
    section = new HeaderSection(seen, limit);
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
    section.look(in, from, to);
  }

  /**
   * Whether the header section is over, or is looked at no further, so that {@link #prefix} need
   * not wait for more.
   *
   * @return true when no octet that follows can change what is missing
   */
  public boolean isOver() {
    return section.shape() != HeaderSection.Shape.OPEN;
  }

  /**
   * What is to be sent before the message. Call it when the message has ended, or its header
   * section has.
   *
   * @param envelope who sends and who receives
   * @param clock the time and zone for Date
   * @param messageIds gives Message-ID, if it is missing
   * @return header fields with CRLF line ends, and the blank line if the message has no header
   *     section; UTF-8, ASCII when the envelope is; of no octets when nothing is missing
   */
  public byte[] prefix(Envelope envelope, Clock clock, MessageIds messageIds) {
    section.finish();
    HeaderSection.Shape shape = section.shape();
    if (shape == HeaderSection.Shape.TOO_LONG) {
      return new byte[0];
    }
    StringBuilder fields = new StringBuilder(256);
    if (!seen.date) {
      fields.append("Date: ").append(DateTimes.now(clock)).append("\r\n");
    }
    if (!seen.messageId) {
      fields.append("Message-ID: ").append(messageIds.next()).append("\r\n");
    }
    if (!seen.from) {
      fields.append("From: ").append(sender(envelope, messageIds)).append("\r\n");
    }
    if (!seen.destination) {
      fields.append("To: ").append(recipient(envelope)).append("\r\n");
    }
    if (shape == HeaderSection.Shape.ABSENT) {
      fields.append("\r\n");
    }
    return fields.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Which fields have been seen. */
  private static final class Seen implements HeaderSection.Listener {
    private boolean date;
    private boolean messageId;
    private boolean from;
    private boolean destination;

    @Override
    public void field(String name) {
      date |= Ascii.equalsIgnoringCase(name, "Date");
      messageId |= Ascii.equalsIgnoringCase(name, "Message-ID");
      from |= Ascii.equalsIgnoringCase(name, "From");
      destination |=
          Ascii.equalsIgnoringCase(name, "To")
              || Ascii.equalsIgnoringCase(name, "Cc")
              || Ascii.equalsIgnoringCase(name, "Bcc");
    }
  }

  private static String sender(Envelope envelope, MessageIds messageIds) {
    Optional<Mailbox> sender = envelope.reversePath().sender();
    return sender.isPresent()
        ? sender.get().text()
        : "MAILER-DAEMON@" + messageIds.domain().ascii();
  }

  private static String recipient(Envelope envelope) {
    ForwardPath first = envelope.forwardPaths().get(0);
    boolean only = envelope.forwardPaths().size() == 1;
    return only && first instanceof ForwardPath.Of of
        ? of.mailbox().text()
        : "undisclosed-recipients:;";
  }
}
