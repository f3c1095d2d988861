package org.mailshim.abi.esmtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.ErrorCode;

/**
 * What the surface asks of C: the program's callbacks, its memory, its idea of host names and time.
 *
 * <p>The native methods are registered by {@code native/src/esmtp.c} before the first entry runs.
 * They are called on the program's own threads, with no lock held, and a callback may call entries
 * again. Addresses are {@code long}; 0 is NULL.
 */
final class HostCalls {
  private HostCalls() {}

  /** Sets the calling thread's {@code smtp_errno()}. */
  static native void error(int number);

  /**
   * Copies a C string.
   *
   * @return its octets without the NUL; null for address 0
   */
  static native byte @Nullable [] octets(long text);

  /**
   * Copies octets into memory of {@code malloc}, with a NUL behind them.
   *
   * @return its address; 0 when there is no memory
   */
  static native long keep(byte[] octets);

  /** {@code free}; of 0 it does nothing. */
  static native void free(long address);

  /** Frees a {@code smtp_status_t} and its text. */
  static native void freeStatus(long address);

  /**
   * Fills a {@code smtp_status_t}.
   *
   * @param at the one to fill; 0 for a new one, of {@code malloc}
   * @param text the reply's text, which is copied; null for NULL
   * @return its address; 0 when there is no memory
   */
  static native long status(
      int code, byte @Nullable [] text, int enhClass, int subject, int detail, long at);

  /** Calls a release function of application data. */
  static native void release(long function, long data);

  /** Calls a {@code smtp_enumerate_messagecb_t}. */
  static native void message(long function, long message, long argument);

  /** Calls a {@code smtp_enumerate_recipientcb_t}. */
  static native void recipient(long function, long recipient, long mailbox, long argument);

  /** Calls a {@code smtp_etrn_enumerate_nodecb_t}. */
  static native void node(long function, long node, int option, long domain, long argument);

  /**
   * Calls the event callback. Which of the last three arguments it gets, and as what, depends on
   * the event, as {@code libesmtp.h} lists them.
   *
   * @param answer what an {@code int *} of the event points to at first
   * @return what it points to afterwards
   */
  static native int event(
      long function,
      long session,
      int event,
      long argument,
      int answer,
      long first,
      long second,
      long third);

  /** Calls the monitor callback with {@code octets[from..to)}. */
  static native void monitor(
      long function, long argument, byte[] octets, int from, int to, int kind);

  /**
   * Makes the C side of a message callback: its context, its pending piece, its errno.
   *
   * @return its address; 0 when there is no memory
   */
  static native long source(long function, long argument);

  /** Frees a source, and the program's context with it. */
  static native void freeSource(long source);

  /** Asks the callback to begin anew. */
  static native void rewind(long source);

  /** Frees the program's context, as before another message is read. */
  static native void forget(long source);

  /**
   * Calls the callback for its next piece, unless one is pending.
   *
   * @return how many octets are pending; 0 or less at the end
   */
  static native int next(long source);

  /** Takes {@code count} octets of the pending piece. */
  static native void take(long source, byte[] into, int at, int count);

  /** The errno that the callback has left behind since {@link #rewind}; 0 for none. */
  static native int sourceError(long source);

  /**
   * Calls the interaction callback of AUTH.
   *
   * @param form which fields: the ordinal of a {@link Form}
   * @return the values, a NUL behind each; null when it refuses, or leaves one out
   */
  static native byte @Nullable [] interact(long function, long argument, int form);

  /** Stores an {@code int} at an address. */
  static native void store(long at, int value);

  /** Loads an {@code int} from an address. */
  static native int load(long at);

  /** Copies {@code count} octets from an address. */
  static native byte[] copy(long from, int count);

  /**
   * Looks a host up with {@code getaddrinfo}, as the rest of the process does.
   *
   * @param error gets a {@code SMTP_ERR_EAI_…}, or an errno with its sign turned, in its first
   *     place on failure
   * @return the canonical name, its NUL, then for each address: 4 or 6, two octets of port, four of
   *     scope, 4 or 16 of address; null on failure
   */
  static native byte @Nullable [] resolve(byte[] host, byte[] service, int[] error);

  /** The name that {@code uname} gives this machine. */
  static native byte[] nodeName();

  /** A date and time as RFC 5322 wants it, in the process's time zone. */
  static native byte[] date(long seconds);

  /** Seconds, microseconds and process, with dots: unique on this machine. */
  static native byte[] uniqueName();

  /** Takes a reference of a program's {@code SSL_CTX}; false without OpenSSL. */
  static native boolean tlsShare(long context);

  /** Gives a reference of a context back. */
  static native void tlsUnshare(long context);

  /**
   * Makes an {@code SSL_CTX} of the user's files.
   *
   * @param certificate whether the user's certificate is looked for
   * @param problem gets, in its first place, the event that tells of what is wrong; -1 without
   *     OpenSSL
   * @return 0 when something is wrong
   */
  static native long tlsContext(boolean certificate, int[] problem);

  /**
   * Makes a connection's TLS.
   *
   * @param host of which the user may have a certificate of its own
   * @param serverName for the server_name extension, unless it is no full domain name
   * @param certificate whether that certificate is looked for
   * @param problem as of {@link #tlsContext}
   * @return its address; 0 when something is wrong
   */
  static native long tlsConnection(
      long context, byte[] host, byte[] serverName, boolean certificate, int[] problem);

  /** Frees a connection's TLS. */
  static native void tlsFree(long tls);

  /** Goes on with the handshake: 1 when it is done, 0 to receive more, -1 when it has failed. */
  static native int tlsHandshake(long tls);

  /** Takes what is to be sent; 0 when there is nothing. */
  static native int tlsOut(long tls, byte[] into);

  /** Gives what was received. */
  static native void tlsIn(long tls, byte[] from, int count);

  /** Reads: how many octets; 0 to receive more, -1 at the end, -2 when it is broken. */
  static native int tlsRead(long tls, byte[] into, int from, int to);

  /** Writes: how many octets were taken; -2 when it is broken. */
  static native int tlsWrite(long tls, byte[] from, int begin, int end);

  /** Says goodbye. */
  static native void tlsShutdown(long tls);

  /** The {@code SSL}. */
  static native long tlsSsl(long tls);

  /** What has come of verifying the peer: {@code X509_V_OK}, or one of {@code X509_V_ERR_…}. */
  static native int tlsVerified(long tls);

  /** Whether the peer has shown a certificate. */
  static native boolean tlsHasPeer(long tls);

  /** How many bits the cipher's key has. */
  static native int tlsBits(long tls);

  /** The cipher's name, a C string. */
  static native long tlsCipher(long tls);

  /** Whether the peer's certificate names a host. */
  static native boolean tlsIsFor(long tls, byte[] host);

  /** A name in the peer's certificate, a C string of the connection's. */
  static native long tlsSeen(long tls);

  /**
   * What both ends of the connection can calculate, and nobody else (RFC 9266): 32 octets; null
   * where TLS does not give it, or OpenSSL cannot tell.
   */
  static native byte @Nullable [] tlsExporter(long tls);

  /** The hash of the peer's certificate (RFC 5929 §4); null where its signature names none. */
  static native byte @Nullable [] tlsServerEndPoint(long tls);

  /** The common name in the client's own certificate; null without one. */
  static native byte @Nullable [] tlsOwner(long tls);

  /** Text of a C program, octet for octet; null for NULL. */
  static @Nullable String text(CString text) {
    byte[] octets = octets(text.address());
    return octets == null ? null : new String(octets, ISO_8859_1);
  }

  /**
   * Text that must be given.
   *
   * @throws AbiException for NULL
   */
  static String required(CString text, String what) {
    String given = text(text);
    if (given == null) {
      throw new AbiException(ErrorCode.ARGUMENT, what + " is NULL");
    }
    return given;
  }

  /**
   * Text that becomes part of a command line.
   *
   * @throws AbiException for CR and LF, which would end that line and begin another one
   */
  static @Nullable String line(CString text, String what) {
    String given = text(text);
    if (given != null && (given.indexOf('\r') >= 0 || given.indexOf('\n') >= 0)) {
      throw new AbiException(ErrorCode.ARGUMENT, what + " holds a line end");
    }
    return given;
  }

  /** Both of {@link #required} and {@link #line}. */
  static String requiredLine(CString text, String what) {
    required(text, what);
    return String.valueOf(line(text, what));
  }

  /** {@link #keep} of text. */
  static long keep(String text) {
    long address = keep(text.getBytes(ISO_8859_1));
    if (address == 0) {
      throw new OutOfMemoryError("no memory for " + text.length() + " octets of text");
    }
    return address;
  }
}
