package org.mailshim.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a guest's process notices of dnsjava: looked at from outside, in a JVM of its own. */
class DnsResolverStartTest {

  /** Makes a resolver, and uses it if there is an argument. */
  static final class Program {
    public static void main(String[] arguments) {
      Resolver resolver = new DnsResolver(DnsSettings.DEFAULT, new Random(1), new DnsClients());
      if (arguments.length > 0) {
        resolver.mailExchangers(arguments[0]);
      }
      System.out.println("verbosity " + System.getProperty("slf4j.internal.verbosity"));
    }
  }

  private static List<String> run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xshare:auto");
    command.add("-Xlog:class+load:stdout");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Program.class.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }

  private static boolean mentions(List<String> lines, String text) {
    for (String line : lines) {
      if (line.contains(text)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void makingOneLoadsNothing() throws Exception {
    List<String> lines = run();
    assertTrue(mentions(lines, "org.mailshim.dns.DnsResolver "));
    assertFalse(mentions(lines, "org.xbill"));
    assertFalse(mentions(lines, "org.slf4j"));
  }

  @Test
  void theFirstLookUpIsSilent() throws Exception {
    List<String> lines = run("a..b");
    assertTrue(mentions(lines, "org.slf4j.LoggerFactory "));
    assertFalse(mentions(lines, "SLF4J(W)"));
    assertTrue(mentions(lines, "verbosity null"), "the property is as the host left it");
  }
}
