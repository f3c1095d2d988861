package org.mailshim.sasl;

/** The server of EXTERNAL (RFC 4422 appendix A): the connection has proven who the client is. */
final class ExternalServer extends ServerExchange {
  ExternalServer(ServerContext context) {
    super(Mechanism.EXTERNAL, context);
  }

  @Override
  Step take(byte[] response) {
    String actsAs =
        Identities.checkedIfPresent(mechanism(), Identities.text(mechanism(), response));
    if (context().externalIdentity().isEmpty()) {
      return failed("the connection has proven no identity");
    }
    return authenticated(context().externalIdentity().get(), actsAs);
  }
}
