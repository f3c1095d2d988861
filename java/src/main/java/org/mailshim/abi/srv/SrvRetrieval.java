package org.mailshim.abi.srv;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;
import org.mailshim.retrieval.CollectionMemory;
import org.mailshim.retrieval.ExternalMailbox;
import org.mailshim.retrieval.Retention;

/** The entries of {@code mailshim/srv.h} by which a host collects mail from other POP3 servers. */
final class SrvRetrieval {
  private static final int HIGHEST_PORT = 65_535;
  private static final int LONGEST_HOST = 1024;
  private static final int LONGEST_CREDENTIAL = 1024;

  private SrvRetrieval() {}

  /**
   * Begins to fetch mail from a POP3 server: connects and logs in. Then {@code SRVRecvNext} goes
   * from message to message, {@code SRVRecv} reads each, and {@code SRVEndOfMsg} ends the session
   * and has the server delete what was read, as {@code pop3_ext_keep} says.
   *
   * <p>At port 995 the connection is encrypted from the first octet, elsewhere by STLS, which is
   * required unless {@code auth_clear} is 1: then it goes in clear. The server's certificate is
   * verified always ({@code tls_cafile}). Connections take the way that the proxy parameters have
   * for POP3.
   *
   * @param pop3_host the server: a host name, or an IPv4 or IPv6 address
   * @param user the user there
   * @param passw the password
   * @param port the server's port, 1 to 65535
   * @return the stream; NULL for a bad argument ({@code MAILSHIM_E_ARGUMENT}), when the server
   *     cannot be reached ({@code MAILSHIM_E_NETWORK}, {@code MAILSHIM_E_DNS}, {@code
   *     MAILSHIM_E_TIMEOUT}, {@code MAILSHIM_E_TLS}), or does not let us in ({@code
   *     MAILSHIM_E_AUTH}; {@code MAILSHIM_E_REFUSED} when the mailbox is in use)
   */
  @Entry(
      value =
          """
          ServerStream *SRVInitRecvPOP3(const char *pop3_host, const char *user,
              const char *passw, int port = 110)""",
      failure = "NULL",
      group = "retrieval")
  static long initReceive(CString host, CString user, CString password, int port) {
    return RetrievalStream.open(mailbox(host, user, password, port), SrvCollector.memory());
  }

  private static ExternalMailbox mailbox(CString host, CString user, CString password, int port) {
    if (port < 1 || port > HIGHEST_PORT) {
      throw new AbiException(ErrorCode.ARGUMENT, "port " + port + " is not between 1 and 65535");
    }
    String name = host.text("the server's name", LONGEST_HOST);
    String who = user.text("the user", LONGEST_CREDENTIAL);
    String secret = password.text("the password", LONGEST_CREDENTIAL);
    try {
      return SrvCollector.mailbox(name, port, who, secret);
    } catch (IllegalArgumentException e) {
      throw new AbiException(ErrorCode.ARGUMENT, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Goes to the next message of a mailbox, which is fetched whole. The one before counts as taken
   * when all of it was read; else it stays on the server for another time. Messages that were taken
   * in earlier sessions, and stay on the server, are passed over.
   *
   * @param stream from {@code SRVInitRecvPOP3}
   * @param id gets the message's unique-id, NUL-terminated, cut to fit; NULL if it is not wanted
   * @param size the size of {@code id}; 71 is enough for every one
   * @return octets of the message, at most INT_MAX; 0 when there is none left; -1 on error: a bad
   *     stream, a broken connection, no room for the message
   */
  @Entry(
      value = "int SRVRecvNext(ServerStream stream, char *id = NULL, int size = 0)",
      failure = "-1",
      group = "retrieval")
  static int receiveNext(long stream, long id, int size) {
    return RetrievalStream.of(stream).next(id, size);
  }

  /**
   * How many messages wait in a mailbox of another server; none is fetched, and none deleted.
   *
   * @param pop3_host as for {@code SRVInitRecvPOP3}
   * @param user the user there
   * @param passw the password
   * @param port the server's port
   * @param octets gets the size of them all, as the server says; NULL if it is not wanted
   * @return how many messages {@code SRVInitRecvPOP3} would bring; -1 on error, as there
   */
  @Entry(
      value =
          """
          int SRVCheckPOP3(const char *pop3_host, const char *user, const char *passw,
              int port = 110, int64_t *octets = NULL)""",
      failure = "-1",
      group = "retrieval")
  static int check(CString host, CString user, CString password, int port, long octets) {
    ExternalMailbox mailbox = mailbox(host, user, password, port).with(Retention.FOREVER);
    try (CollectionMemory memory = SrvCollector.memory()) {
      long[] counts = RetrievalStream.count(mailbox, memory);
      if (octets != 0) {
        CString.memory(octets, Long.BYTES).set(ValueLayout.JAVA_LONG_UNALIGNED, 0, counts[1]);
      }
      return (int) counts[0];
    }
  }

  /**
   * Collects the mailboxes of the parameter {@code pop3_ext}, at once and then every {@code
   * pop3_ext_period} seconds, on threads of mailshim; after failures less often. Messages go to the
   * local user of their mailbox, where one is named with an {@code @} by the queue, unless the
   * callback decides otherwise: it is asked with {@code ACTION_POP_RECVMSG}. What was collected is
   * deleted there as {@code pop3_ext_keep} says, when it is safe here, and is remembered in the
   * file {@code collected.db} in {@code smtp_out}, or in {@code queue_database}.
   *
   * <p>Called again, it gives the collector that runs another callback and mask. Where {@code
   * pop3_ext} is set, {@code SetSMTPServer} and {@code SetPOP3Server} start it too.
   *
   * @param callback asked about each message, or NULL
   * @param mask {@code ACTION_POP_RECVMSG}, which needs {@code ext_actions}=1 as well
   * @return 0; -1 on error: a parameter that cannot be used ({@code MAILSHIM_E_CONFIG}), nowhere to
   *     remember ({@code MAILSHIM_E_SPOOL}). What fails later goes to the log
   */
  @Entry(
      value =
          """
          int SetPOP3Collector(SMTPReqCallback callback = NULL, int mask = ALL_ACTIONS)""",
      failure = "-1",
      group = "retrieval")
  static int setCollector(MemorySegment callback, int mask) {
    SrvCollector.start(new RequestHandler(new RequestCallback(callback), mask));
    return 0;
  }

  /**
   * Collects all mailboxes of {@code pop3_ext} as soon as may be, and waits for that. Not for a
   * callback of the collector, which would wait for itself.
   *
   * @return how many messages came; -1 when a mailbox failed, or there is no collector
   */
  @Entry(value = "int SRVCollectNow(void)", failure = "-1", group = "retrieval")
  static int collectNow() {
    return SrvCollector.collectNow();
  }

  /**
   * Collects no more. Sessions that are under way are cut off: nothing is lost by that, and nothing
   * deleted. In a callback it returns at once.
   *
   * @return 0; -1 when nothing was collected
   */
  @Entry(value = "int SRVStopCollector(void)", failure = "-1", group = "retrieval")
  static int stopCollector() {
    if (!SrvCollector.stop()) {
      throw new AbiException(ErrorCode.STATE, "there is no collector");
    }
    return 0;
  }
}
