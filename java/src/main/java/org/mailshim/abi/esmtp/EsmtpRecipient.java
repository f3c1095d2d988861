package org.mailshim.abi.esmtp;

import org.mailshim.abi.Handles;
import org.mailshim.smtp.submission.SubmittedRecipient;

/** A {@code smtp_recipient_t}. */
final class EsmtpRecipient extends SubmittedRecipient {
  static final Handles<EsmtpRecipient> HANDLES = new Handles<>(98, "smtp_recipient_t");

  private final StatusBlock block;
  private final KeptText mailboxText = new KeptText();
  private final ApplicationData data = new ApplicationData();
  private final long handle = HANDLES.add(this);

  private EsmtpRecipient(String mailbox, StatusBlock status) {
    super(mailbox, status);
    block = status;
  }

  static EsmtpRecipient of(String mailbox) {
    return new EsmtpRecipient(mailbox, new StatusBlock());
  }

  long handle() {
    return handle;
  }

  StatusBlock block() {
    return block;
  }

  ApplicationData data() {
    return data;
  }

  long mailboxAddress() {
    return mailboxText.address(mailbox());
  }

  void destroy() {
    HANDLES.remove(handle);
    data.release();
    block.free();
    mailboxText.free();
  }
}
