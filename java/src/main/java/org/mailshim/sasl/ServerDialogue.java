package org.mailshim.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.Optional;

/**
 * The server's side of one authentication in the lines that SMTP (RFC 4954 §4) and POP3 (RFC 5034
 * §4) share: Base64 for octets, {@code =} for an initial response of none, {@code *} from a client
 * that gives up. What a line may be long, and how the result is said, is the session's.
 *
 * <p>Calls come in the order of {@link ServerMechanism}: {@link #begin} once, then {@link #respond}
 * for the line after each {@link Outcome.Challenge}; any other outcome is the end. One
 * authentication per instance, one thread at a time; a call blocks as long as the directory does,
 * and throws what the mechanism throws.
 */
public final class ServerDialogue implements AutoCloseable {
  /** Says that the client gives up. */
  private static final String CANCEL = "*";

  /** An initial response of no octets. */
  private static final String NO_OCTETS = "=";

  /** What a line came to. */
  public sealed interface Outcome {
    /**
     * The client is to answer.
     *
     * @param base64 what to send, behind 334 or {@code +}
     */
    record Challenge(String base64) implements Outcome {}

    /**
     * The client is who it says.
     *
     * @param authorizationIdentity who it acts as
     */
    record Success(String authorizationIdentity) implements Outcome {}

    /**
     * It is not, or that could not be found out.
     *
     * @param reason as in {@link Step.Failure}: for the server's log alone
     * @param temporary as in {@link Step.Failure}
     */
    record Failure(String reason, boolean temporary) implements Outcome {}

    /** The client has given up. */
    record Cancelled() implements Outcome {}

    /** The client sent something else than Base64. */
    record Garbled() implements Outcome {}
  }

  private final Mechanism mechanism;
  private final ServerMechanism exchange;

  /**
   * Nothing said yet.
   *
   * @param mechanism what was agreed on
   * @param exchange its server's side; closed with this
   */
  public ServerDialogue(Mechanism mechanism, ServerMechanism exchange) {
    this.mechanism = mechanism;
    this.exchange = exchange;
  }

  /** What was agreed on. */
  public Mechanism mechanism() {
    return mechanism;
  }

  /**
   * Begins.
   *
   * @param initialResponse the AUTH command's, as it came; empty when it has none
   * @return what follows
   */
  public Outcome begin(Optional<String> initialResponse) {
    if (initialResponse.isEmpty()) {
      return outcome(exchange.begin(Optional.empty()));
    }
    if (initialResponse.get().equals(NO_OCTETS)) {
      return outcome(exchange.begin(Optional.of(new byte[0])));
    }
    Optional<byte[]> response = decoded(initialResponse.get());
    return response.isEmpty() ? new Outcome.Garbled() : outcome(exchange.begin(response));
  }

  /**
   * Goes on.
   *
   * @param line the client's, without its end
   * @return what follows
   */
  public Outcome respond(String line) {
    if (line.equals(CANCEL)) {
      return new Outcome.Cancelled();
    }
    Optional<byte[]> response = decoded(line);
    return response.isEmpty() ? new Outcome.Garbled() : outcome(exchange.respond(response.get()));
  }

  private static Outcome outcome(Step step) {
    return switch (step) {
      case Step.Challenge challenge ->
          new Outcome.Challenge(Base64.getEncoder().encodeToString(challenge.data()));
      case Step.Success success -> new Outcome.Success(success.authorizationIdentity());
      case Step.Failure failure -> new Outcome.Failure(failure.reason(), failure.temporary());
    };
  }

  private static Optional<byte[]> decoded(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text.getBytes(ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Wipes what was derived of secrets. */
  @Override
  public void close() {
    exchange.close();
  }
}
