package org.mailshim.pop3.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.pop3.MultilineEncoder;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.TopCut;
import org.mailshim.store.MessageContent;
import org.mailshim.store.StoreException;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;

/**
 * Responses on their way out: gathered here as long as the client has sent more commands, and sent
 * in large writes. Messages go from file to wire through two arrays, without a string for any line.
 *
 * <p>What is small waits in an array of the session's own; for more a pair is borrowed from {@link
 * TransferBuffers} until {@link #settle}. One thread.
 */
final class ResponseOutput {
  private static final int SMALL = 512;
  private static final int LONGEST_NUMBER = 20;

  private Connection connection;
  private final TransferBuffers pool;
  private final Duration patience;
  private final Deadline.Ticker ticker;
  private final byte[] small = new byte[SMALL];
  private final MultilineEncoder encoder = new MultilineEncoder();
  private byte[] octets = small;
  private int end;
  private TransferBuffers.@Nullable Pair borrowed;

  /**
   * Nothing to send yet.
   *
   * @param patience how long the client may take for each write
   */
  ResponseOutput(
      Connection connection, TransferBuffers pool, Duration patience, Deadline.Ticker ticker) {
    this.connection = connection;
    this.pool = pool;
    this.patience = patience;
    this.ticker = ticker;
  }

  /** What follows goes over another connection, the same one under TLS. */
  void continueOver(Connection encrypted) {
    connection = encrypted;
  }

  /** Adds a response's first line. */
  void line(Response response) {
    text(response.status().text());
    if (response.code().isPresent()) {
      text(" [");
      text(response.code().get().text());
      octet(']');
    }
    if (!response.words().isEmpty() || response.status() == Response.Status.CONTINUE) {
      octet(' ');
      text(response.words());
    }
    lineEnd();
  }

  /** Adds the line that ends a listing. */
  void endOfLines() {
    octet('.');
    lineEnd();
  }

  void lineEnd() {
    octet('\r');
    octet('\n');
  }

  void octet(char octet) {
    reserve(1);
    octets[end++] = (byte) octet;
  }

  /** Adds a number that is not negative. */
  void number(long number) {
    reserve(LONGEST_NUMBER);
    long rest = number;
    int digits = 1;
    for (long n = number; n >= 10; n /= 10) {
      digits++;
    }
    for (int i = end + digits - 1; i >= end; i--) {
      octets[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    end += digits;
  }

  /** Adds text, which leaves as UTF-8; most of ours is short and ASCII. */
  void text(String text) {
    int length = text.length();
    if (length > SMALL) {
      pieces(text.getBytes(UTF_8));
      return;
    }
    reserve(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        pieces(text.substring(i).getBytes(UTF_8));
        return;
      }
      octets[end++] = (byte) c;
    }
  }

  private void pieces(byte[] utf8) {
    for (int at = 0; at < utf8.length; ) {
      int count = Math.min(SMALL, utf8.length - at);
      reserve(count);
      System.arraycopy(utf8, at, octets, end, count);
      end += count;
      at += count;
    }
  }

  /**
   * Adds a response with a message.
   *
   * @param first its first line
   * @param cut where TOP ends
   * @throws StoreException when the message cannot be read from its very start, with nothing added
   * @throws BrokenMessageException when that happens later, and the client has part of it
   */
  void message(Response first, MessageContent content, Optional<TopCut> cut) {
    TransferBuffers.Pair pair = borrow();
    byte[] block = pair.content();
    int count = begin(content, block);
    line(first);
    encoder.reset();
    while (count > 0) {
      int stop = cut.isPresent() ? cut.get().end(block, 0, count) : count;
      reserve(MultilineEncoder.limit(stop) + MultilineEncoder.FINISH_LIMIT);
      end = encoder.encode(block, 0, stop, octets, end);
      boolean complete = cut.isPresent() && cut.get().isComplete();
      count = complete ? -1 : next(content, block);
    }
    reserve(MultilineEncoder.FINISH_LIMIT);
    end = encoder.finish(octets, end);
  }

  /** A hook's message may throw what it likes. */
  private static int begin(MessageContent content, byte[] block) {
    try {
      return content.read(block, 0, block.length);
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StoreException(StoreException.Kind.BROKEN, "reading a message", e);
    }
  }

  private static int next(MessageContent content, byte[] block) {
    try {
      return content.read(block, 0, block.length);
    } catch (RuntimeException e) {
      throw new BrokenMessageException(e);
    }
  }

  /** A message cannot be sent to its end; nothing but closing the connection tells the client. */
  static final class BrokenMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenMessageException(RuntimeException cause) {
      super(cause);
    }
  }

  /** Sees to it that so many octets fit. */
  private void reserve(int count) {
    if (octets.length - end >= count) {
      return;
    }
    if (octets == small) {
      byte[] large = borrow().output();
      System.arraycopy(small, 0, large, 0, end);
      octets = large;
    }
    if (octets.length - end < count) {
      flush();
    }
    if (octets.length < count) {
      throw new AssertionError("a line of " + count + " octets");
    }
  }

  private TransferBuffers.Pair borrow() {
    TransferBuffers.Pair pair = borrowed;
    if (pair == null) {
      pair = pool.borrow();
      borrowed = pair;
    }
    return pair;
  }

  /** Sends what is there. */
  void flush() {
    if (end > 0) {
      connection.deadline(Deadline.after(patience, ticker));
      int length = end;
      end = 0;
      connection.write(octets, 0, length);
      connection.flush();
    }
  }

  /** Nothing more for now: gives back what was borrowed. After {@link #flush}. */
  void settle() {
    TransferBuffers.Pair pair = borrowed;
    if (pair != null) {
      octets = small;
      borrowed = null;
      pool.giveBack(pair);
    }
  }
}
