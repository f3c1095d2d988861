package org.mailshim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java examples of README compile, in a module of their own as a user's would be. */
final class ReadmeExamplesTest {
  private static final Path ROOT = Path.of(System.getProperty("mailshim.basedir", "."));
  private static final String BEGIN = "```java\n";
  private static final String END = "```\n";

  /** What the reader has: imports, and what the examples do not say where it comes from. */
  private static final String AROUND =
      """
      package reader;

      import java.net.*;
      import java.nio.file.*;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.*;
      import org.mailshim.*;
      import org.mailshim.address.*;
      import org.mailshim.authentication.*;
      import org.mailshim.database.*;
      import org.mailshim.delivery.*;
      import org.mailshim.dns.*;
      import org.mailshim.message.*;
      import org.mailshim.policy.*;
      import org.mailshim.queue.*;
      import org.mailshim.sasl.*;
      import org.mailshim.smtp.*;
      import org.mailshim.smtp.client.*;
      import org.mailshim.smtp.server.*;
      import org.mailshim.transport.*;

      abstract class Example%d {
        Envelope envelope;
        byte[] message;
        byte[] piece;
        Resolver resolver;
        char[] secret;
        Secret password;
        CountDownLatch stopping;

        abstract void keep(Envelope envelope, MailData data);

        void run() throws Exception {
      %s  }
      }
      """;

  @TempDir Path directory;

  @Test
  void compile() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    List<String> sources = new ArrayList<>();
    sources.add(write("module-info.java", "module reader { requires org.mailshim; }\n"));
    for (int at = readme.indexOf(BEGIN); at >= 0; at = readme.indexOf(BEGIN, at)) {
      at += BEGIN.length();
      String example = readme.substring(at, readme.indexOf(END, at));
      String name = "Example" + sources.size() + ".java";
      sources.add(write(name, AROUND.formatted(sources.size(), example)));
    }
    assertTrue(sources.size() > 3, "an engine, a client and a server");
    assertEquals("", compiled(sources));
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  /** What the compiler says. */
  private String compiled(List<String> sources) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("-proc:none", "-Xlint:none", "-d", directory.resolve("out").toString()));
    arguments.addAll(List.of("--module-path", RuntimeJars.path()));
    arguments.addAll(sources);
    var said = new StringWriter();
    var out = new PrintWriter(said);
    ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments.toArray(String[]::new));
    return said.toString();
  }
}
