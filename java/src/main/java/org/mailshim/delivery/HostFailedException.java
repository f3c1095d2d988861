package org.mailshim.delivery;

/**
 * A host has no address to connect to. Stays in this package: it becomes the verdict about a
 * destination.
 */
final class HostFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Verdict verdict;
  private final boolean ours;

  /**
   * Makes the exception.
   *
   * @param ours whether the host is this one, so that those behind it must not be tried either (RFC
   *     5321 section 5.1)
   */
  HostFailedException(Verdict verdict, boolean ours) {
    super(verdict.reply().text(), null, false, false);
    this.verdict = verdict;
    this.ours = ours;
  }

  Verdict verdict() {
    return verdict;
  }

  boolean isOurs() {
    return ours;
  }
}
