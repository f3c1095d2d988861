package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.Ascii;

/**
 * The client of DIGEST-MD5 (RFC 2831), with {@code qop=auth} only: the connection's protection is
 * TLS's business.
 *
 * <pre>
 * step  server says                      client answers
 * 1     realm, nonce, qop, algorithm     username, realm, nonce, cnonce, response …
 * 2     rspauth                          nothing: the server has proven itself   → succeeded
 * </pre>
 *
 * <p>Of several realms the one that is the server's host name is taken, or else the first.
 */
final class DigestMd5Client extends ClientExchange {
  private final Credentials.Password credentials;
  private final String digestUri;
  private final String host;
  private final String clientNonce;
  private String expectedProof = "";

  DigestMd5Client(
      Credentials.Password credentials, String service, String host, SecureRandom random) {
    this(credentials, service, host, ScramClient.nonce(random));
  }

  /** Makes a client with a nonce that is known, for the example of the RFC. */
  DigestMd5Client(
      Credentials.Password credentials, String service, String host, String clientNonce) {
    super(Mechanism.DIGEST_MD5);
    this.credentials = credentials;
    this.digestUri = service + '/' + host;
    this.host = host;
    this.clientNonce = clientNonce;
  }

  @Override
  public Optional<byte[]> initialResponse() {
    return Optional.empty();
  }

  @Override
  byte[] answer(byte[] challenge) {
    DigestDirectives directives = new DigestDirectives(challenge);
    if (expectedProof.isEmpty()) {
      return response(directives);
    }
    end();
    String proof = directives.required("rspauth");
    if (!MessageDigest.isEqual(
        proof.getBytes(StandardCharsets.ISO_8859_1),
        expectedProof.getBytes(StandardCharsets.ISO_8859_1))) {
      throw forged("the server's rspauth is wrong: it does not know the password");
    }
    succeed();
    return new byte[0];
  }

  private byte[] response(DigestDirectives directives) {
    checkOffer(directives);
    boolean utf8 = directives.isUtf8();
    String authorizationIdentity = credentials.authorizationIdentity().orElse("");
    DigestMd5 digest =
        new DigestMd5(
            utf8,
            credentials.authenticationIdentity(),
            realm(directives),
            directives.decoded(directives.required("nonce")),
            clientNonce,
            digestUri,
            authorizationIdentity);
    if (!utf8 && !fitsLatin1(digest.identity() + authorizationIdentity)) {
      throw new SaslException(
          SaslException.Kind.CREDENTIALS,
          mechanism(),
          "the identity does not fit the server's character set");
    }
    expectedProof = digest.serverResponse(credentials.password());
    return message(digest).getBytes(DigestMd5.charset(utf8));
  }

  private String message(DigestMd5 digest) {
    StringBuilder message = new StringBuilder();
    if (digest.utf8()) {
      message.append("charset=utf-8,");
    }
    message
        .append("username=")
        .append(DigestDirectives.quoted(digest.identity()))
        .append(",realm=")
        .append(DigestDirectives.quoted(digest.realm()))
        .append(",nonce=")
        .append(DigestDirectives.quoted(digest.nonce()))
        .append(",nc=" + DigestMd5.NONCE_COUNT + ",cnonce=")
        .append(DigestDirectives.quoted(clientNonce))
        .append(",digest-uri=")
        .append(DigestDirectives.quoted(digestUri))
        .append(",response=")
        .append(digest.response(credentials.password()))
        .append(",qop=auth");
    if (!digest.authorizationIdentity().isEmpty()) {
      message.append(",authzid=").append(DigestDirectives.quoted(digest.authorizationIdentity()));
    }
    return message.toString();
  }

  private void checkOffer(DigestDirectives directives) {
    if (!Ascii.equalsIgnoringCase(directives.required("algorithm"), "md5-sess")) {
      throw malformed("an algorithm that is not md5-sess");
    }
    Optional<String> qop = directives.optional("qop");
    if (qop.isPresent() && !hasWord(qop.get(), "auth")) {
      throw malformed("the server wants a security layer, of which there is none here");
    }
    if (directives.required("nonce").isEmpty()) {
      throw malformed("an empty nonce");
    }
  }

  private static boolean hasWord(String words, String word) {
    for (String candidate : words.split(",", -1)) {
      if (Ascii.equalsIgnoringCase(candidate.strip(), word)) {
        return true;
      }
    }
    return false;
  }

  private String realm(DigestDirectives directives) {
    List<String> realms = directives.all("realm");
    for (String realm : realms) {
      if (Ascii.equalsIgnoringCase(realm, host)) {
        return realm;
      }
    }
    return realms.isEmpty() ? "" : directives.decoded(realms.getFirst());
  }

  private static boolean fitsLatin1(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    expectedProof = "";
  }
}
