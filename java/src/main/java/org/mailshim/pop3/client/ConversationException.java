package org.mailshim.pop3.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.pop3.Response;
import org.mailshim.transport.TransportException;

/**
 * The conversation with a server cannot go on. Its session is closed, and nothing was deleted.
 *
 * <p>The message is one printable line that says at which stage, with whom and why: {@code while
 * sending RETR to pop.example [192.0.2.1]:110: nothing came in time}.
 */
public final class ConversationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why it cannot go on. */
  public enum Kind {
    /** The server does not want this session: {@code -ERR} to the greeting or to a listing. */
    REFUSED,
    /** The connection ended without a word. */
    LOST,
    /** A time-out or the overall deadline passed. */
    TIMED_OUT,
    /** The server sent what is no response, none that fits, or more than it may. */
    OUT_OF_STEP,
    /** TLS was wanted and not to be had. */
    UNENCRYPTED,
    /** The server accepts a login without having proven what it should. */
    UNAUTHENTICATED,
    /** The caller's own sink could not take a message. */
    NOT_TAKEN,
    /** Somebody on this side closed the session. */
    CANCELLED
  }

  private final Kind kind;
  private final Stage stage;
  private final String host;
  private final transient @Nullable Response response;

  private ConversationException(
      Kind kind,
      Stage stage,
      String host,
      String reason,
      @Nullable Response response,
      @Nullable Throwable cause) {
    super("while " + stage.phrase() + " to " + host + ": " + reason, cause);
    this.kind = kind;
    this.stage = stage;
    this.host = host;
    this.response = response;
  }

  /** The server's own words end it. */
  static ConversationException said(Kind kind, Stage stage, String host, Response response) {
    String reason = "the server said: " + response.text();
    return new ConversationException(kind, stage, host, reason, response, null);
  }

  /** Something else ends it. */
  static ConversationException of(
      Kind kind, Stage stage, String host, String reason, @Nullable Throwable cause) {
    return new ConversationException(kind, stage, host, reason, null, cause);
  }

  /** The connection failed. */
  static ConversationException broken(Stage stage, String host, TransportException cause) {
    Kind kind =
        switch (cause) {
          case TransportException.TimedOut e -> Kind.TIMED_OUT;
          case TransportException.Cancelled e -> Kind.CANCELLED;
          case TransportException.MalformedLine e -> Kind.OUT_OF_STEP;
          case TransportException.Tls e -> Kind.UNENCRYPTED;
          default -> Kind.LOST;
        };
    return new ConversationException(kind, stage, host, cause.reason(), null, cause);
  }

  /**
   * Why.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * At which stage.
   *
   * @return the stage
   */
  public Stage stage() {
    return stage;
  }

  /**
   * With whom.
   *
   * @return {@code pop.example [192.0.2.1]:110}
   */
  public String host() {
    return host;
  }

  /**
   * The response that ended it, if one did. Lost when the exception is serialized.
   *
   * @return the response
   */
  public Optional<Response> response() {
    return Optional.ofNullable(response);
  }
}
