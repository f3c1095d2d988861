package org.mailshim.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.mailshim.transport.MemoryConnection;

/**
 * One side of a {@link Pop3Transcript}. Speaks when the other side has said all that stands before
 * the lines it speaks together; wants the other side's octets to be exactly the transcript's, and
 * none of them before it has begun with the lines that they answer.
 */
public final class Pop3TranscriptPeer implements MemoryConnection.Peer {
  private final List<Pop3Transcript.Step> steps;
  private final boolean isServer;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  /** Where we are in what we say, and in what we hear. */
  private int saying;

  private int said;
  private int hearing;
  private int heardOfStep;
  private String mismatch = "";

  /** Plays the server, or the client. */
  public Pop3TranscriptPeer(Pop3Transcript transcript, boolean isServer) {
    this.steps = transcript.steps();
    this.isServer = isServer;
    this.saying = next(0, isServer);
    this.hearing = next(0, !isServer);
  }

  /** The first step from an index on that is that side's; a close is the server's. */
  private int next(int from, boolean server) {
    int at = from;
    while (at < steps.size() && steps.get(at).isServer() != server) {
      at++;
    }
    return at;
  }

  /** What went otherwise than the transcript says; empty when nothing did. */
  public String mismatch() {
    return mismatch;
  }

  /** All that the other side has said. */
  public String heard() {
    return heard.toString(ISO_8859_1);
  }

  /** Whether everything was heard that should be. */
  public boolean isAtEnd() {
    return hearing == steps.size() || isClose(hearing);
  }

  private boolean isClose(int step) {
    return step < steps.size() && steps.get(step).octets().length == 0;
  }

  /** Whether we may speak: all that the other side says before these lines has been heard. */
  private boolean maySpeak() {
    return saying < steps.size() && !isClose(saying) && hearing > saying;
  }

  /** Whether the other side may: of the lines before its own, we have begun the last ones. */
  private boolean mayHear() {
    if (hearing == steps.size() || isClose(hearing)) {
      return false;
    }
    int group = hearing;
    while (group > 0 && steps.get(group - 1).isServer() != isServer) {
      group--;
    }
    while (group > 0 && steps.get(group - 1).isServer() == isServer) {
      group--;
    }
    return hearing < saying
        || saying > group
        || said > 0
        || steps.get(group).isServer() != isServer;
  }

  @Override
  public void receive(byte[] bytes, int from, int to) {
    heard.write(bytes, from, to - from);
    for (int at = from; at < to && mismatch.isEmpty(); at++) {
      if (!mayHear() || bytes[at] != steps.get(hearing).octets()[heardOfStep]) {
        String rest = new String(bytes, at, to - at, ISO_8859_1);
        mismatch = "at step " + hearing + ": " + rest.replace("\r\n", "\\r\\n");
        return;
      }
      heardOfStep++;
      if (heardOfStep == steps.get(hearing).octets().length) {
        heardOfStep = 0;
        hearing = next(hearing + 1, !isServer);
      }
    }
  }

  @Override
  public int send(byte[] into, int from, int to) {
    int count = 0;
    while (from + count < to && maySpeak()) {
      byte[] octets = steps.get(saying).octets();
      int length = Math.min(to - from - count, octets.length - said);
      System.arraycopy(octets, said, into, from + count, length);
      count += length;
      said += length;
      if (said == octets.length) {
        said = 0;
        saying = next(saying + 1, isServer);
      }
    }
    boolean closes = isClose(saying) && hearing > saying;
    return count == 0 && closes ? -1 : count;
  }

  @Override
  public int ready() {
    int sum = 0;
    for (int i = saying; i < hearing && !isClose(i); i = next(i + 1, isServer)) {
      sum += steps.get(i).octets().length - (i == saying ? said : 0);
    }
    return sum;
  }
}
