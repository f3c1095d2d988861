package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.mailshim.address.Ascii;

/**
 * The server of DIGEST-MD5 (RFC 2831), with {@code qop=auth} only and without subsequent
 * authentication: each nonce is good once.
 *
 * <p>Of the digest-uri the service is compared and the host is not: a server has many names, and
 * the nonce already keeps an answer from being used elsewhere.
 */
final class DigestMd5Server extends ServerExchange {
  private final String nonce;
  private boolean proven;
  private String identity = "";
  private String authorizationIdentity = "";

  DigestMd5Server(ServerContext context) {
    this(context, ScramClient.nonce(context.random()));
  }

  /** Makes a server with a nonce that is known, for the example of the RFC. */
  DigestMd5Server(ServerContext context, String nonce) {
    super(Mechanism.DIGEST_MD5, context);
    this.nonce = nonce;
  }

  @Override
  byte[] firstChallenge() {
    String challenge =
        "realm="
            + DigestDirectives.quoted(context().host())
            + ",nonce="
            + DigestDirectives.quoted(nonce)
            + ",qop=\"auth\",algorithm=md5-sess,charset=utf-8";
    return challenge.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  Step take(byte[] response) {
    if (proven) {
      return response.length == 0
          ? authenticated(identity, authorizationIdentity)
          : failed("something after the server's last message");
    }
    DigestDirectives directives = new DigestDirectives(response);
    checkFixed(directives);
    identity = Identities.checked(mechanism(), directives.decoded(directives.required("username")));
    authorizationIdentity =
        Identities.checkedIfPresent(
            mechanism(), directives.decoded(directives.optional("authzid").orElse("")));
    DigestMd5 digest =
        new DigestMd5(
            directives.isUtf8(),
            identity,
            directives.decoded(directives.optional("realm").orElse("")),
            nonce,
            directives.decoded(directives.required("cnonce")),
            directives.decoded(directives.required("digest-uri")),
            authorizationIdentity);
    return checked(digest, directives.required("response"));
  }

  private Step checked(DigestMd5 digest, String response) {
    UserDirectory directory = context().directory();
    Optional<StoredCredential> found = directory.find(identity);
    StoredCredential credential = found.orElseGet(() -> directory.decoys().credential(identity));
    Secret password = DigestMd5.passwordOf(credential);
    boolean same =
        MessageDigest.isEqual(
            digest.response(password).getBytes(StandardCharsets.ISO_8859_1),
            response.getBytes(StandardCharsets.ISO_8859_1));
    if (!same || found.isEmpty()) {
      return wrongCredentials(identity);
    }
    proven = true;
    String proof = "rspauth=" + digest.serverResponse(password);
    return new Step.Challenge(proof.getBytes(StandardCharsets.US_ASCII));
  }

  private void checkFixed(DigestDirectives directives) {
    if (!directives.required("nonce").equals(nonce)) {
      throw malformed("another nonce than the server's");
    }
    if (!directives.required("nc").equals(DigestMd5.NONCE_COUNT)) {
      throw malformed("a nonce that is used again");
    }
    if (!Ascii.equalsIgnoringCase(directives.optional("qop").orElse("auth"), "auth")) {
      throw malformed("a security layer, of which there is none here");
    }
    String service = context().service() + '/';
    if (!Ascii.startsWithIgnoringCase(directives.required("digest-uri"), 0, service)) {
      throw malformed("a digest-uri of another service");
    }
    if (directives.required("cnonce").isEmpty()) {
      throw malformed("an empty cnonce");
    }
    Optional<String> realm = directives.optional("realm");
    if (realm.isPresent() && !directives.decoded(realm.get()).equals(context().host())) {
      throw malformed("another realm than the server's");
    }
  }
}
