package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.mailshim.address.Ascii;

/**
 * The servers of OAUTHBEARER (RFC 7628) and XOAUTH2: fields that end with Ctrl-A, and one more
 * Ctrl-A at the end.
 *
 * <pre>
 * OAUTHBEARER   n,a=identity,^A host=… ^A port=… ^A auth=Bearer token ^A ^A
 * XOAUTH2       user=identity ^A auth=Bearer token ^A ^A
 * </pre>
 *
 * <p>(without the spaces). A bad token gets an error in JSON first, and fails when the client has
 * answered that (RFC 7628 §3.2.3).
 */
final class TokenServer extends ServerExchange {
  private static final String BEARER = "auth=Bearer ";
  private static final byte SEPARATOR = 1;

  private boolean refused;
  private String claimed = "";

  TokenServer(Mechanism mechanism, ServerContext context) {
    super(mechanism, context);
  }

  @Override
  Step take(byte[] response) {
    if (refused) {
      return wrongCredentials(claimed);
    }
    int from = 0;
    if (mechanism() == Mechanism.OAUTHBEARER) {
      from = endOfField(response, 0) + 1;
      claimed = gs2Identity(response, from - 1);
    }
    byte[] token = fields(response, from);
    Arrays.fill(response, (byte) 0);
    try (Secret secret = Secret.of(token)) {
      Arrays.fill(token, (byte) 0);
      return verified(secret);
    }
  }

  private String gs2Identity(byte[] response, int end) {
    byte[] front = Arrays.copyOf(response, end);
    ScramAttributes reader = new ScramAttributes(mechanism(), front);
    Gs2Header header = Gs2Header.read(reader);
    if (header.flag() == 'p' || !reader.rest().isEmpty()) {
      throw malformed("a gs2 header that does not fit the mechanism");
    }
    return header.authorizationIdentity();
  }

  /** Reads the fields from an index on, and gives the token; keeps the user where one is named. */
  private byte[] fields(byte[] response, int from) {
    byte[] token = new byte[0];
    int start = from;
    int end = endOfField(response, start);
    while (end > start) {
      if (beginsWith(response, start, end, BEARER)) {
        if (token.length > 0) {
          throw malformed("two tokens");
        }
        token = Arrays.copyOfRange(response, start + BEARER.length(), end);
      } else if (mechanism() == Mechanism.XOAUTH2 && beginsWith(response, start, end, "user=")) {
        if (!claimed.isEmpty()) {
          throw malformed("two users");
        }
        String user = Identities.text(mechanism(), response, start + "user=".length(), end);
        claimed = Identities.checked(mechanism(), user);
      }
      start = end + 1;
      end = endOfField(response, start);
    }
    if (start + 1 != response.length || token.length == 0) {
      throw malformed("no fields with a token, or something after their end");
    }
    if (mechanism() == Mechanism.XOAUTH2 && claimed.isEmpty()) {
      throw malformed("no user");
    }
    return token;
  }

  /** Whether a field begins with a text, in any case. */
  private static boolean beginsWith(byte[] response, int start, int end, String text) {
    int length = Math.min(text.length(), end - start);
    String front = new String(response, start, length, StandardCharsets.ISO_8859_1);
    return Ascii.equalsIgnoringCase(front, text);
  }

  private int endOfField(byte[] response, int from) {
    for (int i = from; i < response.length; i++) {
      if (response[i] == SEPARATOR) {
        return i;
      }
    }
    throw malformed("a field without end");
  }

  private Step verified(Secret token) {
    Optional<String> claim = claimed.isEmpty() ? Optional.empty() : Optional.of(claimed);
    Optional<String> identity = context().directory().verifyToken(claim, token);
    if (identity.isEmpty()) {
      refused = true;
      String status = mechanism() == Mechanism.XOAUTH2 ? "401" : "invalid_token";
      return new Step.Challenge(
          ("{\"status\":\"" + status + "\",\"schemes\":\"bearer\"}")
              .getBytes(StandardCharsets.US_ASCII));
    }
    return authenticated(identity.get(), claimed);
  }
}
