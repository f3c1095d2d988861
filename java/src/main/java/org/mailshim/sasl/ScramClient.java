package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The client of SCRAM (RFC 5802, RFC 7677).
 *
 * <pre>
 * step  server says                    client answers
 * 0     –                              gs2-header n=name,r=nonce               (initial response)
 * 1     r=nonce+more,s=salt,i=count    c=gs2-header+binding,r=nonce+more,p=proof
 * 2     v=signature                    nothing: the server has proven itself   → succeeded
 * 1, 2  e=reason                       nothing: refused
 * </pre>
 *
 * <p>Deriving the keys in step 1 takes about half a microsecond an iteration; {@link
 * ScramKeys#MOST_ITERATIONS} bounds what a hostile server can ask for.
 */
final class ScramClient extends ClientExchange {
  private static final int NONCE_LENGTH = 18;

  private final ScramHash hash;
  private final Gs2Header header;
  private final byte[] bound;
  private final byte[] password;
  private final String nonce;
  private final String firstBare;
  private byte[] expectedSignature = new byte[0];

  ScramClient(
      Mechanism mechanism,
      Credentials.Password credentials,
      Gs2Header header,
      Optional<ChannelBinding> binding,
      SecureRandom random) {
    this(mechanism, credentials, header, binding, nonce(random));
  }

  /** Makes a client with a nonce that is known, for the examples of the RFCs. */
  ScramClient(
      Mechanism mechanism,
      Credentials.Password credentials,
      Gs2Header header,
      Optional<ChannelBinding> binding,
      String nonce) {
    super(mechanism);
    this.hash = ScramHash.of(mechanism);
    this.header = header;
    this.bound = header.bound(binding);
    this.password = prepared(credentials.password());
    this.nonce = nonce;
    String name = Identities.prepared(credentials.authenticationIdentity());
    this.firstBare = "n=" + Gs2Header.escaped(name) + ",r=" + nonce;
  }

  /** A nonce: visible ASCII without a comma. */
  static String nonce(SecureRandom random) {
    byte[] octets = new byte[NONCE_LENGTH];
    random.nextBytes(octets);
    return Base64.getEncoder().encodeToString(octets);
  }

  private byte[] prepared(Secret secret) {
    try {
      return PasswordPreparation.prepare(secret);
    } catch (IllegalArgumentException e) {
      throw new SaslException(
          SaslException.Kind.CREDENTIALS,
          mechanism(),
          "the password holds characters that SASLprep (RFC 4013) prohibits");
    }
  }

  @Override
  public Optional<byte[]> initialResponse() {
    return Optional.of((header.text() + firstBare).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  byte[] answer(byte[] challenge) {
    ScramAttributes message = new ScramAttributes(mechanism(), challenge);
    if (message.rest().startsWith("e=")) {
      refused(message.value('e'));
      return new byte[0];
    }
    if (expectedSignature.length == 0) {
      return proof(message, challenge);
    }
    end();
    return verified(message);
  }

  private byte[] proof(ScramAttributes serverFirst, byte[] challenge) {
    String wholeNonce = serverFirst.nonce('r');
    byte[] salt = serverFirst.octets('s');
    int iterations = serverFirst.iterations('i');
    serverFirst.skipExtensions();
    if (!wholeNonce.startsWith(nonce) || wholeNonce.length() == nonce.length()) {
      throw forged("the server's nonce does not extend ours");
    }
    String withoutProof = "c=" + Base64.getEncoder().encodeToString(bound) + ",r=" + wholeNonce;
    byte[] authMessage =
        (firstBare + ',' + Identities.text(mechanism(), challenge) + ',' + withoutProof)
            .getBytes(StandardCharsets.UTF_8);

    byte[] salted = Digests.iterated(hash, password, salt, iterations);
    byte[] clientKey = ScramKeys.clientKey(hash, salted);
    byte[] storedKey = Digests.digest(hash.digest(), clientKey);
    byte[] proof = Digests.xor(clientKey, Digests.hmac(hash.mac(), storedKey, authMessage));
    expectedSignature = Digests.hmac(hash.mac(), ScramKeys.serverKey(hash, salted), authMessage);
    Arrays.fill(salted, (byte) 0);
    Arrays.fill(clientKey, (byte) 0);
    return (withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] verified(ScramAttributes serverFinal) {
    byte[] signature = serverFinal.octets('v');
    serverFinal.skipExtensions();
    if (!MessageDigest.isEqual(signature, expectedSignature)) {
      throw forged("the server's signature is wrong: it does not know the password");
    }
    succeed();
    return new byte[0];
  }

  @Override
  public void close() {
    Arrays.fill(password, (byte) 0);
    Arrays.fill(expectedSignature, (byte) 0);
  }
}
