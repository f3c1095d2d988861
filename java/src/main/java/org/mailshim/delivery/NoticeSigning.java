package org.mailshim.delivery;

import org.mailshim.queue.Submission;

/** Who signs the notices that a {@link QueueRunner} writes, on their way into the queue. */
@FunctionalInterface
public interface NoticeSigning {
  /** Nobody. No lambda: it would be linked in the way of a host's first message. */
  NoticeSigning NONE = new Unsigned();

  /**
   * Has a notice signed.
   *
   * @param notice where the signed notice goes; it is closed and committed through what is returned
   * @return what takes the notice; may be {@code notice} itself
   */
  Submission signing(Submission notice);

  /** Signs nothing. */
  record Unsigned() implements NoticeSigning {
    @Override
    public Submission signing(Submission notice) {
      return notice;
    }
  }
}
