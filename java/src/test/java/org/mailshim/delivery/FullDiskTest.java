package org.mailshim.delivery;

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
import org.mailshim.peers.Peers;

/**
 * On a disk that is full, or read-only, servers answer 4yz and keep what they have; when there is
 * room again they go on. In a mount namespace, which not every machine lets us make.
 */
final class FullDiskTest {
  @TempDir Path directory;

  private List<String> inNamespace(String... command) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("unshare", "--mount", "--propagation", "private"));
    if (!Peers.isRoot()) {
      words.add("--map-root-user");
    }
    words.addAll(
        List.of(
            "sh", "-c", "mount -t tmpfs -o size=16m none \"$0\" && exec \"$@\"", directory + ""));
    words.addAll(List.of(command));
    return words;
  }

  @Test
  @Timeout(300)
  void nothingIsLostAndItGoesOn() throws Exception {
    if (!Peers.works(inNamespace("true"))) {
      Peers.skip("there are no mount namespaces here");
    }
    Process process =
        new ProcessBuilder(
                inNamespace(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path")
                        + File.pathSeparator
                        + System.getProperty("surefire.test.class.path", ""),
                    FullDisk.class.getName(),
                    directory.toString()))
            .redirectErrorStream(true)
            .start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertEquals(0, process.waitFor(), said);
      assertTrue(said.endsWith("all is well\n"), said);
    } finally {
      process.destroyForcibly();
    }
  }
}
