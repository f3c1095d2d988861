package org.mailshim.sasl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.sasl.SaslFixture.RANDOM;
import static org.mailshim.sasl.SaslFixture.octets;
import static org.mailshim.sasl.SaslFixture.password;
import static org.mailshim.sasl.SaslFixture.text;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The examples in the RFCs, word for word, on both sides. */
class RfcExamplesTest {
  private static final Gs2Header UNBOUND = new Gs2Header('n', "", "");

  @Test
  void rfc5802Section5() {
    String nonce = "fyko+d2lbbFgONRv9qkxdawL";
    String extension = "3rfcNHYJY1ZVvWVs7j";
    String[] conversation = {
      "n,,n=user,r=" + nonce,
      "r=" + nonce + extension + ",s=QSXCR+Q6sek8bf92,i=4096",
      "c=biws,r=" + nonce + extension + ",p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
      "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="
    };
    scram(Mechanism.SCRAM_SHA_1, "QSXCR+Q6sek8bf92", nonce, extension, conversation);
  }

  @Test
  void rfc7677Section3() {
    String nonce = "rOprNGfwEbeRWgbNEkqO";
    String extension = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    String[] conversation = {
      "n,,n=user,r=" + nonce,
      "r=" + nonce + extension + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
      "c=biws,r=" + nonce + extension + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
      "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    };
    scram(Mechanism.SCRAM_SHA_256, "W22ZaJ0SNY7soEsUEjb6gQ==", nonce, extension, conversation);
  }

  private static void scram(
      Mechanism mechanism, String salt, String nonce, String extension, String[] conversation) {
    ClientMechanism client =
        new ScramClient(mechanism, password("user", "pencil"), UNBOUND, Optional.empty(), nonce);
    assertEquals(conversation[0], text(client.initialResponse().orElseThrow()));
    assertEquals(conversation[2], text(client.respond(octets(conversation[1]))));
    assertFalse(client.succeeded());
    assertEquals("", text(client.respond(octets(conversation[3]))));
    assertTrue(client.succeeded());

    ScramKeys keys =
        ScramKeys.derive(
            ScramHash.of(mechanism), Secret.of("pencil"), Base64.getDecoder().decode(salt), 4096);
    Decoys decoys = Decoys.ofThisProcess(RANDOM, Decoys.Form.KEYS, 4096);
    UserDirectory directory =
        new FixedUserDirectory(Map.of("user", new StoredCredential.Keys(keys)), decoys);
    ServerMechanism server =
        new ScramServer(mechanism, context("smtp", "localhost", directory), extension);
    assertChallenge("", server.begin(Optional.empty()));
    assertChallenge(conversation[1], server.respond(octets(conversation[0])));
    assertChallenge(conversation[3], server.respond(octets(conversation[2])));
    assertEquals(new Step.Success("user", "user"), server.respond(new byte[0]));
  }

  @Test
  void rfc2195Section2() {
    String challenge = "<1896.697170952@postoffice.reston.mci.net>";
    String response = "tim b913a602c7eda7a495b4e6e7334d3890";
    ClientMechanism client = new CramMd5Client(password("tim", "tanstaaftanstaaf"));
    assertEquals(response, text(client.respond(octets(challenge))));
    assertTrue(client.succeeded());

    UserDirectory directory = SaslFixture.passwords("tim", "tanstaaftanstaaf");
    ServerMechanism server =
        new CramMd5Server(context("imap", "localhost", directory), octets(challenge));
    assertChallenge(challenge, server.begin(Optional.empty()));
    assertEquals(new Step.Success("tim", "tim"), server.respond(octets(response)));
  }

  @Test
  void rfc2831Section4() {
    String host = "elwood.innosoft.com";
    String challenge =
        "realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\","
            + "algorithm=md5-sess,charset=utf-8";
    String response =
        "charset=utf-8,username=\"chris\",realm=\"elwood.innosoft.com\","
            + "nonce=\"OA6MG9tEQGm2hh\",nc=00000001,cnonce=\"OA6MHXh6VqTrRk\","
            + "digest-uri=\"imap/elwood.innosoft.com\","
            + "response=d388dad90d4bbd760a152321f2143af7,qop=auth";
    String proof = "rspauth=ea40f60335c427b5527b84dbabcdfffd";
    ClientMechanism client =
        new DigestMd5Client(password("chris", "secret"), "imap", host, "OA6MHXh6VqTrRk");
    assertEquals(response, text(client.respond(octets(challenge))));
    assertFalse(client.succeeded());
    assertEquals("", text(client.respond(octets(proof))));
    assertTrue(client.succeeded());

    UserDirectory directory = SaslFixture.passwords("chris", "secret");
    ServerMechanism server =
        new DigestMd5Server(context("imap", host, directory), "OA6MG9tEQGm2hh");
    assertChallenge(challenge, server.begin(Optional.empty()));
    assertChallenge(proof, server.respond(octets(response)));
    assertEquals(new Step.Success("chris", "chris"), server.respond(new byte[0]));
  }

  @Test
  void rfc4616Section4() {
    UserDirectory directory = SaslFixture.passwords("tim", "tanstaaftanstaaf");
    String message = "\0tim\0tanstaaftanstaaf";
    assertInitial(message, password("tim", "tanstaaftanstaaf"), Mechanism.PLAIN);
    assertEquals(new Step.Success("tim", "tim"), plain(directory, message));
    assertInitial(
        "Ursel\0Kurt\0xipj3plmq",
        new Credentials.Password("Kurt", Optional.of("Ursel"), Secret.of("xipj3plmq")),
        Mechanism.PLAIN);
    // As in the RFC: Kurt's password is right, and he is not allowed to act as Ursel.
    Step refused = plain(SaslFixture.passwords("Kurt", "xipj3plmq"), "Ursel\0Kurt\0xipj3plmq");
    assertEquals(new Step.Failure("PLAIN: \"Kurt\" may not act as \"Ursel\"", false), refused);
  }

  private static Step plain(UserDirectory directory, String message) {
    ServerMechanism server = new PlainServer(context("imap", "localhost", directory));
    return server.begin(Optional.of(octets(message)));
  }

  @Test
  void rfc7628Section4() {
    String token = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
    String front = "n,a=user@example.com,\u0001host=server.example.com\u0001";
    String back = "auth=Bearer " + token + "\u0001\u0001";
    Credentials credentials = SaslFixture.token("user@example.com", token);
    ClientMechanism client =
        ClientMechanisms.start(
            Mechanism.OAUTHBEARER,
            Set.of(),
            credentials,
            "imap",
            "server.example.com",
            Optional.empty(),
            RANDOM);
    // The port of the example is left out: it is for tokens that are signed over it.
    assertEquals(front + back, text(client.initialResponse().orElseThrow()));
    String error =
        "{\"status\":\"invalid_token\",\"scope\":\"example_scope\","
            + "\"openid-configuration\":\"https://example.com/.well-known/openid-configuration\"}";
    assertArrayEquals(new byte[] {1}, client.respond(octets(error)));
    assertFalse(client.succeeded());
    assertTrue(client.refusal().orElseThrow().startsWith("{\"status\":\"invalid_token\""));

    String whole = front + "port=143\u0001" + back;
    ServerMechanism server =
        new TokenServer(Mechanism.OAUTHBEARER, context("imap", "x", new OneToken(token)));
    assertEquals(
        new Step.Success("user@example.com", "user@example.com"),
        server.begin(Optional.of(octets(whole))));
    ServerMechanism refusing =
        new TokenServer(Mechanism.OAUTHBEARER, context("imap", "x", new OneToken("other")));
    assertChallenge(
        "{\"status\":\"invalid_token\",\"schemes\":\"bearer\"}",
        refusing.begin(Optional.of(octets(whole))));
    assertEquals(
        new Step.Failure(
            "OAUTHBEARER: wrong credentials or unknown user: \"user@example.com\"", false),
        refusing.respond(new byte[] {1}));
  }

  @Test
  void theFormOfGoogle() {
    String token = "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg";
    ClientMechanism client =
        new TokenClient(
            Mechanism.XOAUTH2, SaslFixture.token("someuser@example.com", token), "unused");
    String message = text(client.initialResponse().orElseThrow());
    assertEquals("user=someuser@example.com\u0001auth=Bearer " + token + "\u0001\u0001", message);
    assertEquals(0, client.respond(octets("{\"status\":\"401\"}")).length);
    assertFalse(client.succeeded());
  }

  @Test
  void rfc4505Section4() {
    assertInitial("sirhc", new Credentials.Anonymous("sirhc"), Mechanism.ANONYMOUS);
    assertInitial("", new Credentials.External(Optional.empty()), Mechanism.EXTERNAL);
  }

  private static void assertInitial(String expected, Credentials credentials, Mechanism mechanism) {
    ClientMechanism client =
        SaslFixture.client(mechanism, Set.of(mechanism), credentials, Optional.empty());
    assertEquals(expected, text(client.initialResponse().orElseThrow()));
    assertTrue(client.succeeded());
  }

  private static void assertChallenge(String expected, Step step) {
    assertTrue(step instanceof Step.Challenge, step::toString);
    assertEquals(expected, text(((Step.Challenge) step).data()));
  }

  private static ServerContext context(String service, String host, UserDirectory directory) {
    return new ServerContext(
        service, host, directory, List.of(), Optional.empty(), Set.of(), RANDOM);
  }

  /** Knows one token, of the user of RFC 7628. */
  private record OneToken(String token) implements UserDirectory {
    @Override
    public Set<Mechanism> mechanisms() {
      return Set.of(Mechanism.OAUTHBEARER);
    }

    @Override
    public Optional<StoredCredential> find(String authenticationIdentity) {
      return Optional.empty();
    }

    @Override
    public Decoys decoys() {
      return Decoys.ofThisProcess(RANDOM, Decoys.Form.PASSWORDS, ScramKeys.FEWEST_ITERATIONS);
    }

    @Override
    public Optional<String> verifyToken(Optional<String> claimedIdentity, Secret sent) {
      return sent.matches(Secret.of(token)) ? claimedIdentity : Optional.empty();
    }
  }
}
