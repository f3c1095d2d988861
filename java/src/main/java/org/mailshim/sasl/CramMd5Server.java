package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The server of CRAM-MD5 (RFC 2195). The challenge has the form of a message-id whose left side is
 * random; RFC 2195 puts a clock there, which is only one way to make it unique.
 */
final class CramMd5Server extends ServerExchange {
  private static final int DIGEST_LENGTH = 32;

  private final byte[] challenge;

  CramMd5Server(ServerContext context) {
    this(context, unique(context));
  }

  /** Makes a server with a challenge that is known, for the example of the RFC. */
  CramMd5Server(ServerContext context, byte[] challenge) {
    super(Mechanism.CRAM_MD5, context);
    this.challenge = challenge;
  }

  private static byte[] unique(ServerContext context) {
    byte[] octets = new byte[16];
    context.random().nextBytes(octets);
    String left = new String(Digests.hex(octets), StandardCharsets.US_ASCII);
    return ('<' + left + '@' + context.host() + '>').getBytes(StandardCharsets.UTF_8);
  }

  @Override
  byte[] firstChallenge() {
    return challenge.clone();
  }

  @Override
  Step take(byte[] response) {
    int space = response.length - DIGEST_LENGTH - 1;
    if (space < 1 || response[space] != ' ') {
      throw malformed("no identity and digest with a space between");
    }
    String identity =
        Identities.checked(mechanism(), Identities.text(mechanism(), response, 0, space));
    UserDirectory directory = context().directory();
    Optional<StoredCredential> found = directory.find(identity);
    StoredCredential credential = found.orElseGet(() -> directory.decoys().credential(identity));
    Secret password = DigestMd5.passwordOf(credential);
    byte[] expected = CramMd5Client.message(identity, password, challenge);
    if (MessageDigest.isEqual(expected, response) && found.isPresent()) {
      return authenticated(identity, "");
    }
    return wrongCredentials(identity);
  }
}
