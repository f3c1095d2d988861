package org.mailshim.abi.esmtp;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.Entry;

/** The entries of {@code libesmtp.h} about a program's own data. */
final class EsmtpData {
  private EsmtpData() {}

  /**
   * Keeps a pointer of the program's with a session. What was kept before is released.
   *
   * @param session the session
   * @param data the pointer
   * @param release called with it when it is replaced, or the session goes; NULL for nothing
   */
  @Entry(
      value =
          """
          void smtp_set_application_data_release(smtp_session_t session, void *data,
              void (*release)(void *))""",
      group = "data")
  static void sessionSetRelease(long session, MemorySegment data, MemorySegment release) {
    EsmtpSession.HANDLES.get(session).data().set(data.address(), release.address());
  }

  /**
   * The pointer that is kept with a session.
   *
   * @param session the session
   * @return the pointer; NULL if there is none
   */
  @Entry(
      value = "void *smtp_get_application_data(smtp_session_t session)",
      failure = "NULL",
      group = "data")
  static long sessionGet(long session) {
    return EsmtpSession.HANDLES.get(session).data().data();
  }

  /**
   * Keeps a pointer with a session, without a release function; that of what was kept before is not
   * called.
   *
   * @param session the session
   * @param data the pointer
   * @return what was kept before
   */
  @Entry(
      value = "void *smtp_set_application_data(smtp_session_t session, void *data)",
      failure = "NULL",
      group = "deprecated")
  static long sessionSet(long session, MemorySegment data) {
    return EsmtpSession.HANDLES.get(session).data().exchange(data.address());
  }

  /**
   * Keeps a pointer of the program's with a message. What was kept before is released.
   *
   * @param message the message
   * @param data the pointer
   * @param release called with it when it is replaced, or the message goes; NULL for nothing
   */
  @Entry(
      value =
          """
          void smtp_message_set_application_data_release(smtp_message_t message, void *data,
              void (*release)(void *))""",
      group = "data")
  static void messageSetRelease(long message, MemorySegment data, MemorySegment release) {
    EsmtpMessage.HANDLES.get(message).data().set(data.address(), release.address());
  }

  /**
   * The pointer that is kept with a message.
   *
   * @param message the message
   * @return the pointer; NULL if there is none
   */
  @Entry(
      value = "void *smtp_message_get_application_data(smtp_message_t message)",
      failure = "NULL",
      group = "data")
  static long messageGet(long message) {
    return EsmtpMessage.HANDLES.get(message).data().data();
  }

  /**
   * Keeps a pointer with a message, without a release function; that of what was kept before is not
   * called.
   *
   * @param message the message
   * @param data the pointer
   * @return what was kept before
   */
  @Entry(
      value = "void *smtp_message_set_application_data(smtp_message_t message, void *data)",
      failure = "NULL",
      group = "deprecated")
  static long messageSet(long message, MemorySegment data) {
    return EsmtpMessage.HANDLES.get(message).data().exchange(data.address());
  }

  /**
   * Keeps a pointer of the program's with a recipient. What was kept before is released.
   *
   * @param recipient the recipient
   * @param data the pointer
   * @param release called with it when it is replaced, or the recipient goes; NULL for nothing
   */
  @Entry(
      value =
          """
          void smtp_recipient_set_application_data_release(smtp_recipient_t recipient, void *data,
              void (*release)(void *))""",
      group = "data")
  static void recipientSetRelease(long recipient, MemorySegment data, MemorySegment release) {
    EsmtpRecipient.HANDLES.get(recipient).data().set(data.address(), release.address());
  }

  /**
   * The pointer that is kept with a recipient.
   *
   * @param recipient the recipient
   * @return the pointer; NULL if there is none
   */
  @Entry(
      value = "void *smtp_recipient_get_application_data(smtp_recipient_t recipient)",
      failure = "NULL",
      group = "data")
  static long recipientGet(long recipient) {
    return EsmtpRecipient.HANDLES.get(recipient).data().data();
  }

  /**
   * Keeps a pointer with a recipient, without a release function; that of what was kept before is
   * not called.
   *
   * @param recipient the recipient
   * @param data the pointer
   * @return what was kept before
   */
  @Entry(
      value = "void *smtp_recipient_set_application_data(smtp_recipient_t recipient, void *data)",
      failure = "NULL",
      group = "deprecated")
  static long recipientSet(long recipient, MemorySegment data) {
    return EsmtpRecipient.HANDLES.get(recipient).data().exchange(data.address());
  }

  /**
   * Keeps a pointer of the program's with an ETRN node. What was kept before is released.
   *
   * @param node the node
   * @param data the pointer
   * @param release called with it when it is replaced, or the node goes; NULL for nothing
   */
  @Entry(
      value =
          """
          void smtp_etrn_set_application_data_release(smtp_etrn_node_t node, void *data,
              void (*release)(void *))""",
      group = "data")
  static void etrnSetRelease(long node, MemorySegment data, MemorySegment release) {
    EsmtpNode.HANDLES.get(node).data().set(data.address(), release.address());
  }

  /**
   * The pointer that is kept with an ETRN node.
   *
   * @param node the node
   * @return the pointer; NULL if there is none
   */
  @Entry(
      value = "void *smtp_etrn_get_application_data(smtp_etrn_node_t node)",
      failure = "NULL",
      group = "data")
  static long etrnGet(long node) {
    return EsmtpNode.HANDLES.get(node).data().data();
  }

  /**
   * Keeps a pointer with an ETRN node, without a release function; that of what was kept before is
   * not called.
   *
   * @param node the node
   * @param data the pointer
   * @return what was kept before
   */
  @Entry(
      value = "void *smtp_etrn_set_application_data(smtp_etrn_node_t node, void *data)",
      failure = "NULL",
      group = "deprecated")
  static long etrnSet(long node, MemorySegment data) {
    return EsmtpNode.HANDLES.get(node).data().exchange(data.address());
  }
}
