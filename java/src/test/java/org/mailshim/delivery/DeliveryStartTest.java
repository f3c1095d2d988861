package org.mailshim.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.dns.FixedResolver;
import org.mailshim.queue.Spool;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.FixedHostResolver;

/**
 * What a short-lived guest loads to send one mail that is large enough for a file: nothing that
 * costs it milliseconds without need. Looked at from outside, in a JVM of its own.
 */
@EnabledOnOs(OS.LINUX)
class DeliveryStartTest {

  /** Sends one message to a port of this machine. */
  static final class Program {
    public static void main(String[] arguments) {
      byte[] text = "some text\r\n".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
      Envelope envelope =
          new Envelope(ReversePath.NULL, List.of(ForwardPath.parse("x@example.org")));
      Route route = new Route.SmartHost("127.0.0.1", Integer.parseInt(arguments[0]));
      DeliverySettings settings = DeliverySettings.of(SessionOptions.defaults());
      Dialer dialer = new Dialer(FixedHostResolver.loopback());
      try (Spool spool = new Spool();
          DeliveryAttempt attempt =
              new DeliveryAttempt(
                  route, settings, new FixedResolver(), dialer, DeliveryObserver.NONE)) {
        spool.append(text, 0, text.length);
        DeliveryReport report = attempt.run(envelope, PendingMail.of(spool.complete()));
        System.out.println("accepted " + report.isAccepted());
      }
    }
  }

  private static List<String> run(int port) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load:stdout",
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName(),
            String.valueOf(port));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }

  private static boolean mentions(List<String> lines, String text, String also) {
    for (String line : lines) {
      if (line.contains(text) && line.contains(also)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void loadsNothingWithoutNeed() throws Exception {
    try (ScriptedSink sink = new ScriptedSink(1, 0)) {
      List<String> lines = run(sink.port());
      assertTrue(lines.contains("accepted true"), lines::toString);
      assertTrue(mentions(lines, "org.mailshim.queue.TempFile ", "source"));
      assertFalse(mentions(lines, "org.mailshim.", "$$TypeSwitch"), "a switch over types");
      assertFalse(mentions(lines, "java.lang.ProcessHandleImpl ", "source"), "a process id");
      assertFalse(mentions(lines, "java.lang.runtime.ObjectMethods ", "source"), "record equality");
      assertFalse(mentions(lines, "javax.net.ssl.", "source"), "TLS");
      assertFalse(mentions(lines, "org.mailshim.transport.TlsC", "source"), "TLS");
      assertFalse(mentions(lines, "org.mailshim.sasl.", "source"), "SASL");
    }
  }
}
