package org.mailshim.abi.esmtp;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.Ret;
import org.mailshim.smtp.submission.SubmittedMessage.DeliveryTime;
import org.mailshim.smtp.submission.SubmittedRecipient;

/** The entries of {@code libesmtp.h} about messages. */
final class EsmtpMessages {
  private static final int DATE = 0;
  private static final int MAILBOX = 1;
  private static final long LONGEST_TIME = 999_999_999;

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

  /**
   * Says what a notification of failure is to return (RFC 3461).
   *
   * @param message the message
   * @param flags {@code Ret_FULL}, {@code Ret_HDRS}, or {@code Ret_NOTSET} to leave it to the
   *     server
   * @return 1, or 0 if there is no such message
   */
  @Entry(
      value = "int smtp_dsn_set_ret(smtp_message_t message, enum ret_flags flags)",
      failure = "0",
      group = "extension")
  static int setReturned(long message, int flags) {
    EsmtpMessage of = EsmtpMessage.HANDLES.get(message);
    of.returned(
        switch (flags) {
          case 0 -> Optional.empty();
          case 1 -> Optional.of(Ret.FULL);
          case 2 -> Optional.of(Ret.HDRS);
          default -> Optional.empty();
        });
    return 1;
  }

  /**
   * Sets a message's identification, which notifications have in them (RFC 3461).
   *
   * @param message the message
   * @param envid the identification; NULL for none
   * @return 1, or 0 if there is no such message
   */
  @Entry(
      value = "int smtp_dsn_set_envid(smtp_message_t message, const char *envid)",
      failure = "0",
      group = "extension")
  static int setEnvelopeId(long message, CString envid) {
    EsmtpMessage.HANDLES.get(message).envelopeId(HostCalls.text(envid));
    return 1;
  }

  /**
   * Says of what the sender is notified (RFC 3461).
   *
   * @param recipient the recipient
   * @param flags {@code Notify_NEVER}, or a sum of the others; 0 to leave it to the server
   * @return 1, or 0 if there is no such recipient
   */
  @Entry(
      value = "int smtp_dsn_set_notify(smtp_recipient_t recipient, enum notify_flags flags)",
      failure = "0",
      group = "extension")
  static int setNotify(long recipient, int flags) {
    EsmtpRecipient of = EsmtpRecipient.HANDLES.get(recipient);
    StringBuilder words = new StringBuilder(flags == -1 ? "NEVER" : "");
    if (flags != -1) {
      append(words, flags & 1, "SUCCESS");
      append(words, flags & 2, "FAILURE");
      append(words, flags & 4, "DELAY");
    }
    of.notify(words.toString());
    return 1;
  }

  private static void append(StringBuilder words, int wanted, String word) {
    if (wanted != 0) {
      words.append(words.isEmpty() ? "" : ",").append(word);
    }
  }

  /**
   * Says for whom the message was when it came (RFC 3461).
   *
   * @param recipient the recipient
   * @param address_type {@code rfc822}, mostly
   * @param address the address
   * @return 1, or 0 if there is no such recipient, or the type has line ends or spaces in it
   */
  @Entry(
      value =
          """
          int smtp_dsn_set_orcpt(smtp_recipient_t recipient, const char *address_type,
              const char *address)""",
      failure = "0",
      group = "extension")
  static int setOriginalRecipient(long recipient, CString type, CString address) {
    EsmtpRecipient of = EsmtpRecipient.HANDLES.get(recipient);
    String kind = HostCalls.requiredLine(type, "the address type");
    if (kind.indexOf(' ') >= 0) {
      throw new AbiException(ErrorCode.ARGUMENT, "the address type holds a space");
    }
    of.originalRecipient(kind, HostCalls.required(address, "the original recipient"));
    return 1;
  }

  /**
   * Says how large a message is, more or less (RFC 1870).
   *
   * @param message the message
   * @param size octets; 0 to say nothing
   * @return 1, or 0 if there is no such message
   */
  @Entry(
      value = "int smtp_size_set_estimate(smtp_message_t message, unsigned long size)",
      failure = "0",
      group = "extension")
  static int setSize(long message, long size) {
    EsmtpMessage.HANDLES.get(message).sizeEstimate(size);
    return 1;
  }

  /**
   * Says what the body of a message is (RFC 6152, RFC 3030). A server that cannot take that is not
   * sent it.
   *
   * @param message the message
   * @param body one of {@code E8bitmime_...}
   * @return 1, or 0 if there is no such message
   */
  @Entry(
      value = "int smtp_8bitmime_set_body(smtp_message_t message, enum e8bitmime_body body)",
      failure = "0",
      group = "extension")
  static int setBody(long message, int body) {
    EsmtpMessage of = EsmtpMessage.HANDLES.get(message);
    BodyType[] types = BodyType.values();
    boolean known = body > 0 && body <= types.length;
    of.body(known ? Optional.of(types[body - 1]) : Optional.empty());
    return 1;
  }

  /**
   * Says when a message is to be delivered (RFC 2852).
   *
   * @param message the message
   * @param time seconds from now on; no more than 999999999 either way
   * @param mode what to do when it is late; {@code By_RETURN} needs a positive time
   * @param trace whether relays tell the sender
   * @return 1, or 0 for a time that cannot be
   */
  @Entry(
      value =
          """
          int smtp_deliverby_set_mode(smtp_message_t message, long time, enum by_mode mode,
              int trace)""",
      failure = "0",
      group = "extension")
  static int setDeliverBy(long message, long time, int mode, boolean trace) {
    EsmtpMessage of = EsmtpMessage.HANDLES.get(message);
    if (time < -LONGEST_TIME || time > LONGEST_TIME || (mode == 2 && time <= 0)) {
      throw new AbiException(ErrorCode.ARGUMENT, "no message can be delivered by " + time + " s");
    }
    of.deliverBy(
        switch (mode) {
          case 1 -> Optional.of(new DeliveryTime(time, false, trace));
          case 2 -> Optional.of(new DeliveryTime(time, true, trace));
          default -> Optional.empty();
        });
    return 1;
  }
}
