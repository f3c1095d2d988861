package org.mailshim.abi.esmtp;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.NativeEntry;
import org.mailshim.abi.Surface;
import org.mailshim.smtp.submission.Submission;
import org.mailshim.smtp.submission.SubmittedMessage;

/** The entries of {@code libesmtp.h} about sessions and what happens in them. */
@Surface(
    name = "esmtp",
    header = "mailshim/esmtp/libesmtp.h",
    furtherHeaders = {"mailshim/esmtp/auth-client.h", "mailshim/esmtp/mailshim-esmtp.h"},
    privateHeader = "esmtp/esmtp.h",
    guard = "ErrorNumber",
    natives = "HostCalls")
@NativeEntry(
    value = "int smtp_errno(void)",
    group = "errors",
    doc =
        """
        Why the calling thread's last failing call failed.

        @return {@code SMTP_ERR_...}, or a system's errno with its sign turned; 0 if none has failed yet
        """)
@NativeEntry(
    value = "char *smtp_strerror(int error, char *buf, size_t buflen)",
    group = "errors",
    doc =
        """
        An error in words.

        @param error what {@code smtp_errno} returned
        @param buf gets the text, NUL-terminated, cut to fit
        @param buflen its size in octets
        @return {@code buf}; NULL if that is NULL, or has no room at all
        """)
@NativeEntry(
    value = "int smtp_version(void *buf, size_t len, int what)",
    group = "session",
    doc =
        """
        Which libESMTP this is like.

        @param buf gets the text, NUL-terminated
        @param len its size in octets, at least the text's length
        @param what {@code Ver_VERSION}, {@code Ver_SO_VERSION} or {@code Ver_LT_VERSION}
        @return 1, or 0 if there is no room or no such version
        """)
@NativeEntry(
    value =
        """
        int smtp_set_header(smtp_message_t message, const char *header, ...)""",
    group = "message",
    doc =
        """
        Sets a header field, for when the message does not have it. Its value depends on the field: for
        {@code Date} a {@code const time_t *}; for {@code From}, {@code Sender}, {@code To}, {@code Cc},
        {@code Bcc}, {@code Reply-To} and {@code Disposition-Notification-To} two {@code const char *}, the
        name to show or NULL, and the address; for all else a {@code const char *}. {@code From},
        {@code To}, {@code Cc}, {@code Bcc} and {@code Reply-To} may be set more than once, and become a list.
        NULL twice means the sender's address for {@code From} and {@code Disposition-Notification-To}, and all
        recipients for {@code To}; NULL for {@code Message-Id}, one that is made.

        {@code Date}, {@code From} and {@code Message-Id} are sent in any case. A line end in a value must be
        followed by a space or tab.

        @param message the message
        @param header the field's name
        @return 1, or 0: a field that is not the program's ({@code Received}, {@code Content-...},
            {@code MIME-...}, {@code Resent-...}, {@code Return-Path}), set already, prohibited, or a bad value
        """)
@NativeEntry(
    value =
        """
        int smtp_set_header_option(smtp_message_t message, const char *header,
            enum header_option option, ...)""",
    group = "message",
    after = "smtp_set_header",
    doc =
        """
        Says what becomes of a header field, by one more argument, an {@code int}: whether the value set here
        replaces that of the message ({@code Hdr_OVERRIDE}), or whether the field is left out
        ({@code Hdr_PROHIBIT}).

        @param message the message
        @param header the field's name
        @param option which of the two
        @return 1, or 0 for a field that is not the program's, and for prohibiting {@code Date} or {@code From}
        """)
@NativeEntry(
    value = "const char *_smtp_message_fp_cb(void **ctx, int *len, void *arg)",
    group = "source",
    doc =
        """
        Reads a message from a {@code FILE *}, from its beginning.

        @param ctx the buffer
        @param len gets the octets of a piece; NULL to begin anew
        @param arg the {@code FILE *}
        @return the piece
        """)
@NativeEntry(
    value = "const char *_smtp_message_str_cb(void **ctx, int *len, void *arg)",
    group = "source",
    doc =
        """
        Gives a NUL-terminated string as a message.

        @param ctx whether it was given
        @param len gets its length; NULL to begin anew
        @param arg the {@code const char *}
        @return the string
        """)
@NativeEntry(
    value = "int smtp_starttls_set_password_cb(smtp_starttls_passwordcb_t cb, void *arg)",
    group = "tls",
    doc =
        """
        Sets, for all sessions of the process, who is asked for the password of the client's private key.

        @param cb the callback
        @param arg passed to it
        @return 1, or 0 if {@code cb} is NULL
        """)
@NativeEntry(
    value = "void auth_client_init(void)",
    group = "context",
    doc = "To be called before all else, once; there is nothing left for it to do.")
@NativeEntry(
    value = "void auth_client_exit(void)",
    group = "context",
    doc = "To be called at the end; there is nothing left for it to do.")
@NativeEntry(
    value =
        """
        void auth_encode(char **dstbuf, int *dstlen, const char *srcbuf, int srclen, void *arg)""",
    group = "mechanism",
    doc =
        """
        What a mechanism's security layer makes of octets to be sent. No mechanism has one, so nothing is
        stored, and the octets are sent as they are.

        @param dstbuf would get the address of the octets to send
        @param dstlen would get their number
        @param srcbuf the octets
        @param srclen their number
        @param arg the context
        """)
@NativeEntry(
    value =
        """
        void auth_decode(char **dstbuf, int *dstlen, const char *srcbuf, int srclen, void *arg)""",
    group = "mechanism",
    doc =
        """
        The way back from {@code auth_encode}.

        @param dstbuf would get the address of the octets received
        @param dstlen would get their number
        @param srcbuf the octets
        @param srclen their number
        @param arg the context
        """)
public final class Esmtp {
  private static final int OVERRIDE_MINIMUM = 0x1000;
  private static final int SHORTEST_TIMEOUT = 1000;

  private Esmtp() {}

  /**
   * Makes a session. The first call of a process starts Java, some 40 ms.
   *
   * @return the session; NULL if there is no memory, or no Java runtime ({@code
   *     mailshim_last_error} says)
   */
  @Entry(value = "smtp_session_t smtp_create_session(void)", failure = "NULL", group = "session")
  static long createSession() {
    return new EsmtpSession().handle();
  }

  /**
   * Ends a session, its messages, their recipients and the ETRN nodes. The release functions of
   * their application data are called: the session's, the nodes', then for each message its own and
   * those of its recipients.
   *
   * @param session the session, which must not be running
   * @return 1, or 0 if there is no such session
   */
  @Entry(
      value = "int smtp_destroy_session(smtp_session_t session)",
      failure = "0",
      group = "session")
  static int destroySession(long session) {
    EsmtpSession.HANDLES.get(session).destroy();
    return 1;
  }

  /**
   * Names the server.
   *
   * @param session the session
   * @param hostport host name or address, and perhaps a colon and a port by number or name; else
   *     port 587. Address literals of IPv6 stand in brackets
   * @return 1, or 0 for NULL
   */
  @Entry(
      value = "int smtp_set_server(smtp_session_t session, const char *hostport)",
      failure = "0",
      group = "session")
  static int setServer(long session, CString hostport) {
    EsmtpSession served = EsmtpSession.HANDLES.get(session);
    String text = HostCalls.required(hostport, "the server");
    int close = text.startsWith("[") ? text.indexOf(']') : -1;
    int colon = text.indexOf(':', Math.max(close, 0));
    String port = colon < 0 ? "587" : text.substring(colon + 1);
    String host = colon < 0 ? text : text.substring(0, colon);
    served.server(close > 0 ? text.substring(1, close) : host, port);
    return 1;
  }

  /**
   * The server's name: as the resolver has it once the session has been started, before that as it
   * was set.
   *
   * @param session the session
   * @return the name, good until another is set or found; NULL if there is none
   */
  @Entry(
      value = "const char *smtp_get_server_name(smtp_session_t session)",
      failure = "NULL",
      group = "session")
  static long serverName(long session) {
    return EsmtpSession.HANDLES.get(session).serverAddress();
  }

  /**
   * Sets the name for EHLO, which should be the full domain name of this machine.
   *
   * @param session the session
   * @param hostname the name; NULL for the one that {@code uname} gives
   * @return 1, or 0 if it has line ends in it
   */
  @Entry(
      value = "int smtp_set_hostname(smtp_session_t session, const char *hostname)",
      failure = "0",
      group = "session")
  static int setHostname(long session, CString hostname) {
    EsmtpSession.HANDLES.get(session).clientName(HostCalls.line(hostname, "the host name"));
    return 1;
  }

  /**
   * Calls back for each message, in the order in which they were added.
   *
   * @param session the session
   * @param cb the callback
   * @param arg passed to it
   * @return 1, or 0 for NULL
   */
  @Entry(
      value =
          """
          int smtp_enumerate_messages(smtp_session_t session, smtp_enumerate_messagecb_t cb, void *arg)""",
      failure = "0",
      group = "session")
  static int enumerateMessages(long session, MemorySegment cb, MemorySegment arg) {
    EsmtpSession of = EsmtpSession.HANDLES.get(session);
    CString.requireAddress(cb.address(), "the callback");
    for (int i = 0; i < of.messages().size(); i++) {
      SubmittedMessage message = of.messages().get(i);
      HostCalls.message(cb.address(), ((EsmtpMessage) message).handle(), arg.address());
    }
    return 1;
  }

  /**
   * Whether a message is sent only if the server takes all of its recipients.
   *
   * @param session the session
   * @param state 0: it is sent to those that are taken
   * @return 1, or 0 if there is no such session
   */
  @Entry(
      value = "int smtp_option_require_all_recipients(smtp_session_t session, int state)",
      failure = "0",
      group = "session")
  static int requireAllRecipients(long session, int state) {
    EsmtpSession.HANDLES.get(session).requiresAllRecipients(state != 0);
    return 1;
  }

  /**
   * Sets a time-out. Less than what RFC 5321 asks for becomes that, unless {@code
   * Timeout_OVERRIDE_RFC2822_MINIMUM} is added; then the least is a second.
   *
   * @param session the session
   * @param which one of {@code Timeout_...}
   * @param value milliseconds
   * @return what was set; 0 if there is no such time-out, or the value is not positive
   */
  @Entry(
      value = "long smtp_set_timeout(smtp_session_t session, int which, long value)",
      failure = "0",
      group = "session")
  static long setTimeout(long session, int which, long value) {
    EsmtpSession of = EsmtpSession.HANDLES.get(session);
    Submission.Wait[] waits = Submission.Wait.values();
    int index = which & ~OVERRIDE_MINIMUM;
    if (index < 0 || index >= waits.length || value <= 0) {
      throw new AbiException(ErrorCode.ARGUMENT, "no time-out " + index + " of " + value + " ms");
    }
    boolean overridden = (which & OVERRIDE_MINIMUM) != 0;
    long millis = Math.max(value, overridden ? SHORTEST_TIMEOUT : waits[index].least());
    of.timeout(waits[index], millis);
    return millis;
  }

  /**
   * Connects, sends the messages to those recipients who do not have them yet, and returns when all
   * is said. Where the server has several addresses they are tried in turn.
   *
   * @param session the session
   * @return 1 once there was a conversation, whatever came of it; 0 if there was nothing to do, or
   *     nobody to talk to
   */
  @Entry(value = "int smtp_start_session(smtp_session_t session)", failure = "0", group = "session")
  static int startSession(long session) {
    return EsmtpSession.HANDLES.get(session).start() ? 1 : 0;
  }

  /**
   * Sets who is told what happens.
   *
   * @param session the session
   * @param cb the callback; NULL for none, and the usual answers
   * @param arg passed to it
   * @return 1, or 0 if there is no such session
   */
  @Entry(
      value = "int smtp_set_eventcb(smtp_session_t session, smtp_eventcb_t cb, void *arg)",
      failure = "0",
      group = "events")
  static int setEventCallback(long session, MemorySegment cb, MemorySegment arg) {
    EsmtpSession.HANDLES.get(session).events().events(cb.address(), arg.address());
    return 1;
  }

  /**
   * Sets who is given a copy of the conversation: commands and replies, not messages. It shows
   * passwords.
   *
   * @param session the session
   * @param cb the callback; NULL for none
   * @param arg passed to it
   * @param headers whether it is given the header fields of messages too
   * @return 1, or 0 if there is no such session
   */
  @Entry(
      value =
          """
          int smtp_set_monitorcb(smtp_session_t session, smtp_monitorcb_t cb, void *arg, int headers)""",
      failure = "0",
      group = "events")
  static int setMonitorCallback(
      long session, MemorySegment cb, MemorySegment arg, boolean headers) {
    EsmtpSession.HANDLES.get(session).events().monitor(cb.address(), arg.address(), headers);
    return 1;
  }
}
