package org.mailshim.sasl;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Chooses and starts the client's side of mechanisms. Stateless, for any thread.
 *
 * <p>Known limit: a man in the middle who owns the TLS channel can leave all strong mechanisms out
 * of the offer, and a client that falls back then gives him its password. A caller who wants none
 * of that takes only the mechanisms that it likes from {@link #usable}.
 */
public final class ClientMechanisms {
  private ClientMechanisms() {}

  /**
   * Which of the offered mechanisms can be used, strongest first.
   *
   * @param credentials what there is to show
   * @param offered what the server offers, in any order
   * @param binding what the connection can be bound by; empty without TLS
   * @param encrypted whether the connection is encrypted
   * @param allowClearText whether passwords and tokens may go in clear over a connection that is
   *     not
   * @return the mechanisms to try, one after the other; empty when there is none
   */
  public static List<Mechanism> usable(
      Credentials credentials,
      Collection<Mechanism> offered,
      Optional<ChannelBinding> binding,
      boolean encrypted,
      boolean allowClearText) {
    List<Mechanism> usable = new ArrayList<>();
    for (Mechanism mechanism : Mechanism.values()) {
      boolean safe = encrypted || allowClearText || !mechanism.sendsSecretInClear();
      boolean bound = binding.isPresent() || !mechanism.needsChannelBinding();
      if (safe && bound && offered.contains(mechanism) && fits(mechanism, credentials)) {
        usable.add(mechanism);
      }
    }
    return List.copyOf(usable);
  }

  /**
   * Whether this Java runtime has what a mechanism needs.
   *
   * @param mechanism the mechanism
   * @return false for NTLM in a runtime without the JDK's module for it
   */
  public static boolean isAvailable(Mechanism mechanism) {
    return mechanism != Mechanism.NTLM || NtlmClient.isAvailable();
  }

  private static boolean fits(Mechanism mechanism, Credentials credentials) {
    return switch (credentials) {
      case Credentials.Password password -> fits(mechanism, password);
      case Credentials.Token token ->
          mechanism == Mechanism.OAUTHBEARER || mechanism == Mechanism.XOAUTH2;
      case Credentials.External external -> mechanism == Mechanism.EXTERNAL;
      case Credentials.Anonymous anonymous -> mechanism == Mechanism.ANONYMOUS;
    };
  }

  private static boolean fits(Mechanism mechanism, Credentials.Password password) {
    return switch (mechanism) {
      case SCRAM_SHA_256_PLUS, SCRAM_SHA_1_PLUS, SCRAM_SHA_256, SCRAM_SHA_1, DIGEST_MD5, PLAIN ->
          true;
      case CRAM_MD5, LOGIN -> password.authorizationIdentity().isEmpty();
      case NTLM -> password.authorizationIdentity().isEmpty() && isAvailable(mechanism);
      case EXTERNAL, OAUTHBEARER, XOAUTH2, ANONYMOUS -> false;
    };
  }

  /**
   * Starts a mechanism. Asks the {@link TokenSource} when it needs a token, so it may block.
   *
   * @param mechanism one of {@link #usable}
   * @param offered what the server offers, the same as there: SCRAM tells the server whether it has
   *     seen the -PLUS forms, so that an offer that was tampered with is found out (RFC 5802 §6)
   * @param credentials what there is to show; its secrets must stay open until the mechanism is
   *     closed
   * @param service the service's name, {@code smtp} or {@code pop} (LMTP is {@code lmtp})
   * @param host the server's name, as it was dialled
   * @param binding what the connection can be bound by; empty without TLS
   * @param random where nonces come from
   * @return the mechanism, to be closed by the caller
   * @throws SaslException of kind {@link SaslException.Kind#CREDENTIALS} when there is no token, or
   *     when SASLprep prohibits the password
   * @throws IllegalArgumentException when the mechanism cannot be used with these arguments
   */
  public static ClientMechanism start(
      Mechanism mechanism,
      Collection<Mechanism> offered,
      Credentials credentials,
      String service,
      String host,
      Optional<ChannelBinding> binding,
      SecureRandom random) {
    if (!fits(mechanism, credentials) || (mechanism.needsChannelBinding() && binding.isEmpty())) {
      throw new IllegalArgumentException(mechanism.text() + " cannot be used with these arguments");
    }
    return switch (credentials) {
      case Credentials.Password password ->
          switch (mechanism) {
            case PLAIN -> SingleMessageClient.plain(password);
            case LOGIN -> new LoginClient(password);
            case CRAM_MD5 -> new CramMd5Client(password);
            case DIGEST_MD5 -> new DigestMd5Client(password, service, host, random);
            case NTLM -> new NtlmClient(password, service, host, random);
            default ->
                new ScramClient(
                    mechanism,
                    password,
                    Gs2Header.of(mechanism, offered, password, binding),
                    binding,
                    random);
          };
      case Credentials.Token token -> new TokenClient(mechanism, token, host);
      case Credentials.External external -> SingleMessageClient.external(external);
      case Credentials.Anonymous anonymous -> SingleMessageClient.anonymous(anonymous);
    };
  }
}
