package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mail from the queue goes to where the DNS says, at port 25: the next exchanger where the first is
 * away, null MX, aliases, an answer too long for UDP, a name server that is silent. In a network
 * namespace, which not every machine lets us make.
 */
class DirectDeliveryTest {
  @TempDir Path directory;

  private static List<String> inNamespace(List<String> command) {
    List<String> words = new ArrayList<>(List.of("unshare", "--net", "sh", "-c"));
    words.add("ip link set lo up && exec \"$@\"");
    words.add("sh");
    words.addAll(command);
    return words;
  }

  @Test
  @Timeout(400)
  void theDnsSaysWhereMailGoes() throws Exception {
    Peers.program("ip");
    Peers.program("nsd");
    Peers.program("postfix");
    Peers.needRoot("Postfix");
    if (!Peers.works(inNamespace(List.of("true")))) {
      Peers.skip("there are no network namespaces here");
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        System.getProperty("java.class.path")
            + File.pathSeparator
            + System.getProperty("surefire.test.class.path", "");
    Peers.open(directory);
    Process process =
        new ProcessBuilder(
                inNamespace(
                    List.of(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes,
                        DirectDelivery.class.getName(),
                        directory.toString())))
            .redirectErrorStream(true)
            .start();
    try {
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertEquals(0, process.waitFor(), said);
      assertTrue(said.endsWith("all is well\n"), said);
    } finally {
      process.destroyForcibly();
    }
  }
}
