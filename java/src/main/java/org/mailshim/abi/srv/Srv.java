package org.mailshim.abi.srv;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.Handles;
import org.mailshim.abi.LastError;
import org.mailshim.abi.NativeEntry;
import org.mailshim.abi.Surface;
import org.mailshim.delivery.RecipientReport;
import org.mailshim.delivery.Route;

/**
 * The entries of {@code mailshim/srv.h}: arguments in, values out; the work is done by {@link
 * ClientStream} and the engine.
 */
@Surface(
    name = "srv",
    header = "mailshim/srv.h",
    api = "SRV_API",
    call = "SRV_CALL",
    node = "MAILSHIM_SRV_1",
    defaults = "SRV_DEFAULT",
    privateSymbols = {
      "_Z23SRVInitSendMsgImidiatlyPcPiPFvPPvS1_iiES1_",
      "_Z23SRVInitSendMsgImidiatlyPcS_PFvPPvS0_iiES0_",
      "_Z23SRVInitSendMsgBackgaundPcPiPFvPPvS1_iiES1_",
      "_Z23SRVInitSendMsgBackgaundPcS_PFvPPvS0_iiES0_",
      "_Z18SRVInitSendMsgSMTPPcPiS_iPFvPPvS1_iiES1_",
      "_Z18SRVInitSendMsgSMTPPcS_S_iPFvPPvS0_iiES0_",
      "_Z11SRVEndOfMsgPPv",
      "_Z7SRVSendPPvS_i",
      "_Z9SRVprintfPPvPcz",
      "_Z7SRVRecvPPvS_i",
      "_Z13SetSMTPServerPFiPPvPcizEii",
      "_Z13SetPOP3ServerPFiPPvPcizEii",
      "_Z11GetAUTHNamePPv",
      "_Z12GetAUTHPasswPPv",
      "_Z11GetRemoteIPPPv",
      "_Z13GetRemoteAddrPPvS_i",
      "_Z9GetSocketPPv",
      "_Z6FindMXPcP12MailHostInfoi",
      "_Z10LoadConfigPc",
      "_Z14SetConfigParamPci",
      "_Z14SetConfigParamPKci",
      "_Z14SetConfigParamPcS_",
      "_Z14SetConfigParamPKcS0_",
      "_Z17GetConfigParamIntPc",
      "_Z17GetConfigParamStrPc",
      "_Z17SetConfigParamStrPc"
    },
    privateNode = "MAILSHIM_SRV_OLD_NAMES")
@NativeEntry(
    value = "int SRVprintf(ServerStream stream, const char *format, ...) SRV_PRINTF(2, 3)",
    group = "send",
    after = "SRVSend",
    doc =
        """
        Adds formatted text to a message, as {@code printf} would format it in the host's locale. The text
        may have any length.

        @param stream the message
        @param format as for {@code printf}; never text that came from outside
        @return octets accepted; 0 on error, and nothing was added then
        """)
@NativeEntry(
    value = "int SRVGetLastError(ServerStream stream)",
    group = "errors",
    doc =
        """
        The class of what went wrong.

        @param stream a message whose last failure is asked for; NULL for the calling thread's last
            error, also after the stream is gone, as {@code mailshim_last_error_code} tells it
        @return {@code MAILSHIM_OK} if nothing went wrong, or one of {@code MAILSHIM_E_...}
        """)
@NativeEntry(
    value = "int SRVErrorText(ServerStream stream, char *bufer, int size)",
    group = "errors",
    doc =
        """
        What went wrong, in words.

        @param stream as for {@code SRVGetLastError}
        @param bufer gets the text, NUL-terminated, cut to fit; NULL to ask for the size only
        @param size its size
        @return the octets that the whole text needs without its NUL; -1 for a bad stream
        """)
@NativeEntry(
    value = "int GetRemoteAddr(ServerStream stream, void *addr, int buflen)",
    group = "servers",
    doc =
        """
        The client's address.

        @param stream the session
        @param addr gets a {@code struct sockaddr_in} or {@code sockaddr_in6}
        @param buflen its size
        @return octets written; 0 when there is no room for them, or for a bad stream
        """)
@NativeEntry(
    value = "int GetSocket(ServerStream stream)",
    group = "servers",
    doc =
        """
        The session's socket, to be asked about itself ({@code getsockopt}, {@code getpeername}). It is
        mailshim's: reading, writing and closing it would break the session.

        @param stream the session
        @return a descriptor; -1 when there is none: for a bad stream, or when the client has gone
        """)
@NativeEntry(
    value = "int64_t SRVSend64(ServerStream stream, const void *bufer, int64_t size)",
    group = "send",
    after = "SRVprintf",
    doc =
        """
        {@code SRVSend} for sizes that an {@code int} cannot hold.

        @param stream the message, or the session
        @param bufer the octets; they are copied
        @param size how many
        @return octets accepted; fewer than {@code size} when something went wrong in the middle, 0 when at
            the beginning
        """)
@NativeEntry(
    value = "const char *SRVVersion(void)",
    group = "lifecycle",
    doc =
        """
        The version of the library, as {@code mailshim_version}.

        @return such as "0.1.0"; static
        """)
@NativeEntry(
    value = "int SRVInit(void)",
    group = "lifecycle",
    doc =
        """
        Starts what the other functions need, as their first call would: {@code mailshim_start}
        without options.

        @return {@code MAILSHIM_OK}, or the error
        """)
@NativeEntry(
    value = "int SRVShutdown(int milliseconds)",
    group = "lifecycle",
    doc =
        """
        Closes the servers, finishes what is under way and stops, as {@code mailshim_stop}.
        {@code SRVInit} makes everything work again.

        @param milliseconds how long to wait
        @return {@code MAILSHIM_OK}, or the error
        """)
@NativeEntry(
    value = "int SRVSetLog(mailshim_log_callback callback, void *user, int level)",
    group = "lifecycle",
    doc =
        """
        Sets who gets the log, as {@code mailshim_set_log}.

        @param callback gets each line; NULL for nobody
        @param user passed to it
        @param level the least important level wanted, {@code MAILSHIM_LOG_...}
        @return {@code MAILSHIM_OK}, or the error
        """)
public final class Srv {
  private static final int LONGEST_HOST = 1024;

  private Srv() {}

  /**
   * Begins a message that is sent straight to the recipients' servers, found by MX look-up, in one
   * attempt.
   *
   * <p>Direct delivery needs the parameter {@code smtp_name}, the host name that this machine is
   * known by: without it the message fails, since receiving servers refuse mail from strangers
   * without a name.
   *
   * <p>Looking up and connecting begin at once, while the host writes. That no server can be
   * reached is told at once, too; what a server refuses before the message has an octet, when it
   * has one or is ended, since {@code SRVSetAuth} or {@code SRVSetTLS} may mend it.
   *
   * @param from the sender's address, the reverse-path; no angle brackets
   * @param to the recipients: NUL-terminated text, addresses separated by spaces, commas or
   *     semicolons. (The type takes the {@code int *} of the original's page too.)
   * @param callback hears of each change of state, or NULL
   * @param callback_param passed to the callback
   * @return the stream; NULL if an address is none, or holds control characters ({@code
   *     MAILSHIM_E_ADDRESS}), or a parameter is NULL or too long ({@code MAILSHIM_E_ARGUMENT})
   */
  @Entry(
      value =
          """
          ServerStream *SRVInitSendMsgImidiatly(const char *from, const void *to,
              MsgCallback callback = NULL, void *callback_param = NULL)""",
      failure = "NULL",
      group = "send")
  static long initImmediately(
      CString from, CString to, MemorySegment callback, MemorySegment callbackParam) {
    if (ClientStream.CONFIGURATION.text(Parameter.SMTP_NAME).isEmpty()) {
      throw new AbiException(
          ErrorCode.CONFIG,
          "direct delivery needs this host's own name: SetConfigParam(\"smtp_name\", \"...\")");
    }
    return ClientStream.open(from, to, new Route.Direct(), callback, callbackParam);
  }

  /**
   * {@code SRVInitSendMsgImidiatly} under its proper name.
   *
   * @param from the sender
   * @param to the recipients
   * @param callback hears of each change of state, or NULL
   * @param callback_param passed to the callback
   * @return the stream, or NULL
   */
  @Entry(
      value =
          """
          ServerStream *SRVInitSendMsgImmediately(const char *from, const void *to,
              MsgCallback callback = NULL, void *callback_param = NULL)""",
      failure = "NULL",
      group = "send")
  static long initImmediatelySpelt(
      CString from, CString to, MemorySegment callback, MemorySegment callbackParam) {
    return initImmediately(from, to, callback, callbackParam);
  }

  /**
   * Begins a message that is sent through a server of the host's choice: its provider's, a smart
   * host.
   *
   * <p>Looking up and connecting begin at once, while the host writes. That no server can be
   * reached is told at once, too; what a server refuses before the message has an octet, when it
   * has one or is ended, since {@code SRVSetAuth} or {@code SRVSetTLS} may mend it.
   *
   * @param from the sender's address, the reverse-path; no angle brackets
   * @param to the recipients, as for {@code SRVInitSendMsgImidiatly}
   * @param smtp_host the server: a host name, or an IPv4 or IPv6 address
   * @param port its port, 1 to 65535
   * @param callback hears of each change of state, or NULL
   * @param callback_param passed to the callback
   * @return the stream; NULL for a bad address ({@code MAILSHIM_E_ADDRESS}) or argument ({@code
   *     MAILSHIM_E_ARGUMENT})
   */
  @Entry(
      value =
          """
          ServerStream *SRVInitSendMsgSMTP(const char *from, const void *to, const char *smtp_host,
              int port = 25, MsgCallback callback = NULL, void *callback_param = NULL)""",
      failure = "NULL",
      group = "send")
  static long initSmtp(
      CString from,
      CString to,
      CString smtpHost,
      int port,
      MemorySegment callback,
      MemorySegment callbackParam) {
    if (port < 1 || port > 65535) {
      throw new AbiException(ErrorCode.ARGUMENT, "port " + port + " is not between 1 and 65535");
    }
    Route route = new Route.SmartHost(smtpHost.text("the server's name", LONGEST_HOST), port);
    return ClientStream.open(from, to, route, callback, callbackParam);
  }

  /**
   * Begins a message that goes into a queue on disk and is sent from there, with new attempts for
   * up to 24 hours ({@code queue_ttl}), by this process or by the next one that uses the queue.
   *
   * <p>{@code SRVEndOfMsg} returns when the message is on disk, whether or not there is a callback;
   * {@code SRVEndOfMsgEx} gives 0 then, and -1 if it could not be kept. Recipients who cannot be
   * reached are told of to the sender, by a message.
   *
   * <p>The queue is a file in the directory {@code smtp_out}. Its mail goes by {@code smtpproxy},
   * or straight to the recipients' servers, for which {@code smtp_name} is needed.
   *
   * @param from the sender's address, the reverse-path; no angle brackets
   * @param to the recipients, as for {@code SRVInitSendMsgImidiatly}
   * @param callback hears of each change of state while this process lives, or NULL; after a
   *     temporary failure the state returns to {@code STATE_SMTP_FINDHOST}
   * @param callback_param passed to the callback
   * @return the stream; NULL for a bad address ({@code MAILSHIM_E_ADDRESS}), without a way for the
   *     mail ({@code MAILSHIM_E_CONFIG}), or if the queue cannot be opened ({@code
   *     MAILSHIM_E_SPOOL})
   */
  @Entry(
      value =
          """
          ServerStream *SRVInitSendMsgBackgaund(const char *from, const void *to,
              MsgCallback callback = NULL, void *callback_param = NULL)""",
      failure = "NULL",
      group = "send")
  static long initBackground(
      CString from, CString to, MemorySegment callback, MemorySegment callbackParam) {
    return ClientStream.openBackground(from, to, callback, callbackParam);
  }

  /**
   * {@code SRVInitSendMsgBackgaund} under its proper name.
   *
   * @param from the sender's address
   * @param to the recipients
   * @param callback hears of each change of state, or NULL
   * @param callback_param passed to the callback
   * @return the stream, or NULL
   */
  @Entry(
      value =
          """
          ServerStream *SRVInitSendMsgBackground(const char *from, const void *to,
              MsgCallback callback = NULL, void *callback_param = NULL)""",
      failure = "NULL",
      group = "send")
  static long initBackgroundSpelt(
      CString from, CString to, MemorySegment callback, MemorySegment callbackParam) {
    return initBackground(from, to, callback, callbackParam);
  }

  /**
   * How many messages are in the queue. A process that only delivers what others have left there
   * calls this or {@code SRVQueueFlush} to begin.
   *
   * @return messages with recipients that have yet to be delivered; -1 if the queue cannot be
   *     opened
   */
  @Entry(value = "int SRVQueueCount(void)", failure = "-1", group = "send")
  static int queueCount() {
    return (int) Math.min(SrvEngine.queue(ClientStream.CONFIGURATION).count(), Integer.MAX_VALUE);
  }

  /**
   * Makes every message of the queue that waits for its next attempt have it now.
   *
   * @return how many messages; -1 if the queue cannot be opened
   */
  @Entry(value = "int SRVQueueFlush(void)", failure = "-1", group = "send")
  static int queueFlush() {
    return SrvEngine.queue(ClientStream.CONFIGURATION).retryNow();
  }

  /**
   * Adds octets to a message: header lines, an empty line, the text. LF, CR and CRLF all end a
   * line.
   *
   * <p>In a server's callback for {@code ACTION_POP_GETMSG} it sends the message that the client
   * wants, in any pieces, with LF or CRLF; the server does the rest. In the callback for another
   * action it is the answer that the client gets, in place of the server's: see {@code
   * SMTPReqCallback}.
   *
   * <p>Small pieces are gathered, up to 4 KiB of them, before the message gets them. So when the
   * message fails while it is being written (the server cannot be reached, the disk is full), a
   * call or some calls later say so, {@code SRVEndOfMsgEx} at the latest.
   *
   * @param stream the message, or the session
   * @param bufer the octets; they are copied
   * @param size how many
   * @return octets accepted, that is {@code size}; 0 on error: a bad stream or buffer, a size below
   *     1, a message that has ended or failed, a full disk
   */
  @Entry(
      value = "int SRVSend(ServerStream stream, const void *bufer, int size)",
      failure = "0",
      group = "send",
      wrapped = true)
  static int send(long stream, long bufer, int size) {
    if (ServerSession.isOne(stream)) {
      return ServerSession.of(stream).send(bufer, size);
    }
    ClientStream message = ClientStream.of(stream);
    requireBuffer(bufer, size);
    return message.write(bufer, size);
  }

  /**
   * Refuses what is no buffer of the host's.
   *
   * @throws AbiException with {@link ErrorCode#ARGUMENT} for a bad address, or a size below 1
   */
  static void requireBuffer(long bufer, int size) {
    CString.requireAddress(bufer, "the buffer");
    if (size <= 0) {
      throw new AbiException(ErrorCode.ARGUMENT, "the size is " + size);
    }
  }

  /**
   * Ends a message and gives its stream back. With a stream of {@code SRVInitRecvPOP3} it ends the
   * session, and what was read whole is deleted on the server, as {@code pop3_ext_keep} says.
   *
   * <p>Without a callback it returns when the message has been sent or has failed. With one it
   * returns at once, and the callback hears the end; the parameter {@code async} overrides both.
   * When it waits and there is a callback, the callback is called on this thread.
   *
   * <p>After it the stream must not be used any more, except in the callback, and except that
   * {@code SRVAbortMsg} still cancels a message that is under way.
   *
   * @param stream the message; anything else does nothing but set the last error
   */
  @Entry(value = "void SRVEndOfMsg(ServerStream stream)", group = "send", wrapped = true)
  static void endOfMsg(long stream) {
    endOfMsgEx(stream);
  }

  /**
   * {@code SRVEndOfMsg} with the result.
   *
   * <p>An asynchronous message that has failed by now is told as failed here too, with the value
   * that its callback hears or has heard with {@code STATE_SMTP_DONE}.
   *
   * @param stream the message
   * @return octets of the message sent; 0 if it is under way; below 0 if it failed: -(SMTP reply
   *     code) when a server refused it, -1 otherwise. For a mailbox, how many messages were taken,
   *     or -1
   */
  @Entry(
      value = "int SRVEndOfMsgEx(ServerStream stream)",
      failure = "-1",
      group = "send",
      wrapped = true)
  static int endOfMsgEx(long stream) {
    return Handles.isOfKind(stream, RetrievalStream.KIND)
        ? RetrievalStream.of(stream).end()
        : ClientStream.of(stream).end();
  }

  /**
   * Gives a message up. Before {@code SRVEndOfMsg} nothing has been sent, and nothing will be.
   * After it, the delivery that is under way is cut off; recipients that have been accepted stay
   * accepted.
   *
   * <p>The callback still hears {@code STATE_SMTP_DONE}, with -1 if it was cut off in time. With a
   * stream of {@code SRVInitRecvPOP3} it ends the session at once, and nothing is deleted.
   *
   * @param stream the message
   * @return 1, or 0 if there is no such message any more
   */
  @Entry(
      value = "int SRVAbortMsg(ServerStream stream)",
      failure = "0",
      group = "send",
      wrapped = true)
  static int abortMsg(long stream) {
    if (Handles.isOfKind(stream, RetrievalStream.KIND)) {
      RetrievalStream.of(stream).abort();
      return 1;
    }
    ClientStream.of(stream).abort();
    return 1;
  }

  /**
   * What became of one recipient; to be called in the callback for {@code STATE_SMTP_DONE}.
   *
   * @param stream the message
   * @param index the recipient, from 0, in the order of {@code to}
   * @param address gets the address, cut to fit; NULL if it is not wanted
   * @param size the size of address
   * @param code gets the SMTP reply code, 0 if there was no reply; NULL if it is not wanted
   * @return 1 accepted, 0 not accepted for now, -1 refused; -2 on error: a bad stream or index, a
   *     message not finished
   */
  @Entry(
      value =
          "int SRVGetRcptResult(ServerStream stream, int index, char *address, int size, int *code)",
      failure = "-2",
      group = "send")
  static int rcptResult(long stream, int index, long address, int size, long code) {
    RecipientReport report = ClientStream.of(stream).recipient(index);
    return RecipientResult.store(report, address, size, code);
  }

  /**
   * The class of what went wrong with a message; the calling thread's last error is C's to tell.
   *
   * @param stream the message
   * @return one of {@code MAILSHIM_E_...}
   */
  @Entry(
      value = "int mailshim_private_stream_error(ServerStream stream)",
      failure = "7002",
      exported = false)
  static int streamError(long stream) {
    return error(stream).code().number();
  }

  private static LastError error(long stream) {
    if (Handles.isOfKind(stream, RetrievalStream.KIND)) {
      return RetrievalStream.of(stream).error();
    }
    return ServerSession.isOne(stream)
        ? ServerSession.of(stream).error()
        : ClientStream.of(stream).error();
  }

  /**
   * What went wrong with a message, in words.
   *
   * @param stream the message
   * @param bufer gets the text, NUL-terminated, cut to fit
   * @param size its size
   * @return the octets that the whole text needs without its NUL; -1 for a bad stream
   */
  @Entry(
      value = "int mailshim_private_stream_error_text(ServerStream stream, char *bufer, int size)",
      failure = "-1",
      exported = false)
  static int streamErrorText(long stream, long bufer, int size) {
    return CString.copy(error(stream).text(), bufer, size);
  }
}
