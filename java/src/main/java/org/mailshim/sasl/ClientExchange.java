package org.mailshim.sasl;

import java.util.Optional;
import org.mailshim.address.PrintableText;

/**
 * What the clients of all mechanisms have in common: a limit for challenges, the order of calls and
 * the server's refusal.
 */
abstract class ClientExchange implements ClientMechanism {
  /** The longest challenge taken, in octets: what RFC 4954 §4 allows, decoded or not. */
  static final int CHALLENGE_LIMIT = 12288;

  private static final int REFUSAL_SHOWN = 80;

  private final Mechanism mechanism;
  private boolean succeeded;
  private boolean ended;
  private Optional<String> refusal = Optional.empty();

  ClientExchange(Mechanism mechanism) {
    this.mechanism = mechanism;
  }

  @Override
  public final Mechanism mechanism() {
    return mechanism;
  }

  @Override
  public final byte[] respond(byte[] challenge) {
    if (challenge.length > CHALLENGE_LIMIT) {
      throw malformed("a challenge of more than " + CHALLENGE_LIMIT + " octets");
    }
    if (ended) {
      throw malformed("a further challenge after the exchange had ended");
    }
    return answer(challenge);
  }

  /** Answers a challenge of bearable length that comes in time. */
  abstract byte[] answer(byte[] challenge);

  @Override
  public final boolean succeeded() {
    return succeeded;
  }

  @Override
  public final Optional<String> refusal() {
    return refusal;
  }

  /** All is said, and what the server had to prove is proven. */
  final void succeed() {
    succeeded = true;
  }

  /** Nothing more is to come from the server but its reply. */
  final void end() {
    ended = true;
  }

  /** The server has said why it refuses. */
  final void refused(String words) {
    refusal = Optional.of(PrintableText.of(words, REFUSAL_SHOWN));
    succeeded = false;
    ended = true;
  }

  final SaslException malformed(String problem) {
    return new SaslException(SaslException.Kind.MALFORMED, mechanism, problem);
  }

  final SaslException forged(String problem) {
    return new SaslException(SaslException.Kind.FORGED, mechanism, problem);
  }
}
