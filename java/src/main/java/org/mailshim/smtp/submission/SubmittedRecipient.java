package org.mailshim.smtp.submission;

import org.jspecify.annotations.Nullable;

/** One recipient of a message. One thread at a time. */
public class SubmittedRecipient {
  private final String mailbox;
  private final ReplyStatus status;
  private boolean complete;
  private String notify = "";

  /** Once it was wanted it is missed, also when it is not any more. */
  private boolean wantsDsn;

  private String originalRecipient = "";

  /**
   * A recipient.
   *
   * @param mailbox as it goes between the angle brackets of RCPT, without line ends
   * @param status takes the replies
   */
  public SubmittedRecipient(String mailbox, ReplyStatus status) {
    this.mailbox = mailbox;
    this.status = status;
  }

  /** The address. */
  public final String mailbox() {
    return mailbox;
  }

  /** The last reply about this recipient. */
  public final ReplyStatus status() {
    return status;
  }

  /** Whether there is nothing left to do: the message was accepted, or the recipient refused. */
  public final boolean isComplete() {
    return complete;
  }

  final void complete() {
    complete = true;
  }

  /** Forgets what has become of it; the next run sends to it again. */
  public final void reset() {
    complete = false;
    status.reset();
  }

  /** The value of NOTIFY (RFC 3461 §4.1); empty = none. */
  public final void notify(String conditions) {
    notify = conditions;
    wantsDsn |= !conditions.isEmpty();
  }

  /** The value of ORCPT as a pair with {@code ;}, its address not encoded yet; null = none. */
  public final void originalRecipient(@Nullable String type, @Nullable String address) {
    originalRecipient = type == null || address == null ? "" : type + ";" + Xtext.of(address);
    wantsDsn |= !originalRecipient.isEmpty();
  }

  final boolean wantsDsn() {
    return wantsDsn;
  }

  final String parameters() {
    String notifyPart = notify.isEmpty() ? "" : " NOTIFY=" + notify;
    return originalRecipient.isEmpty() ? notifyPart : notifyPart + " ORCPT=" + originalRecipient;
  }
}
