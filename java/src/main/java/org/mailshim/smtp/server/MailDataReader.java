package org.mailshim.smtp.server;

import java.time.Duration;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.LineEndCheck;
import org.mailshim.smtp.LineEnds;
import org.mailshim.smtp.MailDataDecoder;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.transport.TransportException;

/**
 * Brings mail data from the wire to the {@link MessageIntake}, where it stands in the session's
 * buffer: for DATA up to CRLF.CRLF, for BDAT so many octets and not one more (RFC 3030 §2).
 *
 * <p>What is wrong with the data refuses the message and does not end the reading: only behind the
 * data is there a command again. With a lone CR or LF, though, the client may think that its data
 * has ended long before; then the end is waited for only as long as {@link
 * ServerTimeouts#lingering}, and a client that has stopped sending, or trickles, gets its answer
 * and is left. So is one that takes longer than {@link ServerTimeouts#command} for the rest of a
 * message that was refused for whatever reason.
 *
 * <p>One message, one thread at a time.
 */
final class MailDataReader {
  /** How far the data has come. */
  enum Progress {
    /** There is more to come, for which the thread is not held up. */
    WAITING,
    /** Up to its end. */
    ENDED,
    /** The end did not come, and the session must end after the reply. */
    GIVEN_UP
  }

  /** A chunk that is smaller is read with the buffer that is there. */
  private static final int SMALL_CHUNK = SessionInput.SMALL;

  private final Wire wire;
  private final SessionInput input;
  private final MessageIntake intake;
  private final ServerOptions options;
  private final LineEndCheck chunkCheck = new LineEndCheck();
  private final boolean checksChunks;
  private final MailDataDecoder dots;
  private final DataPace pace;
  private boolean isMalformed;

  /** How many octets of mail data the unstuffer has taken. */
  private long decoded;

  MailDataReader(Wire wire, MessageIntake intake, ServerOptions options, BodyType body) {
    this.wire = wire;
    this.input = wire.input();
    this.intake = intake;
    this.options = options;
    this.dots = MailDataDecoder.of(options.lineEnds());
    this.checksChunks = options.lineEnds() == LineEnds.REFUSE && body != BodyType.BINARY_MIME;
    this.pace =
        new DataPace(
            options.timeouts().data(), options.limits().message().octetsPerSecond(), wire.ticker());
  }

  MessageIntake intake() {
    return intake;
  }

  /**
   * Sends 354, which is due, for somebody who will pull, in his own time and on a thread of his.
   */
  void ask() {
    wire.connection().keepThread();
    wire.within(patience());
    wire.flush();
    pace.pause();
  }

  /**
   * Gives the intake the next octets of the data, in one piece at most; after {@link #ask}.
   *
   * @return false when there is nothing more to be had: the data has ended, or it is refused, so
   *     that the rest of it is for {@link #data} to pass over
   */
  boolean pull() {
    if (intake.isRefused()) {
      return false;
    }
    if (dots.isEnded()) {
      return intake.end();
    }
    pace.resume();
    input.enlarge();
    if (awaitOctets()) {
      decode();
    }
    pace.pause();
    return !intake.isRefused();
  }

  /** Reads up to the end of the data, from where it or {@link #pull} has come to. */
  Progress data() {
    Progress progress = Progress.GIVEN_UP;
    try {
      pace.resume();
      input.enlarge();
      progress = receive();
      return progress;
    } catch (TransportException.TimedOut late) {
      return ended(giveUp(late));
    } finally {
      if (progress != Progress.WAITING) {
        input.settle();
      }
    }
  }

  private Progress receive() {
    while (!isMalformed && !dots.isEnded() && !intake.isGivenUp()) {
      if (!awaitOctets()) {
        return Progress.WAITING;
      }
      decode();
    }
    return ended(isMalformed ? skipToEnd() : !intake.isGivenUp());
  }

  private static Progress ended(boolean atItsEnd) {
    return atItsEnd ? Progress.ENDED : Progress.GIVEN_UP;
  }

  /** Takes what is there. */
  private void decode() {
    int from = input.from();
    try {
      int end = dots.decode(input.buffer(), from, input.to());
      intake.take(input.buffer(), from, end);
      decoded += dots.consumed() - from;
      input.take(dots.consumed());
    } catch (SmtpSyntaxException malformed) {
      isMalformed = true;
      intake.refuse(Replies.BARE_LINE_END);
      passOver(malformed.position());
    }
  }

  /** Waits for octets where there are none; false when it waits by not being called. */
  private boolean awaitOctets() {
    if (input.isEmpty()) {
      wire.within(patience());
      if (!input.await()) {
        return false;
      }
      pace.came(input.to() - input.from());
    }
    return true;
  }

  /** How long the next octets may take. */
  private Duration patience() {
    if (intake.isRefused()) {
      pace.refused(options.timeouts().command());
    }
    return pace.left();
  }

  /** The client was too slow: what was refused has its answer, and for the rest that is the end. */
  private boolean giveUp(TransportException.TimedOut late) {
    if (intake.isRefused()) {
      return false;
    }
    throw late;
  }

  /**
   * Goes to the offending octet. What is before it in the buffer is no more what the client sent:
   * where dots were dropped the rest has moved, and {@code CRLF..CRLF}, a line of the message,
   * would look like its end, and what follows like commands.
   *
   * @param position how many octets of mail data were before the offending one
   */
  private void passOver(long position) {
    input.take(input.from() + (int) Math.max(0, position - decoded));
  }

  /**
   * Passes over the rest of a message from its offending octet on, up to CRLF.CRLF, none of whose
   * octets can be before that one: in their order they do not offend.
   */
  private boolean skipToEnd() {
    EndOfData end = new EndOfData();
    Duration lingering = options.timeouts().lingering();
    long skipped = 0;
    try {
      while (skipped < MessageIntake.REFUSED_LIMIT) {
        int next = end.find(input.buffer(), input.from(), input.to());
        skipped += input.to() - input.from();
        input.take(next);
        if (end.isFound()) {
          return true;
        }
        Duration left = patience();
        wire.within(left.compareTo(lingering) < 0 ? left : lingering);
        pace.came(input.fill());
      }
    } catch (TransportException.TimedOut silent) {
      return false; // the client takes its data for ended and waits for the answer, or trickles
    }
    return false;
  }

  /**
   * Reads one chunk, whose octets follow its command. The rate is that of all chunks together, and
   * of the time between them.
   *
   * @param octets how many
   * @param last whether the message ends with it
   * @return false when the end of a chunk that was refused in its middle did not come and the
   *     session must end after the reply
   * @throws TransportException.TimedOut also when the chunks so far have come too slowly
   */
  boolean chunk(long octets, boolean last) {
    if (!pace.left().isPositive()) {
      String peer = wire.connection().peer().text();
      throw new TransportException.TimedOut(peer, "the chunks come too slowly");
    }
    if (octets > SMALL_CHUNK) {
      input.enlarge();
    }
    try {
      long left = octets;
      while (left > 0) {
        if (input.isEmpty()) {
          wire.within(patience());
          input.fill();
        }
        int from = input.from();
        int to = (int) Math.min(input.to(), from + left);
        takeChunk(input.buffer(), from, to);
        input.take(to);
        pace.came(to - from);
        left -= to - from;
      }
      if (last) {
        finishChunks();
      }
      return true;
    } catch (TransportException.TimedOut late) {
      return giveUp(late);
    } finally {
      input.settle();
    }
  }

  private void takeChunk(byte[] buffer, int from, int to) {
    if (intake.isRefused()) {
      return;
    }
    try {
      if (checksChunks) {
        chunkCheck.look(buffer, from, to);
      }
      intake.take(buffer, from, to);
    } catch (SmtpSyntaxException malformed) {
      intake.refuse(Replies.BARE_LINE_END);
    }
  }

  private void finishChunks() {
    try {
      chunkCheck.finish();
    } catch (SmtpSyntaxException malformed) {
      intake.refuse(Replies.BARE_LINE_END);
    }
  }

  /**
   * Passes over a chunk that nobody wants (RFC 3030 §2: it is there all the same).
   *
   * @param octets how many
   */
  static void skipChunk(SessionInput input, long octets) {
    long left = octets;
    while (left > 0) {
      if (input.isEmpty()) {
        input.fill();
      }
      int to = (int) Math.min(input.to(), input.from() + left);
      left -= to - input.from();
      input.take(to);
    }
  }

  /**
   * Looks for CRLF.CRLF in what need not be anything else. The state is how many of the five octets
   * have come; a wrong one begins anew, with one when it is a CR.
   */
  private static final class EndOfData {
    private static final byte[] END = {'\r', '\n', '.', '\r', '\n'};

    private int state;

    /** The index behind the end, or {@code to}. */
    int find(byte[] in, int from, int to) {
      int i = from;
      while (i < to && state < END.length) {
        if (in[i] == END[state]) {
          state++;
        } else {
          state = in[i] == '\r' ? 1 : 0;
        }
        i++;
      }
      return i;
    }

    boolean isFound() {
      return state == END.length;
    }
  }
}
