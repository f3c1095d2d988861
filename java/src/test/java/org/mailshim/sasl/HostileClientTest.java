package org.mailshim.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.sasl.SaslFixture.context;
import static org.mailshim.sasl.SaslFixture.octets;
import static org.mailshim.sasl.SaslFixture.password;
import static org.mailshim.sasl.SaslFixture.text;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a server makes of clients that break the grammar, bind to another channel, or probe. */
class HostileClientTest {
  private static final UserDirectory PASSWORDS = SaslFixture.passwords("ann", "secret");
  private static final UserDirectory KEYS = SaslFixture.keys("ann", "secret");
  private static final Set<Mechanism> ALL = EnumSet.allOf(Mechanism.class);

  @TestFactory
  Stream<DynamicTest> malformedMessages() {
    List<DynamicTest> tests = new ArrayList<>();
    malformed(
        tests,
        Mechanism.PLAIN,
        "",
        "ann",
        "ann\0secret",
        "\0ann\0",
        "\0\0secret",
        "\0ann\0secret\0",
        "\0ann\0secret\0more",
        "\0ann\n\0secret",
        "a\u0001b\0ann\0secret",
        "\0" + "x".repeat(256) + "\0secret");
    malformed(tests, Mechanism.LOGIN, "", "a\0b", "a\r\nb", "x".repeat(256));
    malformed(tests, Mechanism.CRAM_MD5, "", "ann", "ann b913a602c7eda7a495b4e6e7334d389");
    malformed(tests, Mechanism.CRAM_MD5, " b913a602c7eda7a495b4e6e7334d3890");
    malformed(tests, Mechanism.EXTERNAL, "a\0b", "x".repeat(256));
    malformed(tests, Mechanism.ANONYMOUS, "a\nb", "x".repeat(256));
    malformed(
        tests,
        Mechanism.XOAUTH2,
        "",
        "user=ann\u0001auth=Bearer good\u0001",
        "user=ann\u0001auth=Bearer good\u0001\u0001x",
        "auth=Bearer good\u0001\u0001",
        "user=\u0001auth=Bearer good\u0001\u0001",
        "user=eve\u0001user=ann\u0001auth=Bearer good\u0001\u0001",
        "user=ann\u0001auth=Bearer \u0001\u0001",
        "user=ann\u0001\u0001auth=Bearer good\u0001\u0001",
        "user=ann\u0001auth=Bearer good\u0001auth=Bearer bad\u0001\u0001",
        "user=a\0n\u0001auth=Bearer good\u0001\u0001");
    malformed(
        tests,
        Mechanism.OAUTHBEARER,
        "\u0001\u0001",
        "n,,auth=Bearer good\u0001\u0001",
        "n,a=ann,x\u0001auth=Bearer good\u0001\u0001",
        "p=tls-exporter,,\u0001auth=Bearer good\u0001\u0001",
        "n,a=an=n,\u0001auth=Bearer good\u0001\u0001",
        "n,a=,\u0001auth=Bearer good\u0001\u0001",
        "n,b=ann,\u0001auth=Bearer good\u0001\u0001",
        "n,,\u0001\u0001");
    malformed(
        tests,
        Mechanism.SCRAM_SHA_256,
        "",
        "n",
        "n,",
        "n,,",
        "n,,n=ann",
        "n,,r=abc,n=ann",
        "n,,n=,r=abc",
        "n,,n=a=b,r=abc",
        "n,,n=a=2cb,r=abc",
        "n,,n=ann,r=",
        "n,,n=ann,r=a\u00e9",
        "n,,n=ann,r=abc,",
        "n,,n=ann,r=abc,x",
        "n,,m=x,n=ann,r=abc",
        "n,,n=a\0nn,r=abc",
        "n,,n=a\u0007n,r=abc",
        "x,,n=ann,r=abc",
        "p=tls-exporter,,n=ann,r=abc",
        "n,c=x,n=ann,r=abc",
        "n,,n=ann,r=" + "x".repeat(12288));
    malformed(tests, Mechanism.SCRAM_SHA_256_PLUS, "n,,n=ann,r=abc", "y,,n=ann,r=abc");
    malformed(tests, Mechanism.SCRAM_SHA_256_PLUS, "p=tls-unique,,n=ann,r=abc");
    malformed(tests, Mechanism.SCRAM_SHA_256_PLUS, "p=,,n=ann,r=abc", "p=a b,,n=ann,r=abc");
    return tests.stream();
  }

  private static void malformed(List<DynamicTest> tests, Mechanism mechanism, String... messages) {
    for (String message : messages) {
      tests.add(
          DynamicTest.dynamicTest(
              mechanism.text() + ' ' + Identities.shown(message),
              () -> assertRefused(mechanism, octets(message))));
    }
  }

  private static void assertRefused(Mechanism mechanism, byte[] message) {
    ServerMechanism server = ServerMechanisms.start(mechanism, context(PASSWORDS));
    server.begin(Optional.empty());
    Step step = server.respond(message.clone());
    assertTrue(step instanceof Step.Failure, step::toString);
    assertFalse(((Step.Failure) step).temporary());
    assertFalse(step.toString().contains("secret"), step::toString);
    assertThrows(IllegalStateException.class, () -> server.respond(message));
  }

  @Test
  void textThatIsNotUtf8() {
    assertRefused(Mechanism.PLAIN, new byte[] {0, (byte) 0xff, 0, 'x'});
    assertRefused(Mechanism.LOGIN, new byte[] {(byte) 0xc3});
    assertRefused(Mechanism.SCRAM_SHA_1, new byte[] {'n', ',', ',', 'n', '=', (byte) 0x80});
  }

  @Test
  void theServerSpeaksFirstInCram() {
    ServerMechanism server = ServerMechanisms.start(Mechanism.CRAM_MD5, context(PASSWORDS));
    assertTrue(server.begin(Optional.of(octets("ann x"))) instanceof Step.Failure);
  }

  /** RFC 5802 §6: the client could bind, and was not shown that the server can. */
  @Test
  void anOfferThatWasTamperedWithIsFoundOut() {
    Set<Mechanism> shown = Set.of(Mechanism.SCRAM_SHA_256, Mechanism.PLAIN);
    Step step = scram(shown, ALL, SaslFixture.EXPORTER);
    assertTrue(((Step.Failure) step).reason().contains("somebody is in between"));
    assertTrue(scram(shown, shown, SaslFixture.EXPORTER) instanceof Step.Success);
    assertTrue(scram(ALL, ALL, SaslFixture.EXPORTER) instanceof Step.Success);
  }

  private static Step scram(
      Set<Mechanism> shown, Set<Mechanism> offered, ChannelBinding clientBinding) {
    ClientMechanism client =
        SaslFixture.client(
            Mechanism.SCRAM_SHA_256, shown, password("ann", "secret"), Optional.of(clientBinding));
    return SaslFixture.converse(
        client, ServerMechanisms.start(Mechanism.SCRAM_SHA_256, context(KEYS, offered)));
  }

  @Test
  void anotherChannelIsFoundOut() {
    for (Mechanism mechanism : List.of(Mechanism.SCRAM_SHA_1_PLUS, Mechanism.SCRAM_SHA_256_PLUS)) {
      ChannelBinding relayed = new ChannelBinding(ChannelBinding.TLS_EXPORTER, new byte[] {9});
      ClientMechanism client =
          SaslFixture.client(mechanism, ALL, password("ann", "secret"), Optional.of(relayed));
      Step step = SaslFixture.converse(client, ServerMechanisms.start(mechanism, context(KEYS)));
      assertTrue(((Step.Failure) step).reason().contains("another channel"));
    }
  }

  @Test
  void lastMessagesOfScram() {
    String[] tampered = {"", "c=biws", "c=biws,r=abc,p=AAAA", "r=abc,c=biws,p=AAAA", "e=x"};
    for (String message : tampered) {
      ServerMechanism server = begun("n,,n=ann,r=abc");
      assertTrue(server.respond(octets(message)) instanceof Step.Failure, message);
    }
    ServerMechanism server = new ScramServer(Mechanism.SCRAM_SHA_256, context(KEYS), "def");
    server.begin(Optional.of(octets("n,,n=ann,r=abc")));
    Step step = server.respond(octets("c=eSws,r=abcdef,p=AAAA"));
    assertTrue(((Step.Failure) step).reason().contains("another channel"), "y for n");
  }

  private static ServerMechanism begun(String first) {
    ServerMechanism server = new ScramServer(Mechanism.SCRAM_SHA_256, context(KEYS), "def");
    assertTrue(server.begin(Optional.of(octets(first))) instanceof Step.Challenge);
    return server;
  }

  /** A stranger sees the same salt for a name each time, known or not, of the same length. */
  @Test
  void unknownUsersLookLikeKnownOnes() {
    for (UserDirectory directory : List.of(PASSWORDS, KEYS)) {
      for (Mechanism mechanism : List.of(Mechanism.SCRAM_SHA_1, Mechanism.SCRAM_SHA_256)) {
        String known = salt(mechanism, directory, "ann");
        String unknown = salt(mechanism, directory, "eve");
        assertEquals(known, salt(mechanism, directory, "ann"));
        assertEquals(unknown, salt(mechanism, directory, "eve"));
        assertNotEquals(unknown, salt(mechanism, directory, "mallory"));
        assertEquals(known.length(), unknown.length());
      }
    }
  }

  private static String salt(Mechanism mechanism, UserDirectory directory, String name) {
    ServerMechanism server = new ScramServer(mechanism, context(directory), "def");
    Step step = server.begin(Optional.of(octets("n,,n=" + name + ",r=abc")));
    return text(((Step.Challenge) step).data());
  }

  /** The reason is for the log; it is the same for a wrong password and an unknown user. */
  @Test
  void theReasonDoesNotTellWhichUsersThereAre() {
    for (Mechanism mechanism : List.of(Mechanism.PLAIN, Mechanism.CRAM_MD5)) {
      assertEquals(
          reason(mechanism, "ann", "wrong"),
          reason(mechanism, "eve", "wrong").replace("eve", "ann"));
    }
  }

  private static String reason(Mechanism mechanism, String name, String secret) {
    ClientMechanism client =
        SaslFixture.client(mechanism, ALL, password(name, secret), Optional.empty());
    Step step = SaslFixture.converse(client, ServerMechanisms.start(mechanism, context(PASSWORDS)));
    return ((Step.Failure) step).reason();
  }

  @Test
  void aDirectoryOutOfReachIsTemporary() {
    for (Mechanism mechanism : ALL) {
      if (mechanism != Mechanism.NTLM && mechanism != Mechanism.ANONYMOUS) {
        Credentials credentials =
            switch (mechanism) {
              case EXTERNAL -> new Credentials.External(Optional.of("bob"));
              case OAUTHBEARER, XOAUTH2 -> SaslFixture.token("ann", "good");
              default -> password("ann", "secret");
            };
        ClientMechanism client =
            SaslFixture.client(mechanism, ALL, credentials, Optional.of(SaslFixture.EXPORTER));
        Step step =
            SaslFixture.converse(
                client, ServerMechanisms.start(mechanism, context(new Unreachable())));
        assertEquals(
            new Step.Failure(mechanism.text() + ": no answer from ldap.example.org", true), step);
      }
    }
  }

  @Test
  void aNonceOfDigestIsGoodOnce() {
    ClientMechanism client =
        SaslFixture.client(Mechanism.DIGEST_MD5, ALL, password("ann", "secret"), Optional.empty());
    ServerMechanism first = ServerMechanisms.start(Mechanism.DIGEST_MD5, context(PASSWORDS));
    Step.Challenge challenge = (Step.Challenge) first.begin(Optional.empty());
    byte[] response = client.respond(challenge.data());
    assertTrue(first.respond(response) instanceof Step.Challenge);
    ServerMechanism second = ServerMechanisms.start(Mechanism.DIGEST_MD5, context(PASSWORDS));
    second.begin(Optional.empty());
    assertTrue(second.respond(response) instanceof Step.Failure);
  }

  @Test
  void challengesOfCramAreUnique() {
    Map<String, String> seen = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      ServerMechanism server = ServerMechanisms.start(Mechanism.CRAM_MD5, context(PASSWORDS));
      String challenge = text(((Step.Challenge) server.begin(Optional.empty())).data());
      assertEquals(null, seen.put(challenge, challenge));
    }
  }

  /** Cannot be asked anything. */
  private static final class Unreachable implements UserDirectory {
    private static UserDirectoryException unreachable() {
      return new UserDirectoryException("no answer from ldap.example.org");
    }

    @Override
    public Set<Mechanism> mechanisms() {
      return ALL;
    }

    @Override
    public Optional<StoredCredential> find(String authenticationIdentity) {
      throw unreachable();
    }

    @Override
    public Decoys decoys() {
      throw unreachable();
    }

    @Override
    public Optional<String> verifyToken(Optional<String> claimedIdentity, Secret token) {
      throw unreachable();
    }

    @Override
    public boolean mayActAs(String authenticationIdentity, String authorizationIdentity) {
      throw unreachable();
    }
  }
}
