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

/**
 * The Java examples of README, of the pages beside it and of the tutorial in package-info compile,
 * in a module of their own as a user's would be. What a program was before, in a section whose
 * title says so, compiles with Jakarta Mail.
 */
final class ReadmeExamplesTest {
  private static final Path ROOT = Path.of(System.getProperty("mailshim.basedir", "."));
  private static final String BEGIN = "```java\n";
  private static final String END = "```\n";

  /** What the reader has: imports, and what the examples do not say where it comes from. */
  private static final String AROUND =
      """
      package reader;

      import java.io.InputStream;
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
      import org.mailshim.filter.*;
      import org.mailshim.lists.*;
      import org.mailshim.message.*;
      import org.mailshim.mime.Content;
      import org.mailshim.mime.ContentType;
      import org.mailshim.mime.MimePart;
      import org.mailshim.policy.*;
      import org.mailshim.pop3.ScanListing;
      import org.mailshim.pop3.client.SessionSecurity;
      import org.mailshim.program.*;
      import org.mailshim.queue.*;
      import org.mailshim.retrieval.*;
      import org.mailshim.sasl.*;
      import org.mailshim.smtp.*;
      import org.mailshim.smtp.client.*;
      import org.mailshim.smtp.server.*;
      import org.mailshim.transport.*;
      import org.mailshim.transport.Proxy;

      abstract class Example%d {
        Envelope envelope;
        byte[] message;
        byte[] data;
        byte[] octets;
        byte[] piece;
        byte[] raw;
        Path directory;
        QueueRunner.AttemptSource attempts;
        SmtpClient client;
        BlockingQueue<ClientEvent> events;
        Queue<ClientWarning> warnings;
        Clock clock;
        Random random;
        Resolver resolver;
        char[] secret;
        Secret password;
        CountDownLatch stopping;
        MailServer server;

        abstract boolean isFine(WaitingMessage message);

        abstract void keep(Envelope envelope, MailData data);

        abstract void log(String line);

        abstract void process(MailMessage message);

        abstract String fileNameOf(MimePart part);

        void run() throws Exception {
      %s  }
      }
      """;

  /** What a reader has who comes from Jakarta Mail. */
  private static final String AROUND_JAKARTA =
      """
      import jakarta.mail.*;
      import jakarta.mail.internet.*;
      import java.io.InputStream;
      import java.nio.file.*;
      import java.util.Properties;

      abstract class Before%d {
        Authenticator authenticator;
        Session session;
        Path directory;

        void run() throws Exception {
      %s  }
      }
      """;

  @TempDir Path directory;

  @Test
  void compile() throws IOException {
    List<String> sources = new ArrayList<>();
    sources.add(write("module-info.java", "module reader { requires org.mailshim; }\n"));
    List<String> before = new ArrayList<>();
    for (Path page : DocumentsTest.pages()) {
      examples(Files.readString(page), sources, before);
    }
    assertTrue(sources.size() > 16, "README has some, and most pages");
    assertEquals(2, before.size());
    assertEquals("", compiled("--module-path", RuntimeJars.path(), sources));
    assertEquals("", compiled("--class-path", System.getProperty("java.class.path"), before));
  }

  private void examples(String page, List<String> sources, List<String> before) throws IOException {
    for (int at = page.indexOf(BEGIN); at >= 0; at = page.indexOf(BEGIN, at)) {
      String title = page.substring(page.lastIndexOf("\n#", at) + 1).lines().findFirst().orElse("");
      at += BEGIN.length();
      String example = page.substring(at, page.indexOf(END, at));
      if (title.endsWith("before")) {
        String whole = AROUND_JAKARTA.formatted(before.size(), example);
        before.add(write("Before" + before.size() + ".java", whole));
      } else {
        String whole = AROUND.formatted(sources.size(), example);
        sources.add(write("Example" + sources.size() + ".java", whole));
      }
    }
  }

  @Test
  void theTutorialCompiles() throws IOException {
    String tutorial =
        Files.readString(ROOT.resolve("java/src/main/java/org/mailshim/package-info.java"));
    List<String> sources = new ArrayList<>();
    sources.add(write("module-info.java", "module reader { requires org.mailshim; }\n"));
    String begin = "<pre>{@code\n";
    for (int at = tutorial.indexOf(begin); at >= 0; at = tutorial.indexOf(begin, at)) {
      at += begin.length();
      String example = tutorial.substring(at, tutorial.indexOf(" * }</pre>", at));
      String code = example.replaceAll("(?m)^ \\* ?", "");
      String whole = AROUND.formatted(sources.size(), code);
      sources.add(write("Example" + sources.size() + ".java", whole));
    }
    assertTrue(sources.size() > 4);
    assertEquals("", compiled("--module-path", RuntimeJars.path(), sources));
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  /** What the compiler says. */
  private String compiled(String option, String path, List<String> sources) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("-proc:none", "-Xlint:none", "-d", directory.resolve("out" + option).toString()));
    arguments.addAll(List.of(option, path));
    arguments.addAll(sources);
    var said = new StringWriter();
    var out = new PrintWriter(said);
    ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments.toArray(String[]::new));
    return said.toString();
  }
}
