package org.mailshim.pop3.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.pop3.Command;
import org.mailshim.pop3.Response;
import org.mailshim.sasl.ClientMechanism;
import org.mailshim.sasl.SaslException;

/**
 * One SASL exchange: AUTH, challenges and responses in Base64, and the response that ends it (RFC
 * 5034 §4).
 *
 * <p>The client's first message goes with the command where that has no more than 255 octets in
 * all, else it answers the first challenge, which is empty then. Whatever the mechanism finds wrong
 * with a challenge ends the exchange with {@code *}; what the server says to that ends it in any
 * case.
 */
final class Authentication {
  /** A command line with its CRLF (RFC 2449 §4). */
  private static final int COMMAND_LIMIT = 255;

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
   */
  Optional<LoginOutcome.Attempt> run() {
    Response response = begin();
    while (response.status() == Response.Status.CONTINUE) {
      if (failure != null) {
        throw conversation.misplaced(Stage.AUTH, response);
      }
      response = answer(response);
    }
    if (!response.isOk()) {
      Optional<String> problem =
          failure == null ? mechanism.refusal() : Optional.of(failure.getMessage());
      String name = mechanism.mechanism().text();
      return Optional.of(new LoginOutcome.Attempt(name, problem, response));
    }
    if (failure != null || !mechanism.succeeded()) {
      throw conversation.ended(
          ConversationException.Kind.UNAUTHENTICATED,
          Stage.AUTH,
          "the server accepts without having proven that it knows the secret; it may be another"
              + " than it should be");
    }
    return Optional.empty();
  }

  private Response begin() {
    String name = mechanism.mechanism().text();
    Optional<byte[]> first = mechanism.initialResponse();
    if (first.isEmpty()) {
      return conversation.ask(Stage.AUTH, new Command.Auth(name, Optional.empty()));
    }
    String text = first.get().length == 0 ? "=" : Base64.getEncoder().encodeToString(first.get());
    var command = new Command.Auth(name, Optional.of(text));
    if (command.line().length() + 2 <= COMMAND_LIMIT) {
      Arrays.fill(first.get(), (byte) 0);
      return conversation.ask(Stage.AUTH, command);
    }
    Response response = conversation.ask(Stage.AUTH, new Command.Auth(name, Optional.empty()));
    return response.status() == Response.Status.CONTINUE ? respond(first.get()) : response;
  }

  private Response answer(Response challenge) {
    byte[] response;
    try {
      response = mechanism.respond(decoded(challenge));
    } catch (SaslException e) {
      failure = e;
      return conversation.answer("*");
    }
    return respond(response);
  }

  private Response respond(byte[] response) {
    try {
      return conversation.answer(Base64.getEncoder().encodeToString(response));
    } finally {
      Arrays.fill(response, (byte) 0);
    }
  }

  private byte[] decoded(Response challenge) {
    try {
      return Base64.getDecoder().decode(challenge.words().strip().getBytes(ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new SaslException(
          SaslException.Kind.MALFORMED, mechanism.mechanism(), "the challenge is no Base64");
    }
  }
}
