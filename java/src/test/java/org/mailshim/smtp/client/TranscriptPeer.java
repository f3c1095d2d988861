package org.mailshim.smtp.client;

import java.util.List;
import org.mailshim.transport.MemoryConnection;

/**
 * The server of a {@link Transcript}. Speaks when the client has said all that stands before; wants
 * the client's octets to be exactly the transcript's, and none of them before the client has read
 * what stands before.
 */
public final class TranscriptPeer implements MemoryConnection.Peer {
  private final List<Transcript.Step> steps;
  private int step;
  private int offset;
  private String mismatch = "";

  public TranscriptPeer(Transcript transcript) {
    this.steps = transcript.steps();
  }

  /** What went otherwise than the transcript says; empty when nothing did. */
  public String mismatch() {
    return mismatch;
  }

  /** Whether everything was said and heard. */
  public boolean isAtEnd() {
    return step == steps.size() || steps.get(step) instanceof Transcript.Close;
  }

  @Override
  public void receive(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && mismatch.isEmpty()) {
      if (step < steps.size() && steps.get(step) instanceof Transcript.Client expected) {
        if (bytes[at] != expected.octets()[offset]) {
          break;
        }
        at++;
        advance(1, expected.octets().length);
      } else {
        break;
      }
    }
    if (at < to && mismatch.isEmpty()) {
      mismatch = "at step " + step + " the client said " + Transcript.shown(bytes, at, to);
    }
  }

  @Override
  public int send(byte[] into, int from, int to) {
    if (!mismatch.isEmpty()) {
      return -1;
    }
    int count = 0;
    while (from + count < to
        && step < steps.size()
        && steps.get(step) instanceof Transcript.Server server) {
      int length = Math.min(to - from - count, server.octets().length - offset);
      System.arraycopy(server.octets(), offset, into, from + count, length);
      count += length;
      advance(length, server.octets().length);
    }
    boolean closes = step < steps.size() && steps.get(step) instanceof Transcript.Close;
    return count == 0 && closes ? -1 : count;
  }

  @Override
  public int ready() {
    int sum = -offset;
    for (int i = step; i < steps.size(); i++) {
      if (!(steps.get(i) instanceof Transcript.Server server)) {
        break;
      }
      sum += server.octets().length;
    }
    return Math.max(0, sum);
  }

  private void advance(int count, int length) {
    offset += count;
    if (offset == length) {
      offset = 0;
      step++;
    }
  }
}
