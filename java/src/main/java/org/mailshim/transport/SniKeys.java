package org.mailshim.transport;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Our certificates in the form that the JDK's engine asks for: a server's by the name that the
 * client wants (RFC 6066 §3), a client's whatever the server would like to see.
 *
 * <p>The engine asks once for each kind of key that the client can verify, in the order of its
 * preference, until it gets an alias. The alias is the place in the list.
 */
final class SniKeys extends X509ExtendedKeyManager {
  private record Entry(KeyMaterial.Loaded material, CertificateNames names) {
    boolean isOf(String keyType) {
      String algorithm = material.chain().getFirst().getPublicKey().getAlgorithm();
      // For TLS 1.2 the engine also asks for the key of a whole key exchange: "EC_EC", "DHE_RSA".
      return keyType.equals(algorithm) || keyType.endsWith("_" + algorithm);
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  SniKeys(List<KeyMaterial.Loaded> materials) {
    for (KeyMaterial.Loaded material : materials) {
      entries.add(new Entry(material, new CertificateNames(material.chain().getFirst())));
    }
  }

  /** What the client asked for, on the server's side of a session. */
  static Optional<String> requestedName(SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName name : extended.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return Optional.of(host.getAsciiName());
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    Optional<String> name = requestedName(engine.getHandshakeSession());
    boolean known = name.isPresent() && entries.stream().anyMatch(e -> e.names.cover(name.get()));
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      boolean meant = known ? entry.names.cover(name.get()) : isDefault(entry);
      if (meant && entry.isOf(keyType)) {
        return Integer.toString(i);
      }
    }
    return null;
  }

  /** The first one, and those that share a name with it, which are its twins with other keys. */
  private boolean isDefault(Entry entry) {
    return entry.names.sharesNameWith(entries.getFirst().names) || entry == entries.getFirst();
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    for (int i = 0; i < entries.size(); i++) {
      for (String keyType : keyTypes) {
        if (entries.get(i).isOf(keyType)) {
          return Integer.toString(i);
        }
      }
    }
    return null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return entry(alias).material.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return entry(alias).material.key();
  }

  private Entry entry(String alias) {
    return entries.get(Integer.parseInt(alias));
  }

  // The forms below are for sockets and for lists that nobody asks for here.

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }
}
