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
    CANCELLED
  }

  private final Kind kind;
  private final Stage stage;
  private final String host;
  private final transient @Nullable Reply reply;

  private ConversationException(
      Kind kind,
      Stage stage,
      String host,
      String reason,
      @Nullable Reply reply,
      @Nullable Throwable cause) {
    super("while " + stage.phrase() + " to " + host + ": " + reason, cause);
    this.kind = kind;
    this.stage = stage;
    this.host = host;
    this.reply = reply;
  }

  /** The server's own words end it. */
  static ConversationException said(Kind kind, Stage stage, String host, Reply reply) {
    return new ConversationException(
        kind, stage, host, "the server said: " + reply.text(), reply, null);
  }

  /** A reply, well-formed, that does not belong here. */
  static ConversationException misplaced(Stage stage, String host, Reply reply) {
    String reason = "the server's reply does not fit: " + reply.text();
    return new ConversationException(Kind.OUT_OF_STEP, stage, host, reason, reply, null);
  }

  /** Something that is no reply. */
  static ConversationException garbled(Stage stage, String host, SmtpSyntaxException cause) {
    return new ConversationException(
        Kind.OUT_OF_STEP, stage, host, "no SMTP reply: " + cause.getMessage(), null, cause);
  }

  /** The connection failed. */
  static ConversationException broken(Stage stage, String host, TransportException cause) {
    Kind kind =
        switch (cause) {
          case TransportException.TimedOut e -> Kind.TIMED_OUT;
          case TransportException.Cancelled e -> Kind.CANCELLED;
          case TransportException.MalformedLine e -> Kind.OUT_OF_STEP;
          default -> Kind.LOST;
        };
    return new ConversationException(kind, stage, host, cause.reason(), null, cause);
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

  /** Whether trying again later makes sense: always, unless a 5yz reply was the end. */
  public boolean transientFailure() {
    return reply == null || !reply.isPermanent();
  }

  /**
   * Whether the server may have accepted the message: the end of data was on its way and no reply
   * said no. Sending it again may then deliver it twice (RFC 5321 §4.5.4.1, RFC 1047).
   */
  public boolean mayHaveBeenAccepted() {
    boolean refused = reply != null && (reply.isTransient() || reply.isPermanent());
    return stage == Stage.END_OF_DATA && !refused;
  }
}
