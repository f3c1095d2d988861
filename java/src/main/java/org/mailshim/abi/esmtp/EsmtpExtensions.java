package org.mailshim.abi.esmtp;

import java.util.Optional;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.Ret;
import org.mailshim.smtp.submission.SubmittedMessage.DeliveryTime;

/** The entries of {@code libesmtp.h} about what extensions say of messages and recipients. */
final class EsmtpExtensions {
  private static final long LONGEST_TIME = 999_999_999;

  private EsmtpExtensions() {}

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
