package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.sasl.ClientMechanism;
import org.mailshim.sasl.SaslException;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.AuthenticationOutcome.Attempt;

/**
 * One SASL exchange: AUTH, challenges and responses in base64, and the reply that ends it (RFC 4954
 * §4).
 *
 * <p>The client's first message goes with the command where that has no more than 512 octets in
 * all, else it answers the first challenge, which is empty then. Whatever the mechanism finds wrong
 * with a challenge ends the exchange with {@code *}; what the server says to that ends it in any
 * case.
 */
final class Authentication {
  /** A command line with its CRLF (RFC 4954 §4, RFC 5321 §4.5.3.1.4). */
  private static final int COMMAND_LIMIT = 512;

  private static final int CONTINUE = 334;

  private final Conversation conversation;
  private final ClientMechanism mechanism;
  private @Nullable SaslException failure;

  Authentication(Conversation conversation, ClientMechanism mechanism) {
    this.conversation = conversation;
    this.mechanism = mechanism;
  }

  /**
   * Runs the exchange.
   *
   * @return how it failed; empty when the server has accepted, and has proven what the mechanism
   *     wants it to prove
   * @throws ConversationException also when the server accepts without that proof
   */
  Optional<Attempt> run() {
    Reply reply = begin();
    while (reply.isIntermediate()) {
      if (reply.code() != CONTINUE || failure != null) {
        throw conversation.misplaced(Stage.AUTH, reply);
      }
      reply = answer(reply);
    }
    conversation.endExchange();
    if (!reply.isPositiveCompletion()) {
      return Optional.of(failed(reply));
    }
    if (failure != null || !mechanism.succeeded()) {
      throw conversation.unmet(
          ConversationException.Kind.UNAUTHENTICATED,
          Stage.AUTH,
          "the server accepts without having proven that it knows the secret; it may be another"
              + " than it should be",
          null);
    }
    return Optional.empty();
  }

  /** Whether another mechanism may be tried after this one. */
  boolean forbidsOthers() {
    return failure != null && failure.kind() == SaslException.Kind.FORGED;
  }

  private Attempt failed(Reply reply) {
    Optional<String> problem =
        failure == null ? Optional.empty() : Optional.of(failure.getMessage());
    return new Attempt(mechanism.mechanism(), problem, Optional.of(reply));
  }

  private Reply begin() {
    String name = mechanism.mechanism().text();
    Optional<byte[]> first = mechanism.initialResponse();
    if (first.isEmpty()) {
      return conversation.askForChallenge(new Command.Auth(name, ""));
    }
    String text = first.get().length == 0 ? "=" : Base64.getEncoder().encodeToString(first.get());
    var command = new Command.Auth(name, text);
    if (command.line().length() + 2 <= COMMAND_LIMIT) {
      Arrays.fill(first.get(), (byte) 0);
      return conversation.askForChallenge(command);
    }
    Reply reply = conversation.askForChallenge(new Command.Auth(name, ""));
    return reply.code() == CONTINUE ? respond(first.get()) : reply;
  }

  private Reply answer(Reply challenge) {
    byte[] response;
    try {
      response = mechanism.respond(decoded(challenge));
    } catch (SaslException e) {
      failure = e;
      return conversation.cancelExchange();
    }
    return respond(response);
  }

  private Reply respond(byte[] response) {
    if (base64Length(response.length) > Conversation.SASL_LIMIT) {
      failure =
          new SaslException(
              SaslException.Kind.CREDENTIALS, mechanism.mechanism(), "the response is too long");
      return conversation.cancelExchange();
    }
    try {
      return conversation.respond(response);
    } finally {
      Arrays.fill(response, (byte) 0);
    }
  }

  private static int base64Length(int octets) {
    return (octets + 2) / 3 * 4;
  }

  private byte[] decoded(Reply challenge) {
    String text = challenge.lines().getFirst();
    try {
      if (challenge.lines().size() == 1) {
        return Base64.getDecoder().decode(text.strip().getBytes(ISO_8859_1));
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new SaslException(
        SaslException.Kind.MALFORMED, mechanism.mechanism(), "the challenge is no base64");
  }
}
