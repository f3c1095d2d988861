package org.mailshim.abi.srv;

import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.LastError;

/** The entries of {@code mailshim/srv.h} by which a host follows messages and the queue. */
final class SrvMessages {
  private static final int LONGEST_QUEUE_ID = 64;

  // SRV_TLS_..., as srv.h has them.
  private static final int TLS_NONE = 0;
  private static final int TLS_REQUIRED = 2;
  private static final int TLS_IMPLICIT = 3;
  private static final int TLS_CHECKED = 16;

  private SrvMessages() {}

  /**
   * Waits for a message to be over: ended by the host, and delivered or given up, as its callback,
   * if there is one, has heard.
   *
   * @param stream the message; also after {@code SRVEndOfMsg}, as long as it is one of the last
   *     thousand
   * @param milliseconds how long; below 0 for as long as it takes
   * @return 1 when it is over, 0 when it is not yet; -1 for a bad stream, and in the message's own
   *     callback
   */
  @Entry(
      value = "int SRVWait(ServerStream stream, int milliseconds)",
      failure = "-1",
      group = "send")
  static int await(long stream, int milliseconds) {
    if (!ClientStream.isOpen(stream)) {
      FinishedMessages.of(stream);
      return 1;
    }
    return ClientStream.of(stream).await(milliseconds) ? 1 : 0;
  }

  /**
   * Whether a message is over, without waiting.
   *
   * @param stream the message
   * @return as {@code SRVWait}
   */
  @Entry(value = "int SRVPoll(ServerStream stream)", failure = "-1", group = "send")
  static int poll(long stream) {
    return await(stream, 0);
  }

  /**
   * What became of a message.
   *
   * @param stream the message; also when it is over
   * @return 0 while it is under way; then octets sent, or below 0 if it failed, as {@code
   *     STATE_SMTP_DONE} tells it, and the last error is why; -1 for a bad stream too, which the
   *     last error tells apart
   */
  @Entry(value = "int SRVGetResult(ServerStream stream)", failure = "-1", group = "send")
  static int result(long stream) {
    int result;
    LastError reason;
    if (ClientStream.isOpen(stream)) {
      ClientStream message = ClientStream.of(stream);
      result = message.resultSoFar();
      reason = message.error();
    } else {
      FinishedMessages.Finished message = FinishedMessages.of(stream);
      result = message.result();
      reason = message.error();
    }
    if (result < 0) {
      reason.set();
    }
    return result;
  }

  /**
   * How much of a message is on the wire, where {@code int} is too small to say it.
   *
   * @param stream the message; also when it is over
   * @return octets; -1 for a bad stream
   */
  @Entry(value = "int64_t SRVGetSent64(ServerStream stream)", failure = "-1", group = "send")
  static long sent(long stream) {
    return ClientStream.isOpen(stream)
        ? ClientStream.of(stream).sentNow()
        : FinishedMessages.of(stream).sent();
  }

  /**
   * Tells of one message of the queue, oldest first.
   *
   * @param index which, from 0
   * @param item gets the message
   * @return 1; 0 when there are not so many; -1 if the queue cannot be opened, or for a NULL item
   */
  @Entry(value = "int SRVQueueItem(int index, SRVQueueInfo *item)", failure = "-1", group = "send")
  static int queueItem(int index, long item) {
    CString.requireAddress(item, "the item");
    return QueueListing.store(SrvEngine.queue(ClientStream.CONFIGURATION), index, item) ? 1 : 0;
  }

  /**
   * Takes a message out of the queue. Nobody is told; an attempt that is under way goes on.
   *
   * @param id as {@code SRVQueueItem} gives it
   * @return 1; 0 when there is no such message; -1 if the queue cannot be opened
   */
  @Entry(value = "int SRVQueueCancel(const char *id)", failure = "-1", group = "send")
  static int queueCancel(CString id) {
    String name = id.text("the message's id", LONGEST_QUEUE_ID);
    return QueueListing.delete(SrvEngine.queue(ClientStream.CONFIGURATION), name) ? 1 : 0;
  }

  /**
   * Gives a message of {@code SRVInitSendMsgSMTP} credentials of its own, in place of the
   * parameters {@code smtp_user}, {@code smtp_passw} and {@code smtp_token}. Before the first octet
   * of the message, any number of times and in any order with {@code SRVSetTLS}: the last word
   * counts.
   *
   * <p>What was connected so far is given up, and the first octet or {@code SRVEndOfMsg} connects
   * anew, so the callback may hear its first states twice. A server that refused what stood before,
   * a password or a connection without TLS, does not matter then: until the first octet a message
   * only fails when no server can be reached at all. With {@code ext_states} the callback hears
   * {@code STATE_SMTP_FAILED} of such a refusal, and may hear of another one.
   *
   * @param stream the message
   * @param user whom to authenticate as; NULL or "": nobody
   * @param password the password; NULL: none
   * @return 0; -1 on error: a bad stream or argument, a message that has begun or failed, or goes
   *     into the queue ({@code MAILSHIM_E_STATE})
   */
  @Entry(
      value = "int SRVSetAuth(ServerStream stream, const char *user, const char *password)",
      failure = "-1",
      group = "send")
  static int setAuthentication(long stream, CString user, CString password) {
    String name = user.isNull() ? "" : user.text("the user", Configuration.LONGEST_VALUE);
    String secret =
        password.isNull() ? "" : password.text("the password", Configuration.LONGEST_VALUE);
    ClientStream.of(stream)
        .change(
            own -> {
              own.set(Parameter.SMTP_USER.key(), name);
              own.set(Parameter.SMTP_PASSW.key(), secret);
              own.set(Parameter.SMTP_TOKEN.key(), "");
            });
    return 0;
  }

  /**
   * Says how a message is to be encrypted, in place of the parameters {@code smtptls}, {@code
   * smtponlytls}, {@code smtp_implicit_tls} and {@code smtpchktls}. When, as {@code SRVSetAuth}.
   *
   * @param stream the message
   * @param mode {@code SRV_TLS_NONE}, {@code SRV_TLS_OFFERED}, {@code SRV_TLS_REQUIRED} or {@code
   *     SRV_TLS_IMPLICIT} (for {@code SRVInitSendMsgSMTP}), perhaps with {@code | SRV_TLS_CHECKED}:
   *     for a server only whose certificate is valid and its own
   * @return 0; -1 on error, as {@code SRVSetAuth}
   */
  @Entry(value = "int SRVSetTLS(ServerStream stream, int mode)", failure = "-1", group = "send")
  static int setTls(long stream, int mode) {
    int how = mode & ~TLS_CHECKED;
    if (how < TLS_NONE || how > TLS_IMPLICIT) {
      throw new AbiException(ErrorCode.ARGUMENT, "no mode of TLS: " + mode);
    }
    ClientStream.of(stream)
        .change(
            own -> {
              own.set(Parameter.SMTPTLS.key(), how == TLS_NONE ? 0 : 1);
              own.set(Parameter.SMTPONLYTLS.key(), how == TLS_REQUIRED ? 1 : 0);
              own.set(Parameter.SMTP_IMPLICIT_TLS.key(), how == TLS_IMPLICIT ? 1 : 0);
              own.set(Parameter.SMTPCHKTLS.key(), mode == how ? 0 : 1);
            });
    return 0;
  }
}
