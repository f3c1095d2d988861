package org.mailshim.smtp.server;

import java.util.List;
import org.mailshim.smtp.Reply;

/** Answers for each recipient of one message by itself, and is not to be asked for all at once. */
final class LmtpSink extends OneMessageSink {
  private final List<Reply> replies;

  LmtpSink(List<Reply> replies) {
    this.replies = replies;
  }

  @Override
  public Reply finish() {
    throw new AssertionError("asked for all in LMTP");
  }

  @Override
  public List<Reply> finishForEach(ReceivedEnvelope whole) {
    return replies;
  }
}
