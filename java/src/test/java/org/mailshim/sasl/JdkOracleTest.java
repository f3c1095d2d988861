package org.mailshim.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.sasl.SaslFixture.HOST;
import static org.mailshim.sasl.SaslFixture.password;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.Test;

/** The JDK's mechanisms, which we did not write, as the other side. */
class JdkOracleTest {
  private static final List<String[]> USERS =
      List.of(
          new String[] {"ann", "secret"},
          new String[] {"quote\"back\\slash", "p\"w\\d"},
          new String[] {"bücher", "straße"},
          new String[] {"Δ", "пароль"});

  @Test
  void theirClientAndOurServer() throws Exception {
    for (Mechanism mechanism : List.of(Mechanism.PLAIN, Mechanism.CRAM_MD5, Mechanism.DIGEST_MD5)) {
      for (String[] user : USERS) {
        UserDirectory directory = SaslFixture.passwords(user[0], user[1]);
        String name = mechanism.text() + ' ' + user[0];
        assertEquals(
            new Step.Success(user[0], user[0]), withTheirClient(mechanism, directory, user), name);
        String[] wrong = {user[0], user[1] + 'x'};
        assertTrue(withTheirClient(mechanism, directory, wrong) instanceof Step.Failure, name);
      }
    }
  }

  private static Step withTheirClient(Mechanism mechanism, UserDirectory directory, String[] user)
      throws Exception {
    String[] wanted = {mechanism.text()};
    SaslClient client =
        Sasl.createSaslClient(wanted, null, "smtp", HOST, Map.of(), answering(user[0], user[1]));
    ServerMechanism server =
        ServerMechanisms.start(mechanism, SaslFixture.context(directory, Set.of(mechanism)));
    Step step =
        server.begin(
            client.hasInitialResponse()
                ? Optional.of(client.evaluateChallenge(new byte[0]))
                : Optional.empty());
    while (step instanceof Step.Challenge challenge) {
      byte[] response = client.evaluateChallenge(challenge.data());
      step = server.respond(response == null ? new byte[0] : response);
    }
    assertTrue(step instanceof Step.Failure || client.isComplete());
    return step;
  }

  @Test
  void ourClientAndTheirServer() throws Exception {
    for (Mechanism mechanism : List.of(Mechanism.CRAM_MD5, Mechanism.DIGEST_MD5)) {
      for (String[] user : USERS) {
        assertEquals(user[0], withTheirServer(mechanism, user, user[1]));
        assertThrows(
            javax.security.sasl.SaslException.class,
            () -> withTheirServer(mechanism, user, user[1] + 'x'));
      }
    }
  }

  @Test
  void ntlm() throws Exception {
    assertTrue(NtlmClient.isAvailable());
    for (String[] user : List.of(USERS.get(0), USERS.get(2), USERS.get(3))) {
      assertEquals(user[0], withTheirServer(Mechanism.NTLM, user, user[1]));
      assertThrows(
          javax.security.sasl.SaslException.class,
          () -> withTheirServer(Mechanism.NTLM, user, user[1] + 'x'));
    }
  }

  @Test
  void ntlmWithADomain() throws Exception {
    String[] user = {"ann", "secret"};
    assertEquals("ann", withTheirServer(Mechanism.NTLM, user, "secret", HOST + "\\ann"));
  }

  @Test
  void ntlmOfAServerThatIsNone() {
    String challenge2 = "NTLMSSP\0\u0002\0\0\0";
    for (String challenge :
        List.of("", "NTLMSSP", "NTLMSSP\0" + "x".repeat(100), challenge2, challenge2 + "xxxx")) {
      ClientMechanism client =
          SaslFixture.client(Mechanism.NTLM, Set.of(), password("ann", "secret"), Optional.empty());
      assertThrows(
          SaslException.class, () -> client.respond(SaslFixture.octets(challenge)), challenge);
      assertFalse(client.succeeded());
      client.close();
    }
  }

  private static String withTheirServer(Mechanism mechanism, String[] user, String secret)
      throws Exception {
    return withTheirServer(mechanism, user, secret, user[0]);
  }

  private static String withTheirServer(
      Mechanism mechanism, String[] user, String secret, String identity) throws Exception {
    Map<String, String> properties =
        Map.of("com.sun.security.sasl.ntlm.domain", HOST, Sasl.QOP, "auth");
    SaslServer server =
        Sasl.createSaslServer(
            mechanism.text(), "smtp", HOST, properties, answering(user[0], user[1]));
    ClientMechanism client =
        SaslFixture.client(
            mechanism, Set.of(mechanism), password(identity, secret), Optional.empty());
    byte[] challenge = server.evaluateResponse(client.initialResponse().orElse(new byte[0]));
    while (!server.isComplete()) {
      challenge = server.evaluateResponse(client.respond(challenge));
    }
    if (challenge != null && challenge.length > 0) {
      client.respond(challenge);
    }
    assertTrue(client.succeeded());
    return server.getAuthorizationID();
  }

  private static CallbackHandler answering(String name, String password) {
    return callbacks -> {
      for (Callback callback : callbacks) {
        switch (callback) {
          case NameCallback asked -> asked.setName(name);
          case PasswordCallback asked -> asked.setPassword(password.toCharArray());
          case RealmCallback asked -> asked.setText(asked.getDefaultText());
          case AuthorizeCallback asked -> asked.setAuthorized(true);
          default -> throw new AssertionError(callback);
        }
      }
    };
  }
}
