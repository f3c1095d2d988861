package org.mailshim.program;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailshim.message.MailData;
import org.mailshim.program.ProgramResult.Exited;
import org.mailshim.program.ProgramResult.NotStarted;
import org.mailshim.program.ProgramResult.Unfinished;

/** Programs that read, exit, print for ever, run for ever, or are not there. */
class ProgramTest {
  private static final MailData MESSAGE =
      MailData.verbatim("Subject: hello\r\n\r\ntext\r\n".getBytes(US_ASCII));
  private static final Duration LONG = Duration.ofSeconds(60);

  private static Program shell(String script, Duration limit) {
    return Program.of(List.of("/bin/sh", "-c", script), limit);
  }

  @Test
  void theMessageIsItsInput() throws IOException {
    Exited cat = assertInstanceOf(Exited.class, Program.of(List.of("/bin/cat"), LONG).run(MESSAGE));
    assertEquals(new Exited(0, "Subject: hello\r\n\r\ntext\r\n"), cat);
  }

  @Test
  void theStatusIsTold() throws IOException {
    assertEquals(new Exited(75, "later\n"), shell("echo later >&2; exit 75", LONG).run(MESSAGE));
    Exited killed = assertInstanceOf(Exited.class, shell("kill -9 $$", LONG).run(MESSAGE));
    assertEquals(128 + 9, killed.status());
  }

  @Test
  void wordsAreNoCommands() throws IOException {
    Program echo = Program.of(List.of("/bin/echo", "$(id)"), LONG);
    Program more = echo.withArguments(List.of("; id", "`id`", "a b\n|id"));
    assertEquals(new Exited(0, "$(id) ; id `id` a b\n|id\n"), more.run(MESSAGE));
    assertThrows(
        IllegalArgumentException.class, () -> Program.of(List.of("/bin/echo", "a\0b"), LONG));
  }

  @Test
  void nothingOfOurEnvironmentIsPassedOn() throws IOException {
    Program env =
        Program.of(List.of("/usr/bin/env"), LONG)
            .withVariables(Map.of("SENDER", "ann@example.net"));
    Exited told = assertInstanceOf(Exited.class, env.run(MESSAGE));
    assertEquals(
        List.of("LC_ALL=C", "PATH=/usr/local/bin:/usr/bin:/bin", "SENDER=ann@example.net"),
        told.output().lines().sorted().toList());
    assertEquals(new Exited(0, "/tmp\n"), shell("pwd", LONG).in(Path.of("/tmp")).run(MESSAGE));
  }

  @Test
  void anEndlessProgramIsKilledWithItsChildren() throws IOException {
    Program endless = shell("echo $$; sleep 1000 & echo $!; wait", Duration.ofSeconds(4));
    Unfinished cut = assertInstanceOf(Unfinished.class, endless.run(MESSAGE));
    assertTrue(cut.reason().contains("/bin/sh was not ready within 4.0 seconds"), cut.reason());
    List<String> ids = cut.output().lines().toList();
    assertEquals(2, ids.size());
    for (String each : ids) {
      ProcessHandle.of(Long.parseLong(each)).ifPresent(left -> left.onExit().join());
    }
  }

  @Test
  void anEndlessOutputIsCut() throws IOException {
    Program talkative = shell("yes; exit 3", Duration.ofSeconds(4));
    Unfinished cut = assertInstanceOf(Unfinished.class, talkative.run(MESSAGE));
    assertEquals("y\n".repeat(2048), cut.output());
  }

  @Test
  void aGrandchildThatStaysKeepsNobodyWaiting() throws IOException {
    Exited left = assertInstanceOf(Exited.class, shell("sleep 300 & echo $!", LONG).run(MESSAGE));
    ProcessHandle.of(Long.parseLong(left.output().strip())).ifPresent(ProcessHandle::destroy);
  }

  @Test
  void anInterruptKills() throws IOException {
    Thread.currentThread().interrupt();
    try {
      assertInstanceOf(Unfinished.class, shell("sleep 1000", LONG).run(MESSAGE));
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void whatIsNotThereIsSaid() throws IOException {
    NotStarted absent =
        assertInstanceOf(
            NotStarted.class, Program.of(List.of("/no/such/program"), LONG).run(MESSAGE));
    assertTrue(absent.reason().startsWith("cannot start /no/such/program: "), absent.reason());
  }
}
