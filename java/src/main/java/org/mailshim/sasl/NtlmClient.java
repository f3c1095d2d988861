package org.mailshim.sasl;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;

/**
 * The client of NTLM (MS-NLMP), version 2, as the JDK has it in its module {@code
 * java.security.sasl}. Without that module, as in a runtime that was linked without it, there is no
 * NTLM.
 *
 * <p>The identity may be {@code DOMAIN\name}; else the server's host name stands for the domain.
 * Nothing proves the server. The JDK keeps the password in places that cannot be wiped from here.
 */
final class NtlmClient extends ClientExchange {
  private static final String MODULE = "java.security.sasl";

  /** How a CHALLENGE_MESSAGE begins: signature and type 2 (MS-NLMP §2.2.1.2). */
  private static final byte[] CHALLENGE_START = {'N', 'T', 'L', 'M', 'S', 'S', 'P', 0, 2, 0, 0, 0};

  private final SaslClient client;
  private final byte[] first;

  NtlmClient(Credentials.Password password, String service, String host, SecureRandom random) {
    super(Mechanism.NTLM);
    // Without a name of ours the JDK would look it up, and wait for the resolver.
    Map<String, Object> properties =
        Map.of(
            "com.sun.security.sasl.ntlm.version", "NTLMv2",
            "com.sun.security.sasl.ntlm.hostname", "localhost",
            "com.sun.security.sasl.ntlm.random", random);
    try {
      String[] wanted = {Mechanism.NTLM.text()};
      client =
          Sasl.createSaslClient(
              wanted, null, service, host, properties, asked -> fill(asked, password, host));
      if (client == null) {
        throw new SaslException(
            SaslException.Kind.CREDENTIALS, Mechanism.NTLM, "this JDK has no NTLM");
      }
      first = client.evaluateChallenge(new byte[0]);
    } catch (javax.security.sasl.SaslException e) {
      throw new SaslException(
          SaslException.Kind.CREDENTIALS, Mechanism.NTLM, "the JDK's NTLM does not start", e);
    }
  }

  /** Whether the JDK's module is there. */
  static boolean isAvailable() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  private static void fill(Callback[] asked, Credentials.Password password, String host) {
    String identity = password.authenticationIdentity();
    int backslash = identity.indexOf('\\');
    for (Callback callback : asked) {
      switch (callback) {
        case NameCallback name -> name.setName(identity.substring(backslash + 1));
        case RealmCallback realm ->
            realm.setText(backslash < 0 ? host : identity.substring(0, backslash));
        case PasswordCallback secret -> fill(secret, password.password());
        default ->
            throw new AssertionError(
                "the JDK's NTLM asks for more than a name, a domain and a password");
      }
    }
  }

  private static void fill(PasswordCallback callback, Secret password) {
    byte[] octets = password.octets();
    char[] characters = new String(octets, StandardCharsets.UTF_8).toCharArray();
    callback.setPassword(characters);
    Arrays.fill(octets, (byte) 0);
    Arrays.fill(characters, '\0');
  }

  @Override
  public Optional<byte[]> initialResponse() {
    return Optional.of(first.clone());
  }

  @Override
  byte[] answer(byte[] challenge) {
    end();
    // The JDK does not look at these.
    if (!Arrays.equals(CHALLENGE_START, Arrays.copyOf(challenge, CHALLENGE_START.length))) {
      throw malformed("a challenge that is none of NTLM");
    }
    try {
      byte[] answer = client.evaluateChallenge(challenge);
      succeed();
      return answer;
    } catch (javax.security.sasl.SaslException | RuntimeException e) {
      // The JDK trusts lengths and offsets in the message: a bad one is an exception of any kind.
      throw malformed("a challenge of NTLM that is broken");
    }
  }

  @Override
  public void close() {
    try {
      client.dispose();
    } catch (javax.security.sasl.SaslException e) {
      throw new AssertionError(e);
    }
  }
}
