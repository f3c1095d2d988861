package org.mailshim.abi.srv;

import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.Guard;
import org.mailshim.abi.Handles;
import org.mailshim.abi.HostLog;
import org.mailshim.abi.LastError;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.TransportException;

/** The entries of {@code mailshim/srv.h} that are about servers and their sessions. */
final class SrvServer {
  private static final int BAD_ARGUMENT = -1;
  private static final int CANNOT_LISTEN = -2;
  private static final int NO_THREAD = -3;
  private static final int BAD_CONFIGURATION = -4;
  private static final int BAD_TLS = -5;
  private static final int HIGHEST_PORT = 65535;

  private SrvServer() {}

  /**
   * Opens an SMTP server, which works from then on by itself, on threads of mailshim. What it
   * accepts goes into the queue of {@code SRVInitSendMsgBackgaund} and from there to the users of
   * this host, or on to other hosts.
   *
   * <p>It takes mail from anybody for the domains {@code smtp_name} and {@code local_domains}, and
   * for other domains from who has authenticated or comes from {@code smtp_range}; nobody else's.
   *
   * <p>Called again for the same port, it gives the server that is there another callback and mask;
   * for another port, it opens one more.
   *
   * @param callback asked at each action that mask holds, or NULL
   * @param port where to listen; 0 for the parameter {@code smtp_port}, and for {@code
   *     smtp_submission_port} and {@code smtps_port} where they are set
   * @param mask the actions, {@code ACTION_SMTP_...}; an action that is not in it is done as if the
   *     callback had returned 0
   * @return 0; below 0 on error: -1 bad argument, -2 the address cannot be had, -3 no threads, -4 a
   *     parameter that cannot be used, -5 certificate or key that cannot be used
   */
  @Entry(
      value =
          """
          int SetSMTPServer(SMTPReqCallback callback = NULL, int port = 0,
              int mask = ALL_ACTIONS)""",
      failure = "-1",
      group = "servers",
      wrapped = true)
  static int setSmtpServer(MemorySegment callback, int port, int mask) {
    return opened(
        "SetSMTPServer",
        port,
        () -> SrvServers.smtp(new RequestHandler(new RequestCallback(callback), mask), port));
  }

  /**
   * Opens a POP3 server, from which the users of this host fetch their mail. Users are those whom
   * the callback accepts, and those of the parameter {@code user}.
   *
   * <p>Called again for the same port, it gives the server that is there another callback and mask;
   * for another port, it opens one more.
   *
   * @param callback asked at each action that mask holds, or NULL
   * @param port where to listen; 0 for the parameter {@code pop_port}, and for {@code pops_port}
   *     where it is set
   * @param mask the actions, {@code ACTION_POP_...}
   * @return as {@code SetSMTPServer}
   */
  @Entry(
      value =
          """
          int SetPOP3Server(SMTPReqCallback callback = NULL, int port = 0,
              int mask = ALL_ACTIONS)""",
      failure = "-1",
      group = "servers",
      wrapped = true)
  static int setPop3Server(MemorySegment callback, int port, int mask) {
    return opened(
        "SetPOP3Server",
        port,
        () -> SrvServers.pop3(new RequestHandler(new RequestCallback(callback), mask), port));
  }

  private static int opened(String entry, int port, Runnable opening) {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new AbiException(ErrorCode.ARGUMENT, "port " + port + " is not between 0 and 65535");
    }
    try {
      opening.run();
      if (!ClientStream.CONFIGURATION.text(Parameter.POP3_EXT).isEmpty()) {
        SrvCollector.startBesideServers();
      }
      return 0;
    } catch (RuntimeException | OutOfMemoryError e) {
      LastError error = Guard.describe(entry, e);
      error.set();
      if (error.code() == ErrorCode.INTERNAL) {
        HostLog.internal(entry, e);
      }
      return result(error.code(), e);
    }
  }

  private static int result(ErrorCode code, Throwable thrown) {
    if (thrown instanceof TransportException.CannotListen || code == ErrorCode.NETWORK) {
      return CANNOT_LISTEN;
    }
    return switch (code) {
      case TLS -> BAD_TLS;
      case MEMORY, THREAD -> NO_THREAD;
      case CONFIG, SPOOL, ADDRESS ->
          thrown instanceof TransportException.Tls ? BAD_TLS : BAD_CONFIGURATION;
      default -> BAD_ARGUMENT;
    };
  }

  /**
   * Closes a server's port: clients that are idle hear so, the others have five seconds to finish.
   * In a callback it returns at once, and the port closes when it can.
   *
   * @param port as it was opened
   * @return 0; -1 when no server is open there
   */
  @Entry(value = "int SRVStopServer(int port)", failure = "-1", group = "servers")
  static int stopServer(int port) {
    SrvServers.stop(port);
    return 0;
  }

  /**
   * Reads the message that a client sends; in the callback for {@code ACTION_SMTP_SENDMSG}. The
   * first call lets the client send; each waits for as much as it asks for, for 16 KiB, or the
   * rest. In the callback for {@code ACTION_POP_RECVMSG} it reads the message that is collected,
   * and with a stream of {@code SRVInitRecvPOP3} the one that {@code SRVRecvNext} has gone to.
   *
   * <p>The message comes as it is kept: without SMTP's transparency, lines ended by CRLF, behind
   * the Received field of this server. Reading it does not keep the server from keeping it, which
   * the callback's result decides; what is not read is kept or thrown away with the rest.
   *
   * @param stream the session, or the mailbox
   * @param bufer gets the octets
   * @param l its size
   * @return octets read; 0 at the end of the message, and on error: {@code SRVGetLastError} tells
   *     which
   */
  @Entry(
      value = "int SRVRecv(ServerStream stream, void *bufer, int l)",
      failure = "0",
      group = "servers")
  static int receive(long stream, long bufer, int size) {
    return Handles.isOfKind(stream, RetrievalStream.KIND)
        ? RetrievalStream.of(stream).read(bufer, size)
        : ServerSession.of(stream).receive(bufer, size);
  }

  /**
   * As whom the client of a session has authenticated; in {@code ACTION_POP_LOGIN} as whom it wants
   * to.
   *
   * @param stream the session
   * @return the name, valid until the callback returns; NULL when it has not, and outside of a
   *     callback ({@code MAILSHIM_E_STATE})
   */
  @Entry(value = "char *GetAUTHName(ServerStream stream)", failure = "NULL", group = "servers")
  static long authName(long stream) {
    return ServerSession.of(stream).lendName();
  }

  /**
   * The password that the client of a session has given.
   *
   * @param stream the session
   * @return the password, valid until the callback returns, and wiped then; NULL when it has given
   *     none, which is so with mechanisms that do not show it: APOP, CRAM-MD5, SCRAM; NULL outside
   *     of a callback ({@code MAILSHIM_E_STATE})
   */
  @Entry(value = "char *GetAUTHPassw(ServerStream stream)", failure = "NULL", group = "servers")
  static long authPassword(long stream) {
    return ServerSession.of(stream).lendPassword();
  }

  /**
   * The client's IPv4 address.
   *
   * @param stream the session
   * @return the address in network byte order; 0 when it is an IPv6 address, or the stream is bad
   */
  @Entry(value = "srv_ulong GetRemoteIP(ServerStream stream)", failure = "0", group = "servers")
  static int remoteIp(long stream) {
    Endpoint peer = ServerSession.of(stream).ends().peer();
    return peer.address() instanceof Inet4Address address
        ? ByteBuffer.wrap(address.getAddress()).order(ByteOrder.nativeOrder()).getInt()
        : 0;
  }

  /**
   * Whether the session of a stream is encrypted.
   *
   * @param stream the session
   * @return 1 under TLS, 0 in clear; -1 for a bad stream
   */
  @Entry(value = "int SRVIsTLS(ServerStream stream)", failure = "-1", group = "servers")
  static int isTls(long stream) {
    return ServerSession.of(stream).ends().isEncrypted() ? 1 : 0;
  }

  /**
   * One end of a session's connection, for C to make a {@code sockaddr} of.
   *
   * @param stream the session
   * @param local 0 for the client's end, another number for ours
   * @param bufer gets the address: 4 or 16 octets, in network order
   * @param port gets the port
   * @return the octets of the address; 0 for a bad stream
   */
  @Entry(
      value =
          """
          int mailshim_private_session_end(ServerStream stream, int local, void *bufer,
              int *port)""",
      failure = "0",
      exported = false)
  static int sessionEnd(long stream, int local, long bufer, long port) {
    ServerSession.Ends ends = ServerSession.of(stream).ends();
    Endpoint end = local == 0 ? ends.peer() : ends.local();
    byte[] address = end.address().getAddress();
    MemorySegment.copy(
        MemorySegment.ofArray(address),
        0,
        CString.memory(bufer, address.length),
        0,
        address.length);
    CString.store(end.port(), port);
    return address.length;
  }
}
