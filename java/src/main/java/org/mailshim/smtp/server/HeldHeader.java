package org.mailshim.smtp.server;

import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.Optional;
import org.mailshim.address.Envelope;
import org.mailshim.message.MessageIds;
import org.mailshim.message.MissingHeaderFields;

/**
 * The start of a submitted message, held back until its header section is over and it is known what
 * must be put before it (RFC 6409 §8). It grows to the limit of the header section and one block of
 * data at most. One message, one thread.
 */
final class HeldHeader {
  private final Envelope envelope;
  private final Clock clock;
  private final MessageIds ids;
  private final MissingHeaderFields missing;
  private final ByteArrayOutputStream start = new ByteArrayOutputStream();

  HeldHeader(Envelope envelope, Clock clock, MessageIds ids, int limit) {
    this.envelope = envelope;
    this.clock = clock;
    this.ids = ids;
    this.missing = new MissingHeaderFields(limit);
  }

  /** Holds the next octets; gives them all, completed, once the header section is over. */
  Optional<byte[]> hold(byte[] text, int from, int to) {
    start.write(text, from, to - from);
    missing.look(text, from, to);
    return missing.isOver() ? Optional.of(release()) : Optional.empty();
  }

  /** What is held, with what is missing before it. */
  byte[] release() {
    byte[] prefix = missing.prefix(envelope, clock, ids);
    byte[] held = start.toByteArray();
    byte[] complete = new byte[prefix.length + held.length];
    System.arraycopy(prefix, 0, complete, 0, prefix.length);
    System.arraycopy(held, 0, complete, prefix.length, held.length);
    return complete;
  }
}
