package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.mailshim.pop3.server.LoginPolicy;
import org.mailshim.pop3.server.Pop3Server;
import org.mailshim.pop3.server.ServerOptions;
import org.mailshim.pop3.server.ServerSetup;
import org.mailshim.pop3.server.ServerTls;
import org.mailshim.sasl.Decoys;
import org.mailshim.sasl.FixedUserDirectory;
import org.mailshim.sasl.Secret;
import org.mailshim.sasl.StoredCredential;
import org.mailshim.store.Delivery;
import org.mailshim.store.MaildirLayout;
import org.mailshim.store.MaildirStore;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MaildropName;
import org.mailshim.store.MaildropStore;
import org.mailshim.store.MaildropText;
import org.mailshim.store.Quota;
import org.mailshim.transport.KeyMaterial;
import org.mailshim.transport.ListenerSettings;
import org.mailshim.transport.TlsServer;
import org.mailshim.transport.TlsServerSettings;

/**
 * Our POP3 server on a Maildir of its own; the mailbox is {@code bob}'s, password {@code secret}.
 */
final class Pop3Mailbox implements AutoCloseable {
  static final MaildropName BOB = new MaildropName("bob");

  private final MaildropStore store;
  private final Pop3Server server;

  private Pop3Mailbox(MaildropStore store, Pop3Server server) {
    this.store = store;
    this.server = server;
  }

  /** Without TLS, passwords in clear. */
  static Pop3Mailbox start(Path root) {
    return start(root, Optional.empty());
  }

  /** With a certificate of its own in {@code directory}. */
  static Pop3Mailbox start(Path root, Path directory, ServerTls.Use use) throws Exception {
    PeerCertificate certificate = PeerCertificate.make(directory);
    var material = KeyMaterial.pem(certificate.certificate(), certificate.key());
    var tls = new ServerTls(new TlsServer(TlsServerSettings.of(material)), use);
    return start(root, Optional.of(tls));
  }

  private static Pop3Mailbox start(Path root, Optional<ServerTls> tls) {
    var store =
        new MaildirStore(
            MaildirLayout.under(root), Quota.none(), Clock.systemUTC(), new Random(), "mx.example");
    var decoys = new Decoys(Secret.of("a key for tests only"), Decoys.Form.PASSWORDS, 4096);
    var bob = new StoredCredential.Password(Secret.of("secret"));
    LoginPolicy logins = LoginPolicy.with(new FixedUserDirectory(Map.of("bob", bob), decoys));
    ServerOptions options =
        ServerOptions.of("pop.example", tls.isPresent() ? logins : logins.allowedInClear());
    if (tls.isPresent()) {
      options = options.withTls(tls.get());
    }
    var where = ListenerSettings.at(InetAddress.getLoopbackAddress(), 0);
    return new Pop3Mailbox(store, Pop3Server.start(ServerSetup.of(options, store), where));
  }

  int port() {
    return server.port();
  }

  /** Adds a message. */
  Pop3Mailbox with(String message) {
    try (Delivery delivery = store.deliver(BOB)) {
      byte[] octets = message.getBytes(ISO_8859_1);
      delivery.write(octets, 0, octets.length);
      delivery.commit();
    }
    return this;
  }

  /** What is there, with LF line ends; empty also while a session has not quite ended. */
  List<String> left() {
    try (Maildrop maildrop = store.lock(BOB).orElseThrow()) {
      return MaildropText.of(maildrop, ISO_8859_1);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
