package org.mailshim.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailshim.sasl.ChannelBinding;
import org.mailshim.sasl.ClientMechanism;
import org.mailshim.sasl.ClientMechanisms;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Decoys;
import org.mailshim.sasl.FixedUserDirectory;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.SaslException;
import org.mailshim.sasl.ScramKeys;
import org.mailshim.sasl.Secret;
import org.mailshim.sasl.ServerContext;
import org.mailshim.sasl.ServerMechanism;
import org.mailshim.sasl.ServerMechanisms;
import org.mailshim.sasl.Step;
import org.mailshim.sasl.StoredCredential;
import org.mailshim.sasl.UserDirectory;

/**
 * What SASL makes of any messages. The first octet of an input chooses the mechanism, the octet
 * {@code 0xff}, which UTF-8 does not have, stands between messages.
 */
class SaslFuzzTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final ChannelBinding BINDING =
      new ChannelBinding(ChannelBinding.TLS_EXPORTER, new byte[] {1});
  private static final Set<Mechanism> ALL = EnumSet.allOf(Mechanism.class);
  private static final String PASSWORD = "s3cret";

  private static final List<Mechanism> WITH_PASSWORD =
      ClientMechanisms.usable(password(), ALL, Optional.of(BINDING), true, false);

  private static final List<Mechanism> OF_SERVER =
      ServerMechanisms.offerable(ALL, directory(), true, true, true);

  private static Credentials password() {
    return new Credentials.Password("ann", Secret.of(PASSWORD));
  }

  private static UserDirectory directory() {
    Decoys decoys =
        Decoys.ofThisProcess(RANDOM, Decoys.Form.PASSWORDS, ScramKeys.FEWEST_ITERATIONS);
    return new FixedUserDirectory(
        Map.of("ann", new StoredCredential.Password(Secret.of(PASSWORD))), decoys);
  }

  /** A client gives an answer or a {@link SaslException}, and trusts no server that invents. */
  @FuzzTest
  void clientChallenges(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Mechanism mechanism = WITH_PASSWORD.get((input[0] & 0xff) % WITH_PASSWORD.size());
    try (ClientMechanism client =
        ClientMechanisms.start(
            mechanism, ALL, password(), "smtp", "mx.example", Optional.of(BINDING), RANDOM)) {
      for (byte[] challenge : messages(input)) {
        client.respond(challenge);
      }
      boolean provesServer =
          mechanism == Mechanism.DIGEST_MD5 || mechanism.text().startsWith("SCRAM");
      assertFalse(provesServer && client.succeeded());
    } catch (SaslException e) {
      assertTells(e.getMessage());
      assertFalse(e.getMessage().contains(PASSWORD), e::getMessage);
    }
  }

  /** A server gives a challenge or a result, and lets nobody in who does not know the password. */
  @FuzzTest
  void serverResponses(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Mechanism mechanism = OF_SERVER.get((input[0] & 0xff) % OF_SERVER.size());
    ServerContext context =
        new ServerContext(
            "smtp", "mx.example", directory(), List.of(BINDING), Optional.of("ann"), ALL, RANDOM);
    try (ServerMechanism server = ServerMechanisms.start(mechanism, context)) {
      Step step = server.begin(Optional.empty());
      for (byte[] response : messages(input)) {
        if (step instanceof Step.Challenge) {
          step = server.respond(response);
        }
      }
      boolean clear = mechanism == Mechanism.EXTERNAL || mechanism == Mechanism.ANONYMOUS;
      boolean known = new String(input, StandardCharsets.ISO_8859_1).contains(PASSWORD);
      assertTrue(clear || known || !(step instanceof Step.Success), mechanism::text);
      if (step instanceof Step.Failure failure) {
        assertTells(failure.reason());
      }
    }
  }

  /** Stored keys are read or refused. */
  @FuzzTest
  void storedKeys(byte[] input) {
    try {
      ScramKeys keys = ScramKeys.parse(new String(input, StandardCharsets.UTF_8));
      assertTrue(ScramKeys.parse(keys.text()).text().equals(keys.text()));
    } catch (IllegalArgumentException e) {
      assertTells(e.getMessage());
    }
  }

  /** A password in any characters is compared, prepared or not. */
  @FuzzTest
  void passwords(byte[] input) {
    if (input.length == 0) {
      return;
    }
    try (Secret stored = Secret.of(input);
        Secret typed = Secret.of(input)) {
      assertTrue(new StoredCredential.Password(stored).matches(typed));
    }
  }

  private static List<byte[]> messages(byte[] input) {
    List<byte[]> messages = new ArrayList<>();
    int from = 1;
    for (int i = 1; i <= input.length; i++) {
      if (i == input.length || input[i] == (byte) 0xff) {
        messages.add(Arrays.copyOfRange(input, from, i));
        from = i + 1;
      }
    }
    return messages;
  }

  /** What is told is one line without controls. */
  private static void assertTells(String message) {
    assertTrue(message.chars().noneMatch(Character::isISOControl), message);
  }
}
