package org.mailshim.smtp.server;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.Ascii;
import org.mailshim.message.HeaderSection;
import org.mailshim.message.LineEndNormalizer;
import org.mailshim.message.MessageIds;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.LineEnds;
import org.mailshim.smtp.Reply;

/**
 * One message on its way from a session to the sink: everything about mail data but how its end is
 * found.
 *
 * <p>Puts the Received field before the message (and, in submission, what its header section
 * lacks), counts octets and hops, and keeps the limits. The first thing that is wrong decides: the
 * sink is told to abort at once, the rest of the data is taken and thrown away, and the answer at
 * its end says what it was (RFC 5321 §4.1.1.4 has no other place for it). Nothing is copied on the
 * way, except where line ends are normalised.
 *
 * <p>One message, one thread at a time.
 */
final class MessageIntake {
  /** How much more a client may send of a message that is refused already, in octets. */
  static final long REFUSED_LIMIT = 64L * 1024 * 1024;

  private final ServerSetup setup;
  private final ServerLimits limits;
  private final SessionFacts session;
  private final ReceivedEnvelope envelope;
  private final MailSink.Receiving receiving;
  private final HeaderSection header;
  private final @Nullable LineEndNormalizer normalizer;
  private @Nullable HeldHeader held;
  private byte[] normalized = {};
  private int hops;
  private long octets;
  private long lineOctets;
  private @Nullable Reply refusal;
  private long refusedAt;

  /**
   * Begins with the Received field.
   *
   * @param options those of the session
   */
  MessageIntake(
      ServerSetup setup,
      ServerOptions options,
      SessionFacts session,
      ReceivedEnvelope envelope,
      MailSink.Receiving receiving) {
    this.setup = setup;
    this.limits = options.limits();
    this.session = session;
    this.envelope = envelope;
    this.receiving = receiving;
    this.header = new HeaderSection(this::countHop, limits.message().headerOctets());
    boolean binary = envelope.parameters().body() == BodyType.BINARY_MIME;
    boolean normalizing = options.lineEnds() == LineEnds.NORMALIZE && !binary;
    this.normalizer = normalizing ? new LineEndNormalizer() : null;
    if (options.mode() == ServerMode.SUBMISSION) {
      MessageIds ids = new MessageIds(setup.random(), options.name());
      held =
          new HeldHeader(envelope.envelope(), setup.clock(), ids, limits.message().headerOctets());
    }
    byte[] received = ReceivedField.octets(session, envelope, options.name(), setup.clock());
    give(received, 0, received.length);
  }

  /** Takes the next octets of the message, with transparency removed. */
  void take(byte[] data, int from, int to) {
    octets += to - from;
    if (refusal != null || from == to) {
      return;
    }
    if (octets > limits.message().octets()) {
      refuse(Replies.MESSAGE_TOO_LARGE);
      return;
    }
    byte[] text = data;
    int start = from;
    int end = to;
    if (normalizer != null) {
      int room = LineEndNormalizer.limit(to - from);
      if (normalized.length < room) {
        normalized = new byte[room];
      }
      end = normalizer.normalize(data, from, to, normalized, 0);
      text = normalized;
      start = 0;
    }
    checkForm(text, start, end);
    if (refusal == null) {
      forward(text, start, end);
    }
  }

  /** Refuses the message, unless that is done already. */
  void refuse(Reply reply) {
    if (refusal == null) {
      refusal = reply;
      refusedAt = octets;
      held = null;
      abortSink();
    }
  }

  /** Whether the message is refused, so that its octets are thrown away. */
  boolean isRefused() {
    return refusal != null;
  }

  /**
   * Whether the client sends on and on, so that the end of its message is not worth waiting for.
   */
  boolean isGivenUp() {
    return refusal != null && octets - refusedAt > REFUSED_LIMIT;
  }

  /** How much of the message has come, in octets. */
  long octets() {
    return octets;
  }

  /**
   * The data has ended: gives the sink what was held back of it; nothing when that is done.
   *
   * @return whether that was anything
   */
  boolean end() {
    if (held == null || refusal != null) {
      return false;
    }
    byte[] rest = held.release();
    held = null;
    give(rest, 0, rest.length);
    return true;
  }

  /**
   * The message is complete: gives it to the sink's responsibility, if all is well.
   *
   * @return one reply, or in LMTP one for each recipient
   */
  List<Reply> finish() {
    end();
    List<Reply> replies = refusal == null ? decide() : forAll(refusal);
    setup.observer().message(session, envelope, octets, replies.get(replies.size() - 1));
    return replies;
  }

  /** The conversation broke, or the transaction was dropped. */
  void abort() {
    refuse(Replies.LOCAL_ERROR);
  }

  private List<Reply> decide() {
    Decision<Reply> decision;
    try {
      decision = setup.hooks().messageEnd(session, envelope, octets);
      if (decision instanceof Decision.TakeOver<Reply> other && other.with().isIntermediate()) {
        throw new IllegalStateException("a hook wants to answer " + other.with().text());
      }
    } catch (RuntimeException e) {
      setup.observer().failed(session, "while asking the hook for the end of a message", e);
      decision = Decision.reject(Replies.LOCAL_ERROR);
    }
    return switch (decision) {
      case Decision.GoOn<Reply> goOn -> finishSink();
      case Decision.Reject<Reply> reject -> {
        refuse(reject.reply());
        yield forAll(reject.reply());
      }
      case Decision.TakeOver<Reply> takeOver -> {
        refuse(takeOver.with());
        yield forAll(takeOver.with());
      }
    };
  }

  private List<Reply> finishSink() {
    try {
      if (session.mode() != ServerMode.LMTP) {
        return List.of(receiving.finish());
      }
      List<Reply> replies = receiving.finishForEach(envelope);
      if (replies.size() != envelope.recipients().size()) {
        throw new AssertionError(replies.size() + " replies of a sink that owes one a recipient");
      }
      return replies;
    } catch (RuntimeException e) {
      setup.observer().failed(session, "while keeping a message", e);
      return forAll(Replies.LOCAL_ERROR);
    }
  }

  private List<Reply> forAll(Reply reply) {
    int count = session.mode() == ServerMode.LMTP ? envelope.recipients().size() : 1;
    return Collections.nCopies(count, reply);
  }

  private void checkForm(byte[] text, int from, int to) {
    if (header.shape() == HeaderSection.Shape.OPEN) {
      header.look(text, from, to);
      if (header.shape() == HeaderSection.Shape.TOO_LONG) {
        refuse(Replies.HEADER_TOO_LARGE);
      } else if (hops > limits.message().hops()) {
        refuse(Replies.LOOP);
      }
    }
    if (limits.message().lineOctets() != Integer.MAX_VALUE) {
      checkLines(text, from, to);
    }
  }

  private void countHop(String name) {
    if (Ascii.equalsIgnoringCase(name, "Received")) {
      hops++;
    }
  }

  private void checkLines(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] == '\n') {
        lineOctets = 0;
      } else if (text[i] != '\r' && ++lineOctets > limits.message().lineOctets()) {
        refuse(Replies.TEXT_LINE_TOO_LONG);
        return;
      }
    }
  }

  private void forward(byte[] text, int from, int to) {
    if (held == null) {
      give(text, from, to);
      return;
    }
    Optional<byte[]> complete = held.hold(text, from, to);
    if (complete.isPresent()) {
      held = null;
      give(complete.get(), 0, complete.get().length);
    }
  }

  private void give(byte[] data, int from, int to) {
    try {
      receiving.data(data, from, to);
    } catch (RuntimeException e) {
      setup.observer().failed(session, "while keeping mail data", e);
      refuse(Replies.LOCAL_ERROR);
    }
  }

  private void abortSink() {
    try {
      receiving.abort();
    } catch (RuntimeException e) {
      setup.observer().failed(session, "while dropping a message", e);
    }
  }
}
