package org.mailshim.bench;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.mailshim.pop3.server.LoginPolicy;
import org.mailshim.pop3.server.Pop3Server;
import org.mailshim.pop3.server.ServerOptions;
import org.mailshim.pop3.server.ServerSetup;
import org.mailshim.sasl.Decoys;
import org.mailshim.sasl.FixedUserDirectory;
import org.mailshim.sasl.Secret;
import org.mailshim.sasl.StoredCredential;
import org.mailshim.store.MaildirLayout;
import org.mailshim.store.MaildirStore;
import org.mailshim.store.Quota;
import org.mailshim.transport.ListenerSettings;

/**
 * Our POP3 server over the Maildirs of a directory. Prints its port, and serves until the process
 * is ended.
 */
final class MaildirServer {
  private MaildirServer() {}

  /**
   * @param arguments the directory above the Maildirs, and the users with one
   */
  public static void main(String[] arguments) throws InterruptedException {
    var store =
        new MaildirStore(
            MaildirLayout.under(Path.of(arguments[0])),
            Quota.none(),
            Clock.systemUTC(),
            new Random(),
            "mx.example");
    var decoys = new Decoys(Secret.of("a key for benchmarks only"), Decoys.Form.PASSWORDS, 4096);
    Map<String, StoredCredential> passwords = new HashMap<>();
    for (String user : List.of(arguments).subList(1, arguments.length)) {
      passwords.put(user, new StoredCredential.Password(Secret.of(Pop3Load.PASSWORD)));
    }
    var users = new FixedUserDirectory(passwords, decoys);
    ServerOptions options =
        ServerOptions.of("pop.example", LoginPolicy.with(users).allowedInClear());
    ListenerSettings where =
        ListenerSettings.at(InetAddress.getLoopbackAddress(), 0).withLimits(20_000, 20_000);
    try (Pop3Server server = Pop3Server.start(ServerSetup.of(options, store), where)) {
      System.out.println(server.port());
      new CountDownLatch(1).await();
    }
  }
}
