package org.mailshim.abi.lws;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.mailshim.abi.CString;
import org.mailshim.message.LineEndNormalizer;
import org.mailshim.message.MailData;
import org.mailshim.message.MissingHeaderFields;

/**
 * The message as the host writes it: asked for when it is first opened, which is when the server
 * has said 354, and read where it lies, line ends made CRLF on the way.
 *
 * <p>The line "." with which the original's hosts end a message is no part of it, once; what other
 * lines begin with a dot is left to the session. Its size is known when it has been read once. For
 * the thread that sends.
 */
final class HostBody implements MailData {
  /** Small enough that a piece and its normalised form stay in the processor's first cache. */
  private static final int PIECE = 8 * 1024;

  private static final int UNKNOWN = -1;

  /** What is to stand before the message, found out from its header section. */
  interface Prefix {
    /**
     * Makes it.
     *
     * @param seen has looked at the header section
     */
    byte[] of(MissingHeaderFields seen);
  }

  private final HostLoop loop;
  private final Optional<Prefix> wanted;
  private int length = UNKNOWN;
  private long octets = UNKNOWN;
  private byte[] prefix = {};

  /** The host's next message; with header fields added, if that is wanted. */
  HostBody(HostLoop loop, Optional<Prefix> wanted) {
    this.loop = loop;
    this.wanted = wanted;
  }

  @Override
  public long octets() {
    return octets;
  }

  @Override
  public InputStream open() throws IOException {
    ask();
    return new Lines();
  }

  private void ask() throws IOException {
    if (length == UNKNOWN) {
      int written = loop.awaitBody();
      length = written - terminator(written);
      if (wanted.isPresent()) {
        prefix = wanted.get().of(headerFields());
      }
    }
  }

  /** How long the last line is, if it is a lone dot. */
  private int terminator(int written) {
    int most = Math.min(written, 4);
    byte[] last = new byte[4];
    CString.read(loop.body() + written - most, MemorySegment.ofArray(last), 4 - most, most);
    boolean line = last[3] == '\n';
    if (line && last[2] == '.' && (most == 2 || last[1] == '\n')) {
      return 2;
    }
    boolean crLf = line && last[2] == '\r' && last[1] == '.';
    return crLf && (most == 3 || last[0] == '\n') ? 3 : 0;
  }

  private MissingHeaderFields headerFields() throws IOException {
    var seen = new MissingHeaderFields();
    byte[] piece = new byte[PIECE];
    try (InputStream lines = new Lines()) {
      for (int count = 0; count >= 0 && !seen.isOver(); count = lines.read(piece)) {
        seen.look(piece, 0, count);
      }
    }
    return seen;
  }

  /** Takes a message as it is, in pieces. */
  interface Sink {
    /** Takes the next piece; the array is used again. */
    void write(byte[] octets, int from, int to);
  }

  /**
   * Gives the message with the host's own line ends, for somebody who sees to them himself.
   *
   * @throws HostLoop.NoBodyException when the host gives none
   */
  void copyTo(Sink sink) throws IOException {
    ask();
    byte[] piece = new byte[PIECE];
    MemorySegment target = MemorySegment.ofArray(piece);
    for (int at = 0; at < length; ) {
      int count = Math.min(PIECE, length - at);
      CString.read(loop.body() + at, target, 0, count);
      sink.write(piece, 0, count);
      at += count;
    }
  }

  /** The message from its start, line ends normalised, prefix first. */
  private final class Lines extends InputStream {
    private final LineEndNormalizer normalizer = new LineEndNormalizer();
    private final byte[] raw = new byte[PIECE];
    private final MemorySegment rawSegment = MemorySegment.ofArray(raw);
    private final byte[] ready =
        new byte[LineEndNormalizer.limit(PIECE) + LineEndNormalizer.FINISH_LIMIT];
    private int at;
    private int from;
    private int to;
    private int prefixAt;
    private boolean finished;
    private long given;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int size) {
      if (prefixAt < prefix.length) {
        int count = Math.min(size, prefix.length - prefixAt);
        System.arraycopy(prefix, prefixAt, target, offset, count);
        prefixAt += count;
        given += count;
        return count;
      }
      while (from == to && !finished) {
        refill();
      }
      if (from == to) {
        octets = given;
        return -1;
      }
      int count = Math.min(size, to - from);
      System.arraycopy(ready, from, target, offset, count);
      from += count;
      given += count;
      return count;
    }

    private void refill() {
      from = 0;
      int count = Math.min(PIECE, length - at);
      CString.read(loop.body() + at, rawSegment, 0, count);
      at += count;
      to = normalizer.normalize(raw, 0, count, ready, 0);
      if (at == length) {
        to = normalizer.finish(ready, to);
        finished = true;
      }
    }
  }
}
