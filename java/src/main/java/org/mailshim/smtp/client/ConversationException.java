package org.mailshim.smtp.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.transport.TransportException;

/**
 * The conversation with a server cannot go on. Its session is closed.
 *
 * <p>The message is one printable line that says at which stage, with whom and why: {@code while
 * sending RCPT TO to mx.example [192.0.2.1]:25: nothing came in time}.
 */
public final class ConversationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why it cannot go on. */
  public enum Kind {
    /**
     * The server does not want this session: 554 or another no to the greeting, EHLO or RSET, or in
     * the middle of the mail data.
     */
    REFUSED,
    /** The server is closing the connection: 421, which may come at any stage (RFC 5321 §3.8). */
    CLOSING,
    /** The connection ended without a word. */
    LOST,
    /** A time-out or the overall deadline passed. */
    TIMED_OUT,
    /** The server sent what is no reply, none that fits, or one that nothing asked for. */
    OUT_OF_STEP,
    /** Somebody on this side closed the session. */
    CANCELLED,
    /** TLS, which is to be had, is not: not offered, refused, or the handshake failed. */
    INSECURE,
    /** The server does not take our credentials, or no way of giving them that we may use. */
    UNAUTHENTICATED
  }

  private final Kind kind;
  private final Stage stage;
  private final String host;
  private final boolean endWasSent;
  private final transient @Nullable Reply reply;

  private ConversationException(
      Kind kind, Place place, String reason, @Nullable Reply reply, @Nullable Throwable cause) {
    super("while " + place.stage.phrase() + " to " + place.host + ": " + reason, cause);
    this.kind = kind;
    this.stage = place.stage;
    this.host = place.host;
    this.endWasSent = place.endWasSent;
    this.reply = reply;
  }

  /**
   * Where a conversation was when it ended.
   *
   * @param endWasSent whether the end of data was on its way and its reply not read
   */
  record Place(Stage stage, String host, boolean endWasSent) {}

  /** The server's own words end it. */
  static ConversationException said(Kind kind, Place place, Reply reply) {
    return new ConversationException(kind, place, "the server said: " + reply.text(), reply, null);
  }

  /** A reply, well-formed, that does not belong here. */
  static ConversationException misplaced(Place place, Reply reply) {
    String reason = "the server's reply does not fit: " + reply.text();
    return new ConversationException(Kind.OUT_OF_STEP, place, reason, reply, null);
  }

  /** Something that is no reply. */
  static ConversationException garbled(Place place, SmtpSyntaxException cause) {
    return new ConversationException(
        Kind.OUT_OF_STEP, place, "no SMTP reply: " + cause.getMessage(), null, cause);
  }

  /** What the caller asked for cannot be had here. */
  static ConversationException unmet(Kind kind, Place place, String reason, @Nullable Reply reply) {
    return new ConversationException(kind, place, reason, reply, null);
  }

  /** The connection failed. */
  static ConversationException broken(Place place, TransportException cause) {
    Kind kind =
        switch (cause) {
          case TransportException.TimedOut e -> Kind.TIMED_OUT;
          case TransportException.Cancelled e -> Kind.CANCELLED;
          case TransportException.MalformedLine e -> Kind.OUT_OF_STEP;
          case TransportException.Tls e -> Kind.INSECURE;
          default -> Kind.LOST;
        };
    return new ConversationException(kind, place, reason(cause), null, cause);
  }

  /** Of the peer the place tells; where the fault is a file of ours, only the cause knows which. */
  private static String reason(TransportException cause) {
    boolean ours =
        cause instanceof TransportException.Tls tls
            && tls.kind() == TransportException.Tls.Kind.CONFIGURATION;
    return ours ? String.valueOf(cause.getMessage()) : cause.reason();
  }

  /** Why. */
  public Kind kind() {
    return kind;
  }

  /** At which stage. */
  public Stage stage() {
    return stage;
  }

  /** With whom: {@code mx.example [192.0.2.1]:25}. */
  public String host() {
    return host;
  }

  /** The reply that ended it, if one did. Lost when the exception is serialized. */
  public Optional<Reply> reply() {
    return Optional.ofNullable(reply);
  }

  /**
   * Whether trying again later makes sense: always, unless a 5yz reply was the end. One that is out
   * of step was not said of what we are about.
   */
  public boolean transientFailure() {
    return kind == Kind.OUT_OF_STEP || reply == null || !reply.isPermanent();
  }

  /**
   * Whether the server may have accepted the message: the end of data was on its way and no reply
   * said no. Sending it again may then deliver it twice (RFC 5321 §4.5.4.1, RFC 1047).
   */
  public boolean mayHaveBeenAccepted() {
    boolean refused = reply != null && (reply.isTransient() || reply.isPermanent());
    return endWasSent && !refused;
  }
}
