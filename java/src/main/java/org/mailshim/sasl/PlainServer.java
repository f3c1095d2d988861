package org.mailshim.sasl;

import java.util.Arrays;

/** The server of PLAIN (RFC 4616): {@code [authzid] NUL authcid NUL passwd}. */
final class PlainServer extends ServerExchange {
  PlainServer(ServerContext context) {
    super(Mechanism.PLAIN, context);
  }

  @Override
  Step take(byte[] response) {
    int first = indexOfNul(response, 0);
    int second = indexOfNul(response, first + 1);
    if (second >= response.length - 1 || indexOfNul(response, second + 1) < response.length) {
      throw malformed("other than two NULs between three parts");
    }
    String actsAs =
        Identities.checkedIfPresent(mechanism(), Identities.text(mechanism(), response, 0, first));
    String identity =
        Identities.checked(mechanism(), Identities.text(mechanism(), response, first + 1, second));
    byte[] password = Arrays.copyOfRange(response, second + 1, response.length);
    Arrays.fill(response, second + 1, response.length, (byte) 0);
    try (Secret secret = Secret.of(password)) {
      Arrays.fill(password, (byte) 0);
      if (context().directory().verify(identity, secret)) {
        return authenticated(identity, actsAs);
      }
      return wrongCredentials(identity);
    }
  }

  /** The next NUL, or the length where there is none. */
  private static int indexOfNul(byte[] octets, int from) {
    int i = from;
    while (i < octets.length && octets[i] != 0) {
      i++;
    }
    return i;
  }
}
