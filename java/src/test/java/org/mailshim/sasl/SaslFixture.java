package org.mailshim.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A server with one user, ann, and what is needed to talk to it. */
final class SaslFixture {
  static final SecureRandom RANDOM = new SecureRandom();
  static final String HOST = "mx.example.org";
  static final int ITERATIONS = ScramKeys.FEWEST_ITERATIONS;
  static final ChannelBinding EXPORTER =
      new ChannelBinding(ChannelBinding.TLS_EXPORTER, new byte[] {1, 2, 3});
  static final ChannelBinding END_POINT =
      new ChannelBinding(ChannelBinding.TLS_SERVER_END_POINT, new byte[] {4, 5});

  private SaslFixture() {}

  static byte[] octets(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(byte[] octets) {
    return new String(octets, UTF_8);
  }

  static Credentials.Password password(String identity, String password) {
    return new Credentials.Password(identity, Secret.of(password));
  }

  static Credentials.Token token(String identity, String token) {
    return new Credentials.Token(identity, () -> Secret.of(token));
  }

  /** Keeps the password itself; takes the token {@code good} for ann, who may act as bob. */
  static UserDirectory passwords(String identity, String password) {
    Decoys decoys = Decoys.ofThisProcess(RANDOM, Decoys.Form.PASSWORDS, ITERATIONS);
    StoredCredential stored = new StoredCredential.Password(Secret.of(password));
    return new Generous(new FixedUserDirectory(Map.of(identity, stored), decoys));
  }

  /** Keeps keys for both hashes; takes the token {@code good} for ann, who may act as bob. */
  static UserDirectory keys(String identity, String password) {
    Decoys decoys = Decoys.ofThisProcess(RANDOM, Decoys.Form.KEYS, ITERATIONS);
    try (Secret secret = Secret.of(password)) {
      StoredCredential stored =
          new StoredCredential.Keys(
              List.of(
                  ScramKeys.derive(ScramHash.SHA_256, secret, ITERATIONS, RANDOM),
                  ScramKeys.derive(ScramHash.SHA_1, secret, ITERATIONS, RANDOM)));
      return new Generous(new FixedUserDirectory(Map.of(identity, stored), decoys));
    }
  }

  /** A server under TLS that offers what it can. */
  static ServerContext context(UserDirectory directory) {
    return context(directory, EnumSet.allOf(Mechanism.class));
  }

  static ServerContext context(UserDirectory directory, Set<Mechanism> offered) {
    return new ServerContext(
        "smtp", HOST, directory, List.of(EXPORTER, END_POINT), Optional.of("ann"), offered, RANDOM);
  }

  /** A client that has seen a certain offer. */
  static ClientMechanism client(
      Mechanism mechanism,
      Set<Mechanism> offered,
      Credentials credentials,
      Optional<ChannelBinding> binding) {
    return ClientMechanisms.start(mechanism, offered, credentials, "smtp", HOST, binding, RANDOM);
  }

  /** Lets both talk until the server has decided. */
  static Step converse(ClientMechanism client, ServerMechanism server) {
    Step step = server.begin(client.initialResponse());
    while (step instanceof Step.Challenge challenge) {
      step = server.respond(client.respond(challenge.data()));
    }
    return step;
  }

  /** Adds to a directory what a map cannot say. */
  private record Generous(UserDirectory inner) implements UserDirectory {
    @Override
    public Set<Mechanism> mechanisms() {
      Set<Mechanism> mechanisms = EnumSet.of(Mechanism.OAUTHBEARER, Mechanism.XOAUTH2);
      mechanisms.addAll(inner.mechanisms());
      return mechanisms;
    }

    @Override
    public Optional<StoredCredential> find(String authenticationIdentity) {
      return inner.find(authenticationIdentity);
    }

    @Override
    public Decoys decoys() {
      return inner.decoys();
    }

    @Override
    public Optional<String> verifyToken(Optional<String> claimedIdentity, Secret token) {
      try (Secret good = Secret.of("good")) {
        return token.matches(good) ? Optional.of("ann") : Optional.empty();
      }
    }

    @Override
    public boolean mayActAs(String authenticationIdentity, String authorizationIdentity) {
      return authenticationIdentity.equals("ann") && authorizationIdentity.equals("bob");
    }
  }
}
