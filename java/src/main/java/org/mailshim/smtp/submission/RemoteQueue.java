package org.mailshim.smtp.submission;

/** A queue that the server is asked to start (ETRN, RFC 1985). One thread at a time. */
public class RemoteQueue {
  private final char option;
  private final String domain;
  private final ReplyStatus status;

  /**
   * A queue.
   *
   * @param option {@code '@'} for a domain with all below it, or 0
   * @param domain the node, without line ends
   * @param status takes the replies
   */
  public RemoteQueue(char option, String domain, ReplyStatus status) {
    this.option = option;
    this.domain = domain;
    this.status = status;
  }

  /** {@code '@'} or 0. */
  public final char option() {
    return option;
  }

  /** The node. */
  public final String domain() {
    return domain;
  }

  /** The last reply about it. */
  public final ReplyStatus status() {
    return status;
  }

  final String command() {
    return option == 0 ? "ETRN " + domain : "ETRN " + option + domain;
  }
}
