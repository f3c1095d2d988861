package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.peers.Peers;
import org.mailshim.queue.MailQueue;

/**
 * A disk that becomes read-only while the queue's file is open, as the kernel makes it after errors
 * of the device: nothing is acknowledged then, and everything again when it can be written. No
 * mount can be made read-only under an open file on purpose, so strace gives the process the
 * kernel's answers.
 */
final class ReadOnlyDiskTest {
  private static final String WRITES = "pwrite64,pwritev,ftruncate,fallocate,fsync,fdatasync";

  @TempDir Path directory;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void aDiskThatTurnsReadOnlyIsATemporaryFailure() throws Exception {
    String strace = Peers.program("strace");
    Path file = directory.resolve("queue.db");
    Process host = CrashingRelay.java(ServingQueue.class, file.toString());
    try {
      var client = new SendingClient(Integer.parseInt(reader(host).readLine()));
      assertTrue(client.send("before", 100).isAccepted());
      Process readOnly = readOnly(strace, host.pid());
      try {
        for (int lines : new int[] {100, 40_000}) {
          DeliveryReport report = client.send("meanwhile", lines);
          int code = report.worstCode();
          assertTrue(code >= 400 && code < 500, () -> report.worst().text());
        }
      } finally {
        readOnly.destroy();
        readOnly.waitFor();
      }
      DeliveryReport after = client.send("after", 40_000);
      assertTrue(after.isAccepted(), () -> after.worst().text());
      assertTrue(host.isAlive());
    } finally {
      host.destroyForcibly();
      host.waitFor();
    }
    try (MailQueue queue = CrashingRelay.open(file)) {
      assertEquals(2, queue.count().messages(), "what was acknowledged, and nothing else");
    }
    QueueCrashTest.checkFile(file);
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** Lets all that a process writes to files fail until the one that is returned ends. */
  private static Process readOnly(String strace, long pid) throws IOException {
    Process tracer =
        new ProcessBuilder(
                List.of(
                    strace,
                    "-f",
                    "-p",
                    Long.toString(pid),
                    "-o",
                    "/dev/null",
                    "-e",
                    "trace=" + WRITES,
                    "-e",
                    "inject=" + WRITES + ":error=EROFS"))
            .redirectErrorStream(true)
            .start();
    String said = reader(tracer).readLine();
    if (said == null || !said.contains("attached")) {
      tracer.destroy();
      Peers.skip("strace may not look at other processes here: " + said);
    }
    return tracer;
  }
}
