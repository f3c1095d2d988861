package org.mailshim.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.sasl.SaslFixture.client;
import static org.mailshim.sasl.SaslFixture.context;
import static org.mailshim.sasl.SaslFixture.converse;
import static org.mailshim.sasl.SaslFixture.password;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Our client and our server with each other: every mechanism, right and wrong, odd names. */
class RoundTripTest {
  private static final Set<Mechanism> ALL = EnumSet.allOf(Mechanism.class);

  @TestFactory
  Stream<DynamicTest> everyMechanism() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Mechanism mechanism : Mechanism.values()) {
      if (mechanism != Mechanism.NTLM) {
        tests.add(DynamicTest.dynamicTest(mechanism.text(), () -> everyWay(mechanism)));
      }
    }
    return tests.stream();
  }

  private static void everyWay(Mechanism mechanism) {
    switch (mechanism) {
      case EXTERNAL -> {
        accepted(mechanism, new Credentials.External(Optional.empty()), "ann");
        accepted(mechanism, new Credentials.External(Optional.of("bob")), "bob");
        refused(mechanism, new Credentials.External(Optional.of("eve")));
      }
      case ANONYMOUS -> accepted(mechanism, new Credentials.Anonymous("trace@x"), "");
      case OAUTHBEARER, XOAUTH2 -> {
        accepted(mechanism, SaslFixture.token("ann", "good"), "ann");
        accepted(mechanism, SaslFixture.token("bob", "good"), "bob");
        refused(mechanism, SaslFixture.token("ann", "bad"));
        refused(mechanism, SaslFixture.token("eve", "good"));
      }
      default -> {
        accepted(mechanism, password("ann", "secret"), "ann");
        refused(mechanism, password("ann", "Secret"));
        refused(mechanism, password("eve", "secret"));
      }
    }
  }

  private static List<UserDirectory> directories(Mechanism mechanism, String name, String secret) {
    boolean needsPassword = mechanism == Mechanism.CRAM_MD5 || mechanism == Mechanism.DIGEST_MD5;
    UserDirectory passwords = SaslFixture.passwords(name, secret);
    return needsPassword ? List.of(passwords) : List.of(passwords, SaslFixture.keys(name, secret));
  }

  private static void accepted(Mechanism mechanism, Credentials credentials, String actsAs) {
    for (UserDirectory directory : directories(mechanism, "ann", "secret")) {
      accepted(mechanism, credentials, actsAs, directory);
    }
  }

  private static void accepted(
      Mechanism mechanism, Credentials credentials, String actsAs, UserDirectory directory) {
    List<ChannelBinding> bindings =
        mechanism.needsChannelBinding()
            ? List.of(SaslFixture.EXPORTER, SaslFixture.END_POINT)
            : List.of(SaslFixture.EXPORTER);
    for (ChannelBinding binding : bindings) {
      ClientMechanism client = client(mechanism, ALL, credentials, Optional.of(binding));
      ServerMechanism server = ServerMechanisms.start(mechanism, context(directory));
      Step step = converse(client, server);
      assertTrue(step instanceof Step.Success, step::toString);
      assertEquals(actsAs, ((Step.Success) step).authorizationIdentity());
      assertTrue(client.succeeded());
      client.close();
      server.close();
    }
  }

  private static void refused(Mechanism mechanism, Credentials credentials) {
    for (UserDirectory directory : directories(mechanism, "ann", "secret")) {
      ClientMechanism client =
          client(mechanism, ALL, credentials, Optional.of(SaslFixture.EXPORTER));
      Step step = converse(client, ServerMechanisms.start(mechanism, context(directory)));
      assertTrue(step instanceof Step.Failure, step::toString);
      assertFalse(((Step.Failure) step).temporary());
    }
  }

  @TestFactory
  Stream<DynamicTest> identitiesAndPasswordsThatNeedCare() {
    String[][] pairs = {
      {"a,b=c", "p,q=r"},
      {"=2C=3D", "=2C"},
      {"quote\"back\\slash", "\"\\\""},
      {"bücher", "straße"},
      {"Δ@example.org", "пароль 密码"},
      {"ann smith", "with space "},
      {"x".repeat(255), "y".repeat(2000)},
    };
    List<DynamicTest> tests = new ArrayList<>();
    for (Mechanism mechanism : Mechanism.values()) {
      if (ClientMechanisms.usable(
                  password("x", "y"), ALL, Optional.of(SaslFixture.EXPORTER), true, false)
              .contains(mechanism)
          && mechanism != Mechanism.NTLM) {
        for (String[] pair : pairs) {
          tests.add(
              DynamicTest.dynamicTest(
                  mechanism.text() + ' ' + pair[0], () -> passes(mechanism, pair[0], pair[1])));
        }
      }
    }
    return tests.stream();
  }

  private static void passes(Mechanism mechanism, String name, String secret) {
    for (UserDirectory directory : directories(mechanism, name, secret)) {
      accepted(mechanism, password(name, secret), name, directory);
    }
  }

  @Test
  void actingAsAnother() {
    for (Mechanism mechanism :
        List.of(Mechanism.PLAIN, Mechanism.DIGEST_MD5, Mechanism.SCRAM_SHA_256)) {
      UserDirectory directory = SaslFixture.passwords("ann", "secret");
      accepted(mechanism, actingAs("bob"), "bob", directory);
      accepted(mechanism, actingAs("ann"), "ann", directory);
      refused(mechanism, actingAs("eve,=\\\""));
    }
  }

  private static Credentials actingAs(String identity) {
    return new Credentials.Password("ann", Optional.of(identity), Secret.of("secret"));
  }

  /** Two ways to type one password: RFC 4013 §3 has these. */
  @Test
  void passwordsArePrepared() {
    for (Mechanism mechanism : List.of(Mechanism.PLAIN, Mechanism.SCRAM_SHA_256)) {
      passes(mechanism, password("ann", "I\u00adX"), "IX");
      passes(mechanism, password("ann", "\u00aa"), "a");
      passes(mechanism, password("ann", "\u2168"), "IX");
    }
  }

  private static void passes(Mechanism mechanism, Credentials credentials, String stored) {
    for (UserDirectory directory : directories(mechanism, "ann", stored)) {
      accepted(mechanism, credentials, "ann", directory);
    }
  }

  @Test
  void loginWithTheNameInTheCommand() {
    ServerMechanism server =
        ServerMechanisms.start(Mechanism.LOGIN, context(SaslFixture.keys("ann", "secret")));
    Step step = server.begin(Optional.of(SaslFixture.octets("ann")));
    assertTrue(step instanceof Step.Challenge);
    assertEquals(new Step.Success("ann", "ann"), server.respond(SaslFixture.octets("secret")));
  }
}
