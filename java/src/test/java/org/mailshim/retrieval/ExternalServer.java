package org.mailshim.retrieval;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import org.mailshim.Eventually;
import org.mailshim.pop3.client.SessionSecurity;
import org.mailshim.pop3.server.LoginPolicy;
import org.mailshim.pop3.server.Pop3Server;
import org.mailshim.pop3.server.ServerHooks;
import org.mailshim.pop3.server.ServerObserver;
import org.mailshim.pop3.server.ServerOptions;
import org.mailshim.pop3.server.ServerSetup;
import org.mailshim.pop3.server.TestUsers;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.store.Delivery;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MaildropName;
import org.mailshim.store.MaildropStore;
import org.mailshim.store.MaildropText;
import org.mailshim.store.RamStore;
import org.mailshim.transport.ListenerSettings;

/** Somebody else's POP3 server, with a maildrop of bob, whose password is {@code secret}. */
final class ExternalServer implements AutoCloseable {
  static final MaildropName BOB = new MaildropName("bob");

  private final MaildropStore store;
  private final Pop3Server server;

  private ExternalServer(MaildropStore store) {
    this.store = store;
    this.server =
        Pop3Server.start(
            new ServerSetup(
                ServerOptions.of(
                    "pop.example", LoginPolicy.with(TestUsers.directory()).allowedInClear()),
                store,
                ServerHooks.NONE,
                ServerObserver.NONE,
                new SecureRandom(),
                System::nanoTime,
                time -> {}),
            ListenerSettings.at(InetAddress.getLoopbackAddress(), 0));
  }

  static ExternalServer start() {
    return new ExternalServer(new RamStore());
  }

  static ExternalServer start(MaildropStore store) {
    return new ExternalServer(store);
  }

  int port() {
    return server.port();
  }

  ExternalMailbox mailbox(CollectionTarget target) {
    return mailbox("secret", target);
  }

  ExternalMailbox mailbox(String password, CollectionTarget target) {
    return mailbox(port(), password, target);
  }

  static ExternalMailbox mailbox(int port, String password, CollectionTarget target) {
    return ExternalMailbox.of(
        "127.0.0.1",
        port,
        SessionSecurity.inClear(),
        new Credentials.Password("bob", Secret.of(password)),
        target);
  }

  void add(String... messages) {
    for (String message : messages) {
      deliver(store, message);
    }
  }

  static void deliver(MaildropStore store, String message) {
    try (Delivery delivery = store.deliver(BOB)) {
      delivery.write(message.getBytes(ISO_8859_1), 0, message.length());
      delivery.commit();
    }
  }

  List<String> messages() {
    return messages(store);
  }

  int sessions() {
    return server.sessions();
  }

  /** Bob's maildrop, which nobody else has until it is closed. */
  Maildrop lock() {
    return store.lock(BOB).orElseThrow();
  }

  /** Bob's messages in a store; waits while somebody else has the maildrop. */
  static List<String> messages(MaildropStore store) {
    try (Maildrop maildrop = Eventually.awaitPresent("Bob's is free", () -> store.lock(BOB))) {
      return MaildropText.of(maildrop, ISO_8859_1);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
