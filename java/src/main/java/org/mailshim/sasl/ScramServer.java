package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The server of SCRAM (RFC 5802, RFC 7677); {@link ScramClient} shows the messages.
 *
 * <p>Somebody who is not in the directory is led through all of it with a decoy, and fails where a
 * wrong password does. The proof is checked before anything is said about what the client may do.
 */
final class ScramServer extends ServerExchange {
  private enum Stage {
    CLIENT_FIRST,
    CLIENT_FINAL,
    ACKNOWLEDGEMENT
  }

  private final ScramHash hash;
  private final String nonceExtension;
  private Stage stage = Stage.CLIENT_FIRST;
  private Gs2Header header = new Gs2Header('n', "", "");
  private Optional<ChannelBinding> binding = Optional.empty();
  private String identity = "";
  private boolean known;
  private String firstMessages = "";
  private String wholeNonce = "";
  private Optional<ScramKeys> keys = Optional.empty();

  ScramServer(Mechanism mechanism, ServerContext context) {
    this(mechanism, context, ScramClient.nonce(context.random()));
  }

  /** Makes a server with a nonce that is known, for the examples of the RFCs. */
  ScramServer(Mechanism mechanism, ServerContext context, String nonceExtension) {
    super(mechanism, context);
    this.hash = ScramHash.of(mechanism);
    this.nonceExtension = nonceExtension;
  }

  @Override
  Step take(byte[] response) {
    return switch (stage) {
      case CLIENT_FIRST -> first(new ScramAttributes(mechanism(), response));
      case CLIENT_FINAL -> last(new ScramAttributes(mechanism(), response));
      case ACKNOWLEDGEMENT -> acknowledged(response);
    };
  }

  private Step first(ScramAttributes message) {
    header = Gs2Header.read(message);
    checkBinding();
    final String bare = message.rest();
    identity = Identities.prepared(message.name(message.value('n')));
    wholeNonce = message.nonce('r') + nonceExtension;
    message.skipExtensions();

    Optional<StoredCredential> found = context().directory().find(identity);
    ScramKeys used =
        keys(found.orElseGet(() -> context().directory().decoys().credential(identity)));
    known = found.isPresent();
    keys = Optional.of(used);
    String serverFirst =
        "r="
            + wholeNonce
            + ",s="
            + Base64.getEncoder().encodeToString(used.salt())
            + ",i="
            + used.iterations();
    firstMessages = bare + ',' + serverFirst;
    stage = Stage.CLIENT_FINAL;
    return new Step.Challenge(serverFirst.getBytes(StandardCharsets.US_ASCII));
  }

  /** Finds out whether the client binds as it must, and whether it was shown another offer. */
  private void checkBinding() {
    if (mechanism().needsChannelBinding() != (header.flag() == 'p')) {
      throw malformed("a gs2 header that does not fit the mechanism");
    }
    if (header.flag() == 'y' && plusWasOffered()) {
      throw malformed("the client has not seen that -PLUS was offered: somebody is in between");
    }
    for (ChannelBinding candidate : context().channelBindings()) {
      if (candidate.type().equals(header.bindingType())) {
        binding = Optional.of(candidate);
      }
    }
    if (header.flag() == 'p' && binding.isEmpty()) {
      throw malformed("a channel binding of a type that this connection does not have");
    }
  }

  private boolean plusWasOffered() {
    return context().offered().contains(Mechanism.SCRAM_SHA_256_PLUS)
        || context().offered().contains(Mechanism.SCRAM_SHA_1_PLUS);
  }

  private ScramKeys keys(StoredCredential credential) {
    Decoys decoys = context().directory().decoys();
    return switch (credential) {
      case StoredCredential.Keys stored ->
          stored.of(hash).orElseThrow(() -> new UserDirectoryException("no keys of this hash"));
      case StoredCredential.Password password ->
          derived(password.password(), decoys.salt(identity, hash), decoys.iterations());
    };
  }

  private ScramKeys derived(Secret password, byte[] salt, int iterations) {
    try {
      return ScramKeys.derive(hash, password, salt, iterations);
    } catch (IllegalArgumentException e) {
      throw new UserDirectoryException(
          "the password of " + Identities.shown(identity) + " is none for SCRAM", e);
    }
  }

  private Step last(ScramAttributes message) {
    final byte[] bound = message.octets('c');
    final String nonce = message.nonce('r');
    // Extensions may stand before the proof; it is the last.
    while (!message.rest().startsWith("p=")) {
      message.skipExtension();
    }
    String withoutProof = message.before();
    byte[] proof = message.octets('p');
    if (!message.isAtEnd()) {
      return failed("something after the proof");
    }
    if (!MessageDigest.isEqual(bound, header.bound(binding))) {
      return failed("the client is bound to another channel: somebody is in between");
    }
    if (!nonce.equals(wholeNonce)) {
      return failed("another nonce than before");
    }
    byte[] authMessage = (firstMessages + ',' + withoutProof).getBytes(StandardCharsets.UTF_8);
    if (!isProof(proof, authMessage) || !known) {
      return wrongCredentials(identity);
    }
    stage = Stage.ACKNOWLEDGEMENT;
    byte[] signature = Digests.hmac(hash.mac(), keys.orElseThrow().serverKey(), authMessage);
    return new Step.Challenge(
        ("v=" + Base64.getEncoder().encodeToString(signature)).getBytes(StandardCharsets.US_ASCII));
  }

  private boolean isProof(byte[] proof, byte[] authMessage) {
    if (proof.length != hash.length()) {
      return false;
    }
    byte[] storedKey = keys.orElseThrow().storedKey();
    byte[] clientKey = Digests.xor(proof, Digests.hmac(hash.mac(), storedKey, authMessage));
    boolean same = MessageDigest.isEqual(Digests.digest(hash.digest(), clientKey), storedKey);
    Arrays.fill(clientKey, (byte) 0);
    return same;
  }

  private Step acknowledged(byte[] response) {
    if (response.length > 0) {
      return failed("something after the server's last message");
    }
    return authenticated(identity, header.authorizationIdentity());
  }
}
