package org.mailshim.smtp.submission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.mailshim.smtp.DotStuffer;
import org.mailshim.smtp.submission.Ending.How;

/**
 * Sends the text of one message: its header, completed, and its body. As mail data it is made
 * transparent and its last line ends; as chunks it goes as it is, the header in one chunk, and each
 * piece of the body in one of its own.
 *
 * <p>A lone CR or LF passes, but a dot behind one is doubled as at the beginning of a line: some
 * servers take it for a line end, and the dot for the end of the message.
 */
final class MessageText {
  /** A chunk of this kind has been put into the wire's buffer. */
  interface ChunkObserver {
    /** Whether the next chunk may follow; otherwise no more is to be sent. */
    boolean chunkIsSent();
  }

  /** Octets that go through the wire's buffer at once. */
  private static final int PORTION = 32 * 1024;

  private final Submission submission;
  private final SubmittedMessage message;
  private final Wire wire;
  private final SubmissionListener listener;
  private final MessageSource source;
  private final MessageLines lines;
  private final DotStuffer stuffer = new DotStuffer();

  MessageText(
      Submission submission, SubmittedMessage message, Wire wire, SubmissionListener listener) {
    this.submission = submission;
    this.message = message;
    this.wire = wire;
    this.listener = listener;
    MessageSource given = message.source();
    if (given == null) {
      throw new AssertionError("a message without text");
    }
    this.source = given;
    this.lines = new MessageLines(given);
  }

  // ---- the header -----------------------------------------------------------------------------

  /** Gives all fields to {@code sink}, in order. */
  private void header(FieldSink sink) {
    HeaderFields fields = message.header();
    SubmissionHost host = submission.surroundings();
    String hostName = submission.greetingName();
    fields.begin();
    lines.rewind();
    for (String line = lines.field(); line != null; line = lines.field()) {
      String sent = fields.replaced(line, message, host, hostName);
      if (sent != null) {
        tell(sent, sink);
      }
    }
    refuseBroken();
    for (HeaderField field : fields.missing()) {
      tell(lineOf(field, host, hostName), sink);
    }
    sink.field("\r\n");
  }

  private String lineOf(HeaderField field, SubmissionHost host, String hostName) {
    try {
      return field.line(message, host, hostName);
    } catch (Ending e) {
      listener.sent(message, 0); // its name, as far as it goes
      throw e;
    }
  }

  /** Takes the fields. (No lambdas here: the first of a process takes milliseconds.) */
  private interface FieldSink {
    void field(String line);
  }

  private final class StuffedSink implements FieldSink {
    @Override
    public void field(String line) {
      stuff(line);
    }
  }

  private static final class GatheringSink implements FieldSink {
    private final StringBuilder all = new StringBuilder(512);

    @Override
    public void field(String line) {
      all.append(line);
    }
  }

  private void tell(String line, FieldSink sink) {
    sink.field(line);
    listener.sent(message, line.length());
    if (listener.monitorsHeaders()) {
      byte[] octets = line.getBytes(ISO_8859_1);
      listener.monitor(octets, 0, octets.length, 2);
    }
  }

  // ---- mail data ------------------------------------------------------------------------------

  /** Sends it with the line that ends it; the end may still be in the wire's buffer. */
  void send() {
    try {
      header(new StuffedSink());
      if (listener.hearsLines()) {
        sendLines();
      } else {
        sendPortions();
      }
      refuseBroken();
    } finally {
      source.end();
    }
    byte[] room = wire.room(DotStuffer.FINISH_LIMIT);
    wire.end(stuffer.finish(room, wire.end()));
  }

  private void stuff(String line) {
    byte[] octets = line.getBytes(ISO_8859_1);
    for (int at = 0; at < octets.length; at += PORTION) {
      stuff(octets, at, Math.min(octets.length, at + PORTION));
    }
  }

  private void stuff(byte[] octets, int from, int to) {
    byte[] room = wire.room(DotStuffer.limit(to - from));
    wire.end(stuffer.encode(octets, from, to, room, wire.end()));
  }

  private void sendLines() {
    for (int end = lines.line(); end >= 0; end = lines.line()) {
      int length = end - lines.start();
      for (int at = lines.start(); at < end; at += PORTION) {
        stuff(lines.octets(), at, Math.min(end, at + PORTION));
      }
      listener.sent(message, length);
    }
  }

  private void sendPortions() {
    for (int end = lines.portion(); end >= 0; end = lines.portion()) {
      for (int at = lines.start(); at < end; at += PORTION) {
        stuff(lines.octets(), at, Math.min(end, at + PORTION));
      }
    }
  }

  /** A message that could not be read to its end must not be taken for a whole one. */
  private void refuseBroken() {
    int error = source.error();
    if (error != 0) {
      wire.discard();
      throw Ending.of(How.HANG_UP, -error);
    }
  }

  // ---- chunks ---------------------------------------------------------------------------------

  /** Sends it but for the last, empty chunk; returns early when the observer says so. */
  boolean chunks(ChunkObserver observer) {
    try {
      return chunkHeader(observer) && chunkBody(observer);
    } finally {
      source.end();
    }
  }

  private boolean chunkHeader(ChunkObserver observer) {
    var gathered = new GatheringSink();
    header(gathered);
    announce(gathered.all.length());
    wire.put(gathered.all.toString());
    return observer.chunkIsSent();
  }

  private void announce(long octets) {
    wire.put("BDAT " + octets + "\r\n");
  }

  private boolean chunkBody(ChunkObserver observer) {
    for (int end = lines.portion(); end >= 0; end = lines.portion()) {
      int start = lines.start();
      long octets = (long) end - start + source.pending();
      announce(octets);
      raw(lines.octets(), start, end);
      while (source.pending() > 0) {
        int portion = lines.portion();
        raw(lines.octets(), lines.start(), portion);
      }
      listener.sent(message, (int) octets);
      if (!observer.chunkIsSent()) {
        return false;
      }
    }
    refuseBroken();
    return true;
  }

  private void raw(byte[] octets, int from, int to) {
    for (int at = from; at < to; at += PORTION) {
      int count = Math.min(to - at, PORTION);
      byte[] room = wire.room(count);
      System.arraycopy(octets, at, room, wire.end(), count);
      wire.end(wire.end() + count);
    }
  }
}
