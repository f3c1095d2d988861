package org.mailshim.sasl;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a server's mechanism has to know of the server and the connection.
 *
 * @param service the service's name, {@code smtp}, {@code lmtp} or {@code pop}
 * @param host the server's name, which is also the realm of DIGEST-MD5; without quotes and controls
 * @param directory who may authenticate
 * @param channelBindings all that the connection can be bound by, of each type one; empty without
 *     TLS
 * @param externalIdentity who the connection itself has proven the client to be, mostly by a
 *     certificate; empty when it has not
 * @param offered what the server offered on this connection; tells SCRAM that a client which saw no
 *     -PLUS was deceived
 * @param random where nonces come from
 */
public record ServerContext(
    String service,
    String host,
    UserDirectory directory,
    List<ChannelBinding> channelBindings,
    Optional<String> externalIdentity,
    Set<Mechanism> offered,
    SecureRandom random) {
  /** Makes the context; the collections are copied. */
  public ServerContext {
    channelBindings = List.copyOf(channelBindings);
    offered = Set.copyOf(offered);
  }
}
