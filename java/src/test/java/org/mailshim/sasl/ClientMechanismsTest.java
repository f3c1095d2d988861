package org.mailshim.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.sasl.Mechanism.ANONYMOUS;
import static org.mailshim.sasl.Mechanism.CRAM_MD5;
import static org.mailshim.sasl.Mechanism.DIGEST_MD5;
import static org.mailshim.sasl.Mechanism.EXTERNAL;
import static org.mailshim.sasl.Mechanism.LOGIN;
import static org.mailshim.sasl.Mechanism.NTLM;
import static org.mailshim.sasl.Mechanism.OAUTHBEARER;
import static org.mailshim.sasl.Mechanism.PLAIN;
import static org.mailshim.sasl.Mechanism.SCRAM_SHA_1;
import static org.mailshim.sasl.Mechanism.SCRAM_SHA_1_PLUS;
import static org.mailshim.sasl.Mechanism.SCRAM_SHA_256;
import static org.mailshim.sasl.Mechanism.SCRAM_SHA_256_PLUS;
import static org.mailshim.sasl.Mechanism.XOAUTH2;
import static org.mailshim.sasl.SaslFixture.password;
import static org.mailshim.sasl.SaslFixture.text;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which mechanisms are chosen and offered, and what SCRAM tells of the offer. */
class ClientMechanismsTest {
  private static final Set<Mechanism> ALL = EnumSet.allOf(Mechanism.class);
  private static final Optional<ChannelBinding> BOUND = Optional.of(SaslFixture.EXPORTER);
  private static final Credentials ANN = password("ann", "secret");
  private static final Credentials ANN_AS_BOB =
      new Credentials.Password("ann", Optional.of("bob"), Secret.of("secret"));

  @Test
  void strongestFirst() {
    assertEquals(
        List.of(
            SCRAM_SHA_256_PLUS,
            SCRAM_SHA_1_PLUS,
            SCRAM_SHA_256,
            SCRAM_SHA_1,
            DIGEST_MD5,
            CRAM_MD5,
            NTLM,
            PLAIN,
            LOGIN),
        ClientMechanisms.usable(ANN, ALL, BOUND, true, false));
    int last = Integer.MAX_VALUE;
    for (Mechanism mechanism : Mechanism.values()) {
      assertTrue(mechanism.strength() < last);
      last = mechanism.strength();
    }
  }

  @Test
  void withoutABinding() {
    assertEquals(
        List.of(SCRAM_SHA_256, PLAIN),
        ClientMechanisms.usable(
            ANN, List.of(PLAIN, SCRAM_SHA_256, SCRAM_SHA_256_PLUS), Optional.empty(), true, false));
  }

  @Test
  void noSecretInClear() {
    Optional<ChannelBinding> none = Optional.empty();
    assertEquals(
        List.of(SCRAM_SHA_256, SCRAM_SHA_1, DIGEST_MD5, CRAM_MD5, NTLM),
        ClientMechanisms.usable(ANN, ALL, none, false, false));
    assertTrue(ClientMechanisms.usable(ANN, ALL, none, false, true).contains(PLAIN));
    Credentials token = SaslFixture.token("ann", "good");
    assertEquals(List.of(), ClientMechanisms.usable(token, ALL, none, false, false));
    assertEquals(
        List.of(OAUTHBEARER, XOAUTH2), ClientMechanisms.usable(token, ALL, none, true, false));
  }

  @Test
  void credentialsDecide() {
    assertEquals(
        List.of(SCRAM_SHA_256, SCRAM_SHA_1, DIGEST_MD5, PLAIN),
        ClientMechanisms.usable(ANN_AS_BOB, ALL, Optional.empty(), true, false));
    assertEquals(
        List.of(EXTERNAL),
        ClientMechanisms.usable(
            new Credentials.External(Optional.empty()), ALL, BOUND, true, false));
    assertEquals(
        List.of(ANONYMOUS),
        ClientMechanisms.usable(new Credentials.Anonymous(""), ALL, BOUND, false, false));
    assertThrows(
        IllegalArgumentException.class,
        () -> SaslFixture.client(CRAM_MD5, ALL, ANN_AS_BOB, Optional.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () -> SaslFixture.client(SCRAM_SHA_1_PLUS, ALL, ANN, Optional.empty()));
  }

  @Test
  void scramTellsWhatItHasSeen() {
    assertEquals("p=tls-exporter,,", front(SCRAM_SHA_256_PLUS, ALL, BOUND, ANN));
    assertEquals("y,,", front(SCRAM_SHA_256, Set.of(SCRAM_SHA_256), BOUND, ANN));
    assertEquals("n,,", front(SCRAM_SHA_256, ALL, BOUND, ANN));
    assertEquals("n,,", front(SCRAM_SHA_256, ALL, Optional.empty(), ANN));
    assertEquals("n,a=bob,", front(SCRAM_SHA_256, ALL, Optional.empty(), ANN_AS_BOB));
  }

  private static String front(
      Mechanism mechanism,
      Set<Mechanism> offered,
      Optional<ChannelBinding> binding,
      Credentials credentials) {
    ClientMechanism client = SaslFixture.client(mechanism, offered, credentials, binding);
    String message = text(client.initialResponse().orElseThrow());
    return message.substring(0, message.indexOf("n=ann"));
  }

  @Test
  void theServerOffersWhatItCanServe() {
    UserDirectory keys = SaslFixture.keys("ann", "secret");
    assertEquals(
        List.of(SCRAM_SHA_256, SCRAM_SHA_1, ANONYMOUS),
        ServerMechanisms.offerable(ALL, keys, false, false, false));
    assertEquals(
        List.of(
            EXTERNAL,
            SCRAM_SHA_256_PLUS,
            SCRAM_SHA_1_PLUS,
            SCRAM_SHA_256,
            SCRAM_SHA_1,
            OAUTHBEARER,
            XOAUTH2,
            PLAIN,
            LOGIN,
            ANONYMOUS),
        ServerMechanisms.offerable(ALL, keys, true, true, true));
    UserDirectory passwords = SaslFixture.passwords("ann", "secret");
    assertEquals(
        List.of(DIGEST_MD5, CRAM_MD5),
        ServerMechanisms.offerable(
            List.of(CRAM_MD5, DIGEST_MD5, NTLM, PLAIN), passwords, false, false, false));
  }

  @Test
  void namesInAnyCase() {
    assertEquals(Optional.of(SCRAM_SHA_256_PLUS), Mechanism.of("scram-sha-256-plus"));
    assertEquals(Optional.empty(), Mechanism.of("PLA\u0131N"));
    assertEquals(Optional.empty(), Mechanism.of("GSSAPI"));
  }
}
