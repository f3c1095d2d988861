package org.mailshim.sasl;

/**
 * The server of ANONYMOUS (RFC 4505). The client acts as nobody: the authorization identity is
 * empty, the authentication identity the trace that it sent, which proves nothing.
 */
final class AnonymousServer extends ServerExchange {
  AnonymousServer(ServerContext context) {
    super(Mechanism.ANONYMOUS, context);
  }

  @Override
  Step take(byte[] response) {
    String trace = Identities.checkedIfPresent(mechanism(), Identities.text(mechanism(), response));
    return new Step.Success(trace, "");
  }
}
