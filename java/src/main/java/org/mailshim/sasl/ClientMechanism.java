package org.mailshim.sasl;

import java.util.Optional;

/**
 * The client's side of one authentication: takes challenges, gives responses. Octets, not Base64:
 * that is the session's.
 *
 * <p>The session sends {@link #initialResponse} with the AUTH command, or as answer to the first,
 * empty challenge when it did not fit there; then each challenge goes to {@link #respond} and its
 * result back to the server, until the server ends the exchange. When the server says that it
 * succeeded, {@link #succeeded} has the last word: a server that has not proven what the mechanism
 * makes it prove is not the one that it should be, and the session must not go on.
 *
 * <pre>{@code
 * try (ClientMechanism mechanism = ClientMechanisms.start(…)) {
 *   Reply reply = send("AUTH " + mechanism.mechanism().text() + …mechanism.initialResponse()…);
 *   while (reply.code() == 334) {
 *     reply = send(base64(mechanism.respond(unbase64(reply.text()))));
 *   }
 *   return reply.code() == 235 && mechanism.succeeded();
 * }
 * }</pre>
 *
 * <p>One authentication per instance, one thread at a time.
 */
public interface ClientMechanism extends AutoCloseable {
  /**
   * Which mechanism it is.
   *
   * @return the mechanism
   */
  Mechanism mechanism();

  /**
   * What the client says before any challenge. Does not change anything: it may be asked twice.
   *
   * @return the first message, of no octets in some cases; empty when the server speaks first
   */
  Optional<byte[]> initialResponse();

  /**
   * Answers a challenge.
   *
   * @param challenge the server's message, decoded
   * @return the answer, often of no octets
   * @throws SaslException when the challenge is malformed, too long, forged or out of order
   */
  byte[] respond(byte[] challenge);

  /**
   * Whether a success that the server announces may be believed now.
   *
   * @return true when all has been sent, and where the mechanism lets the server prove itself, when
   *     it has
   */
  boolean succeeded();

  /**
   * Why the server refuses, when it said so inside the exchange (SCRAM's {@code e=}, the error
   * challenge of bearer tokens); the reply that follows says no more than that it does.
   *
   * @return the server's words, printable and at most 500 characters; empty when it said nothing
   */
  Optional<String> refusal();

  /** Wipes what was derived from the credentials. The credentials themselves stay their owner's. */
  @Override
  void close();
}
