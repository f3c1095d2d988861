package org.mailshim.authentication;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.mailshim.queue.Claim;
import org.mailshim.queue.QueueId;
import org.mailshim.queue.Settlement;
import org.mailshim.queue.Spool;
import org.mailshim.queue.Submission;

/** Holds a message until it is whole, signs it, and puts it into a queue. One thread at a time. */
final class SigningSubmission implements Submission {
  private static final int BLOCK = 8 * 1024;

  private final DkimSigners signers;
  private final Submission next;
  private final Spool spool;

  SigningSubmission(DkimSigners signers, Submission next, Spool spool) {
    this.signers = signers;
    this.next = next;
    this.spool = spool;
  }

  @Override
  public QueueId id() {
    return next.id();
  }

  @Override
  public void write(byte[] octets, int from, int to) {
    spool.append(octets, from, to);
  }

  @Override
  public void commit() {
    passOn();
    next.commit();
  }

  @Override
  public void commitWith(Claim claim, List<Settlement> settlements) {
    passOn();
    next.commitWith(claim, settlements);
  }

  private void passOn() {
    try (spool;
        InputStream in = signers.sign(spool.complete()).open()) {
      byte[] block = new byte[BLOCK];
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        next.write(block, 0, count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("while signing a message", e);
    }
  }

  @Override
  public void close() {
    spool.close();
    next.close();
  }
}
