package org.mailshim.abi.esmtp;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;
import org.mailshim.smtp.submission.SubmittedRecipient;

/** The entries of {@code libesmtp.h} about messages. */
final class EsmtpMessages {
  private static final int DATE = 0;
  private static final int MAILBOX = 1;

  private EsmtpMessages() {}

  /**
   * Adds a message to a session.
   *
   * @param session the session
   * @return the message; NULL if there is no such session
   */
  @Entry(
      value = "smtp_message_t smtp_add_message(smtp_session_t session)",
      failure = "NULL",
      group = "message")
  static long addMessage(long session) {
    EsmtpSession of = EsmtpSession.HANDLES.get(session);
    EsmtpMessage message = EsmtpMessage.create();
    of.add(message);
    return message.handle();
  }

  /**
   * Sets the sender's address, the reverse-path.
   *
   * @param message the message
   * @param mailbox the address, without angle brackets; NULL or empty for the null reverse-path
   * @return 1, or 0 if it has line ends in it
   */
  @Entry(
      value = "int smtp_set_reverse_path(smtp_message_t message, const char *mailbox)",
      failure = "0",
      group = "message")
  static int setReversePath(long message, CString mailbox) {
    EsmtpMessage.HANDLES.get(message).reversePath(HostCalls.line(mailbox, "the reverse-path"));
    return 1;
  }

  /**
   * Sets where the text of a message comes from.
   *
   * @param message the message
   * @param cb gives it, piece by piece
   * @param arg passed to it
   * @return 1, or 0 for NULL
   */
  @Entry(
      value = "int smtp_set_messagecb(smtp_message_t message, smtp_messagecb_t cb, void *arg)",
      failure = "0",
      group = "message")
  static int setMessageCallback(long message, MemorySegment cb, MemorySegment arg) {
    EsmtpMessage of = EsmtpMessage.HANDLES.get(message);
    CString.requireAddress(cb.address(), "the callback");
    of.callback(cb.address(), arg.address());
    return 1;
  }

  /**
   * Calls back for each recipient, in the order in which they were added.
   *
   * @param message the message
   * @param cb the callback
   * @param arg passed to it
   * @return 1, or 0 for NULL
   */
  @Entry(
      value =
          """
          int smtp_enumerate_recipients(smtp_message_t message, smtp_enumerate_recipientcb_t cb,
              void *arg)""",
      failure = "0",
      group = "recipient")
  static int enumerateRecipients(long message, MemorySegment cb, MemorySegment arg) {
    EsmtpMessage of = EsmtpMessage.HANDLES.get(message);
    CString.requireAddress(cb.address(), "the callback");
    for (int i = 0; i < of.recipients().size(); i++) {
      var each = (EsmtpRecipient) of.recipients().get(i);
      HostCalls.recipient(cb.address(), each.handle(), each.mailboxAddress(), arg.address());
    }
    return 1;
  }

  /**
   * Sets a header field; the arguments of {@code smtp_set_header} taken apart.
   *
   * @param message the message
   * @param header the field's name
   * @param kind 0: a point in time, 1: a mailbox, 2: text
   * @param first seconds, the name to show, or the text
   * @param second the address
   * @return 1, or 0 if it cannot be set
   */
  @Entry(
      value =
          """
          int mailshim_esmtp_header(smtp_message_t message, const char *header, int kind,
              int64_t first, const char *second)""",
      failure = "0",
      exported = false)
  static int setHeader(long message, CString header, int kind, long first, CString second) {
    EsmtpMessage of = EsmtpMessage.HANDLES.get(message);
    String name = HostCalls.required(header, "the header's name");
    boolean set =
        switch (kind) {
          case DATE -> of.header().setDate(name, first);
          case MAILBOX ->
              of.header()
                  .setMailbox(name, HostCalls.text(new CString(first)), HostCalls.text(second));
          default -> of.header().setText(name, HostCalls.text(new CString(first)));
        };
    return settled(set, name);
  }

  private static int settled(boolean done, String name) {
    if (!done) {
      throw new AbiException(
          name.isEmpty() ? ErrorCode.MEMORY : ErrorCode.ARGUMENT, // as it always was
          "the header field " + name + " is not the program's to set, is set, or cannot be that");
    }
    return 1;
  }

  /**
   * Sets an option of a header field; the arguments of {@code smtp_set_header_option} taken apart.
   *
   * @param message the message
   * @param header the field's name
   * @param option 0: override, 1: prohibit
   * @param value on or off
   * @return 1, or 0 if it cannot be set
   */
  @Entry(
      value =
          """
          int mailshim_esmtp_header_option(smtp_message_t message, const char *header, int option,
              int value)""",
      failure = "0",
      exported = false)
  static int setHeaderOption(long message, CString header, int option, boolean value) {
    EsmtpMessage of = EsmtpMessage.HANDLES.get(message);
    String name = HostCalls.required(header, "the header's name");
    return switch (option) {
      case 0 -> settled(of.header().override(name, value), name);
      case 1 -> settled(of.header().prohibit(name, value), name);
      default -> throw new AbiException(ErrorCode.ARGUMENT, "there is no option " + option);
    };
  }

  /**
   * Is there for fields that begin with {@code Resent-}, which cannot be set.
   *
   * @param message the message
   * @param onoff 0
   * @return 1, or 0 if it is to be switched on
   */
  @Entry(
      value = "int smtp_set_resent_headers(smtp_message_t message, int onoff)",
      failure = "0",
      group = "message")
  static int setResentHeaders(long message, int onoff) {
    EsmtpMessage.HANDLES.get(message);
    if (onoff != 0) {
      throw new AbiException(ErrorCode.ARGUMENT, "Resent- header fields cannot be set");
    }
    return 1;
  }

  /**
   * What the server said to the message as a whole: to its end, or to the wish to send it.
   *
   * @param message the message
   * @return the status, which changes with what happens, and goes with the session; NULL if there
   *     is no such message
   */
  @Entry(
      value = "const smtp_status_t *smtp_message_transfer_status(smtp_message_t message)",
      failure = "NULL",
      group = "status")
  static long transferStatus(long message) {
    return EsmtpMessage.HANDLES.get(message).transferBlock().address();
  }

  /**
   * What the server said to the sender's address.
   *
   * @param message the message
   * @return as of {@code smtp_message_transfer_status}
   */
  @Entry(
      value = "const smtp_status_t *smtp_reverse_path_status(smtp_message_t message)",
      failure = "NULL",
      group = "status")
  static long reversePathStatus(long message) {
    return EsmtpMessage.HANDLES.get(message).reversePathBlock().address();
  }

  /**
   * Forgets both.
   *
   * @param message the message
   * @return 1, or 0 if there is no such message
   */
  @Entry(
      value = "int smtp_message_reset_status(smtp_message_t message)",
      failure = "0",
      group = "status")
  static int resetStatus(long message) {
    EsmtpMessage of = EsmtpMessage.HANDLES.get(message);
    of.reversePathStatus().reset();
    of.transferStatus().reset();
    return 1;
  }

  /**
   * Adds a recipient to a message.
   *
   * @param message the message
   * @param mailbox the address, without angle brackets
   * @return the recipient; NULL if the address is NULL, or has line ends in it
   */
  @Entry(
      value = "smtp_recipient_t smtp_add_recipient(smtp_message_t message, const char *mailbox)",
      failure = "NULL",
      group = "recipient")
  static long addRecipient(long message, CString mailbox) {
    EsmtpMessage of = EsmtpMessage.HANDLES.get(message);
    String address = HostCalls.requiredLine(mailbox, "the recipient's address");
    EsmtpRecipient recipient = EsmtpRecipient.of(address);
    of.add(recipient);
    return recipient.handle();
  }

  /**
   * What the server said to the recipient's address.
   *
   * @param recipient the recipient
   * @return as of {@code smtp_message_transfer_status}
   */
  @Entry(
      value = "const smtp_status_t *smtp_recipient_status(smtp_recipient_t recipient)",
      failure = "NULL",
      group = "status")
  static long recipientStatus(long recipient) {
    return EsmtpRecipient.HANDLES.get(recipient).block().address();
  }

  /**
   * Whether nothing is left to do for a recipient.
   *
   * @param recipient the recipient
   * @return 1 if the server has taken the message for this recipient, or refused it for good; 0 if
   *     not
   */
  @Entry(
      value = "int smtp_recipient_check_complete(smtp_recipient_t recipient)",
      failure = "0",
      group = "status")
  static int isComplete(long recipient) {
    SubmittedRecipient of = EsmtpRecipient.HANDLES.get(recipient);
    return of.isComplete() ? 1 : 0;
  }

  /**
   * Forgets what has become of a recipient: the next start sends to it again.
   *
   * @param recipient the recipient
   * @return 1, or 0 if there is no such recipient
   */
  @Entry(
      value = "int smtp_recipient_reset_status(smtp_recipient_t recipient)",
      failure = "0",
      group = "status")
  static int resetRecipient(long recipient) {
    EsmtpRecipient.HANDLES.get(recipient).reset();
    return 1;
  }
}
