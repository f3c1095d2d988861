package org.mailshim.sasl;

import java.util.Optional;

/**
 * What the servers of all mechanisms have in common: the order of calls, a limit for responses, and
 * that trouble becomes a step.
 */
abstract class ServerExchange implements ServerMechanism {
  /** The longest response taken, in octets: what RFC 4954 §4 allows, decoded or not. */
  static final int RESPONSE_LIMIT = 12288;

  private enum State {
    NEW,
    CHALLENGED,
    ENDED
  }

  private final Mechanism mechanism;
  private final ServerContext context;
  private State state = State.NEW;

  ServerExchange(Mechanism mechanism, ServerContext context) {
    this.mechanism = mechanism;
    this.context = context;
  }

  final ServerContext context() {
    return context;
  }

  final Mechanism mechanism() {
    return mechanism;
  }

  @Override
  public final Step begin(Optional<byte[]> initialResponse) {
    if (state != State.NEW) {
      throw new IllegalStateException(mechanism.text() + " has been begun before");
    }
    if (initialResponse.isEmpty()) {
      return entered(new Step.Challenge(firstChallenge()));
    }
    if (!takesInitialResponse()) {
      return entered(failed("an initial response, where the server speaks first"));
    }
    return taken(initialResponse.get());
  }

  @Override
  public final Step respond(byte[] response) {
    if (state != State.CHALLENGED) {
      throw new IllegalStateException(mechanism.text() + " waits for no response");
    }
    return taken(response);
  }

  private Step taken(byte[] response) {
    if (response.length > RESPONSE_LIMIT) {
      return entered(failed("a response of more than " + RESPONSE_LIMIT + " octets"));
    }
    try {
      return entered(take(response));
    } catch (SaslException e) {
      return entered(new Step.Failure(e.getMessage(), false));
    } catch (UserDirectoryException e) {
      return entered(new Step.Failure(mechanism.text() + ": " + e.getMessage(), true));
    }
  }

  private Step entered(Step step) {
    state = step instanceof Step.Challenge ? State.CHALLENGED : State.ENDED;
    return step;
  }

  /** What the server says first; no octets where that is the client's part. */
  byte[] firstChallenge() {
    return new byte[0];
  }

  /** Whether the first message may come with the command. */
  boolean takesInitialResponse() {
    return mechanism.clientSpeaksFirst();
  }

  /**
   * Takes a response of bearable length.
   *
   * @throws SaslException when it is malformed
   */
  abstract Step take(byte[] response);

  /** The last word on somebody whose credentials were right. */
  final Step authenticated(String authenticationIdentity, String authorizationIdentity) {
    String actsAs =
        authorizationIdentity.isEmpty() ? authenticationIdentity : authorizationIdentity;
    if (!actsAs.equals(authenticationIdentity)
        && !context.directory().mayActAs(authenticationIdentity, actsAs)) {
      return failed(
          Identities.shown(authenticationIdentity) + " may not act as " + Identities.shown(actsAs));
    }
    return new Step.Success(authenticationIdentity, actsAs);
  }

  final Step wrongCredentials(String authenticationIdentity) {
    return failed("wrong credentials or unknown user: " + Identities.shown(authenticationIdentity));
  }

  final Step failed(String problem) {
    return new Step.Failure(mechanism.text() + ": " + problem, false);
  }

  final SaslException malformed(String problem) {
    return new SaslException(SaslException.Kind.MALFORMED, mechanism, problem);
  }

  @Override
  public void close() {}
}
