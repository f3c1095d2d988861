package org.mailshim.transport;

import org.jspecify.annotations.Nullable;

/**
 * The connection, or the attempt to get one, came to nothing. The subclass says how, the message
 * with whom and in which words: {@code mx.example [192.0.2.1]:25: connection refused}.
 *
 * <p>Messages are one printable line: nothing that a peer sent is in them.
 */
public abstract sealed class TransportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String peer;
  private final String reason;

  private TransportException(String peer, String reason, @Nullable Throwable cause) {
    super(peer + ": " + reason, cause);
    this.peer = peer;
    this.reason = reason;
  }

  /** With whom, as in the message; for a name that was not looked up yet, {@code host:port}. */
  public final String peer() {
    return peer;
  }

  /** What happened, without the peer. */
  public final String reason() {
    return reason;
  }

  /**
   * Whether trying again with the same arguments makes sense. True for everything but a target that
   * no network will ever know.
   */
  public boolean isTransient() {
    return true;
  }

  /** The deadline passed. */
  public static final class TimedOut extends TransportException {
    private static final long serialVersionUID = 1L;

    /** {@code reason} says what was waited for. */
    public TimedOut(String peer, String reason) {
      super(peer, reason, null);
    }
  }

  /** The peer, or the network between, ended a connection that stood. */
  public static final class Closed extends TransportException {
    private static final long serialVersionUID = 1L;

    /** With the I/O fault that told. */
    public Closed(String peer, String reason, @Nullable Throwable cause) {
      super(peer, reason, cause);
    }

    /** At an end of the stream. */
    public Closed(String peer, String reason) {
      this(peer, reason, null);
    }
  }

  /** The host is there and nothing listens on the port. */
  public static final class Refused extends TransportException {
    private static final long serialVersionUID = 1L;

    /** With the I/O fault that told. */
    public Refused(String peer, String reason, @Nullable Throwable cause) {
      super(peer, reason, cause);
    }
  }

  /** No way there: no route, a local limit, or several addresses that failed in several ways. */
  public static final class Unreachable extends TransportException {
    private static final long serialVersionUID = 1L;

    /** With the I/O fault that told. */
    public Unreachable(String peer, String reason, @Nullable Throwable cause) {
      super(peer, reason, cause);
    }
  }

  /** The name has no address, or its look-up failed: the system's resolver does not say which. */
  public static final class UnknownHost extends TransportException {
    private static final long serialVersionUID = 1L;

    /** {@code reason} in the resolver's words or ours. */
    public UnknownHost(String peer, String reason) {
      super(peer, reason, null);
    }
  }

  /** Not a host name, or not a port: refused before any I/O. */
  public static final class InvalidTarget extends TransportException {
    private static final long serialVersionUID = 1L;

    /** {@code peer} must be made printable first. */
    public InvalidTarget(String peer, String reason) {
      super(peer, reason, null);
    }

    @Override
    public boolean isTransient() {
      return false;
    }
  }

  /** Somebody on this side gave up: the connection was closed, or its {@link Cancellation} used. */
  public static final class Cancelled extends TransportException {
    private static final long serialVersionUID = 1L;

    /** The reason is always the same. */
    public Cancelled(String peer) {
      super(peer, "cancelled", null);
    }
  }

  /**
   * No encrypted connection came about, or one broke its rules. The reason says what to do about it
   * where that can be known.
   */
  public static final class Tls extends TransportException {
    private static final long serialVersionUID = 1L;

    /** What stood in the way. */
    public enum Kind {
      /** The peer's certificate: expired, from an unknown issuer, not the pinned one. */
      CERTIFICATE,
      /** The peer's certificate is good, but for other names. */
      HOST_NAME,
      /** The certificate that we showed, or did not show, to a peer that wants one. */
      CLIENT_CERTIFICATE,
      /** No common version or cipher suite, not TLS at all, or TLS done wrong. */
      PROTOCOL,
      /** Our own certificates, keys or their files; the peer has no part in it. */
      CONFIGURATION
    }

    private final Kind kind;

    /** {@code reason} must be made printable first: certificates are foreign text. */
    public Tls(String peer, Kind kind, String reason, @Nullable Throwable cause) {
      super(peer, reason, cause);
      this.kind = kind;
    }

    /** What stood in the way. */
    public Kind kind() {
      return kind;
    }

    /** False for {@link Kind#CONFIGURATION} only: peers mend their certificates, files do not. */
    @Override
    public boolean isTransient() {
      return kind != Kind.CONFIGURATION;
    }
  }

  /**
   * A go-between failed: a {@link org.mailshim.transport.Proxy} did not want to serve us or did not
   * speak its protocol, or the PROXY header in front of a connection is none. When the proxy did
   * its best and the target cannot be reached, that is {@link Refused}, {@link Unreachable}, {@link
   * UnknownHost} or {@link TimedOut}, with the proxy in the message.
   */
  public static final class ProxyFailed extends TransportException {
    private static final long serialVersionUID = 1L;

    /** {@code peer} names the proxy and the target. */
    public ProxyFailed(String peer, String reason) {
      super(peer, reason, null);
    }
  }

  /** An address cannot be listened on: it is taken, not ours, or not allowed to us. */
  public static final class CannotListen extends TransportException {
    private static final long serialVersionUID = 1L;

    /** With the I/O fault that told. */
    public CannotListen(String address, String reason, @Nullable Throwable cause) {
      super(address, reason, cause);
    }
  }

  /** The peer sent what cannot be a line of its protocol. */
  public static final class MalformedLine extends TransportException {
    private static final long serialVersionUID = 1L;

    /** Why a line is none. */
    public enum Flaw {
      /** LF without CR before it. */
      BARE_LF("a line with LF that does not follow CR"),
      /** CR without LF behind it. */
      BARE_CR("a line with CR that LF does not follow"),
      /** An octet of value zero. */
      NUL("a line with a NUL octet"),
      /** More octets than the reader's limit. */
      OVERLONG("a line longer than the limit");

      private final String phrase;

      Flaw(String phrase) {
        this.phrase = phrase;
      }
    }

    private final Flaw flaw;

    /** The reason is the flaw's phrase. */
    public MalformedLine(String peer, Flaw flaw) {
      super(peer, "sent " + flaw.phrase, null);
      this.flaw = flaw;
    }

    /** Why. */
    public Flaw flaw() {
      return flaw;
    }
  }
}
