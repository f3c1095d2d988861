package org.mailshim.sasl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Chooses and starts the server's side of mechanisms. Stateless, for any thread. */
public final class ServerMechanisms {
  private ServerMechanisms() {}

  /**
   * Which mechanisms to offer on a connection, strongest first.
   *
   * <p>NTLM is never among them: there is no server's side here. ANONYMOUS is when it is allowed,
   * EXTERNAL when the connection has proven an identity, the -PLUS forms when it can be bound, the
   * others when the directory serves them.
   *
   * @param allowed what the server's configuration allows
   * @param directory who may authenticate
   * @param channelBound whether the connection can be bound
   * @param externallyProven whether the connection has proven who the client is
   * @param clearText whether passwords and tokens may come in clear: true under TLS
   * @return the mechanisms to offer
   */
  public static List<Mechanism> offerable(
      Collection<Mechanism> allowed,
      UserDirectory directory,
      boolean channelBound,
      boolean externallyProven,
      boolean clearText) {
    List<Mechanism> offerable = new ArrayList<>();
    for (Mechanism mechanism : Mechanism.values()) {
      boolean served =
          switch (mechanism) {
            case NTLM -> false;
            case ANONYMOUS -> true;
            case EXTERNAL -> externallyProven;
            default -> directory.mechanisms().contains(mechanism);
          };
      boolean safe = clearText || !mechanism.sendsSecretInClear();
      boolean bound = channelBound || !mechanism.needsChannelBinding();
      if (served && safe && bound && allowed.contains(mechanism)) {
        offerable.add(mechanism);
      }
    }
    return List.copyOf(offerable);
  }

  /**
   * Starts a mechanism.
   *
   * @param mechanism one of {@link #offerable}
   * @param context the server and the connection
   * @return the mechanism, to be closed by the caller
   * @throws IllegalArgumentException for NTLM
   */
  public static ServerMechanism start(Mechanism mechanism, ServerContext context) {
    return switch (mechanism) {
      case PLAIN -> new PlainServer(context);
      case LOGIN -> new LoginServer(context);
      case CRAM_MD5 -> new CramMd5Server(context);
      case DIGEST_MD5 -> new DigestMd5Server(context);
      case SCRAM_SHA_1, SCRAM_SHA_1_PLUS, SCRAM_SHA_256, SCRAM_SHA_256_PLUS ->
          new ScramServer(mechanism, context);
      case OAUTHBEARER, XOAUTH2 -> new TokenServer(mechanism, context);
      case EXTERNAL -> new ExternalServer(context);
      case ANONYMOUS -> new AnonymousServer(context);
      case NTLM -> throw new IllegalArgumentException("there is no server's side of NTLM here");
    };
  }
}
