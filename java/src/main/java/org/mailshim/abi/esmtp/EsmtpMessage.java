package org.mailshim.abi.esmtp;

import org.jspecify.annotations.Nullable;
import org.mailshim.abi.Handles;
import org.mailshim.smtp.submission.SubmittedMessage;
import org.mailshim.smtp.submission.SubmittedRecipient;

/** A {@code smtp_message_t}. */
final class EsmtpMessage extends SubmittedMessage {
  static final Handles<EsmtpMessage> HANDLES = new Handles<>(97, "smtp_message_t");

  private final StatusBlock reversePathBlock;
  private final StatusBlock transferBlock;
  private final KeptText reversePathText = new KeptText();
  private final ApplicationData data = new ApplicationData();
  private final long handle = HANDLES.add(this);
  private @Nullable HostMessage text;

  private EsmtpMessage(StatusBlock reversePath, StatusBlock transfer) {
    super(reversePath, transfer);
    reversePathBlock = reversePath;
    transferBlock = transfer;
  }

  static EsmtpMessage create() {
    return new EsmtpMessage(new StatusBlock(), new StatusBlock());
  }

  long handle() {
    return handle;
  }

  StatusBlock reversePathBlock() {
    return reversePathBlock;
  }

  StatusBlock transferBlock() {
    return transferBlock;
  }

  ApplicationData data() {
    return data;
  }

  long reversePathAddress() {
    return reversePathText.address(reversePath());
  }

  /** Sets the message callback. */
  void callback(long function, long argument) {
    freeText();
    text = new HostMessage(function, argument);
    source(text);
  }

  private void freeText() {
    if (text != null) {
      text.free();
      text = null;
    }
  }

  void destroy() {
    HANDLES.remove(handle); // a release function can change nothing any more
    data.release();
    for (SubmittedRecipient recipient : recipients()) {
      ((EsmtpRecipient) recipient).destroy();
    }
    freeText();
    reversePathBlock.free();
    transferBlock.free();
    reversePathText.free();
  }
}
