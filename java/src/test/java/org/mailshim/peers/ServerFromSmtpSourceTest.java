package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.transport.ListenerSettings;

/** Our server under Postfix's smtp-source, many sessions at once. */
class ServerFromSmtpSourceTest {
  @TempDir Path directory;

  private MailshimServer load(ServerMode mode, String... options) throws Exception {
    MailshimServer server = MailshimServer.start(mode, MailshimServer.Change.NONE);
    return load(server, "127.0.0.1:" + server.port(), options);
  }

  private MailshimServer load(MailshimServer started, String where, String... options)
      throws Exception {
    try (MailshimServer server = started) {
      List<String> command = new ArrayList<>(List.of(Peers.program("smtp-source")));
      command.addAll(List.of("-s", "20", "-m", "200", "-l", "5000"));
      command.addAll(List.of("-f", "ann@example.org", "-t", "bob@example.net"));
      command.addAll(List.of(options));
      command.add(where);
      PeerProcess.Run run = PeerProcess.run(directory, command, new byte[0]);
      assertEquals(0, run.status(), run.output());
      assertEquals(200, server.arrivals().size());
      return server;
    }
  }

  @Test
  void connectionsThatAreKept() throws Exception {
    for (MailshimServer.Arrival arrival : load(ServerMode.MX, "-d").arrivals()) {
      assertTrue(arrival.data().length() > 5000, "whole");
    }
  }

  @Test
  void aConnectionForEachMessage() throws Exception {
    load(ServerMode.MX);
  }

  @Test
  void overAUnixSocket() throws Exception {
    Path socket = directory.resolve("socket");
    ListenerSettings where = ListenerSettings.at(socket);
    load(
        MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE, where),
        "unix:" + socket,
        "-d");
  }

  @Test
  void lmtpWithManyRecipients() throws Exception {
    for (MailshimServer.Arrival arrival : load(ServerMode.LMTP, "-L", "-d", "-r", "5").arrivals()) {
      assertEquals(5, arrival.envelope().recipients().size());
    }
  }
}
