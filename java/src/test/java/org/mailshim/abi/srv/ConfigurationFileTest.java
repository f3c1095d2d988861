package org.mailshim.abi.srv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;

/** Configurations in files: read wholly or not at all, and written so that they are read again. */
class ConfigurationFileTest {
  @TempDir Path directory;
  private final Configuration configuration = new Configuration();

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private Optional<AbiException> load(String text) throws IOException {
    return ConfigurationFile.load(file("a.cfg", text), configuration);
  }

  private ConfigurationException refused(ConfigurationException.Kind kind, String file) {
    var e =
        assertThrows(
            ConfigurationException.class, () -> ConfigurationFile.load(file, configuration));
    assertEquals(kind, e.kind(), e::getMessage);
    return e;
  }

  @Test
  void setsWhatTheWordsSay() throws IOException {
    Optional<AbiException> ignored =
        load(
            """
            # a small server
            smtp_name=mail.example.org queue_threads=4 nosmtptls
            msgspam="Go away, 'friend'"   smtponlytls
            nosmtp_max
            user=ann;secret;;PS
            user="bob;two words;/home/bob;P"
            """);
    assertEquals(Optional.empty(), ignored);
    assertEquals("mail.example.org", configuration.text(Parameter.SMTP_NAME));
    assertEquals(4, configuration.number(Parameter.QUEUE_THREADS));
    assertEquals(0, configuration.number(Parameter.SMTPTLS));
    assertEquals(1, configuration.number(Parameter.SMTPONLYTLS));
    assertEquals(0, configuration.number(Parameter.SMTP_MAX));
    assertEquals("Go away, 'friend'", configuration.text(Parameter.MSGSPAM));
    assertEquals("ann;secret;;PS\nbob;two words;/home/bob;P", configuration.text(Parameter.USER));
  }

  @Test
  void loadingTwiceIsLoadingOnce() throws IOException {
    load("user=ann;secret user=bob;other");
    load("user=ann;secret user=bob;other");
    assertEquals("ann;secret\nbob;other", configuration.text(Parameter.USER));
    load("nouser user=carl;third");
    assertEquals("carl;third", configuration.text(Parameter.USER));
  }

  @Test
  void ignoresWhatItDoesNotKnowAndTellsTheFirst() throws IOException {
    Optional<AbiException> ignored =
        load("ftp_port=21 hostpath=/www\nqueue_threads=0\nqueue_threads=5\nretry_min=many\n");
    assertTrue(ignored.orElseThrow().getMessage().contains("a.cfg, line 1: "));
    assertTrue(ignored.get().getMessage().contains("ftp_port"));
    assertEquals(5, configuration.number(Parameter.QUEUE_THREADS));
    assertEquals(60, configuration.number(Parameter.RETRY_MIN));
  }

  @Test
  void whatChangesNothingIsKeptAndTold() throws IOException {
    Optional<AbiException> ignored = load("vhalias\ntls_lib=libssl.so");
    assertEquals(ErrorCode.UNSUPPORTED, ignored.orElseThrow().code());
    assertEquals(1, configuration.number(Parameter.VHALIAS));
    assertEquals("libssl.so", configuration.text(Parameter.TLS_LIB));
    assertEquals(Optional.empty(), load("novhalias tls_lib="));
  }

  @Test
  void readsIncludedFilesBesideTheOneThatNamesThem() throws IOException {
    Files.createDirectory(directory.resolve("sub"));
    file("sub/more.cfg", "max_rcpt=7 @'even more.cfg'");
    file("sub/even more.cfg", "max_err=8");
    load("max_rcpt=5 @sub/more.cfg max_err=9");
    assertEquals(7, configuration.number(Parameter.MAX_RCPT));
    assertEquals(9, configuration.number(Parameter.MAX_ERR));
  }

  @Test
  void aFileThatIncludesItselfIsRefusedHoweverItDoes() throws IOException {
    file("b.cfg", "@c.cfg");
    file("c.cfg", "@d.cfg");
    Files.createSymbolicLink(directory.resolve("d.cfg"), Path.of("a.cfg"));
    var e = refused(ConfigurationException.Kind.UNREADABLE, file("a.cfg", "max_rcpt=5\n@b.cfg"));
    assertTrue(e.getMessage().contains("a.cfg, line 2, includes: b.cfg, line 1"), e::getMessage);
    assertTrue(e.getMessage().endsWith("includes itself"), e::getMessage);
    assertEquals(1000, configuration.number(Parameter.MAX_RCPT), "nothing is set");
  }

  /** Two includes on each of many levels would be read more often than there are atoms. */
  @Test
  void includesDoNotMultiply() throws IOException {
    for (int i = 0; i < 60; i++) {
      file(i + ".cfg", "@" + (i + 1) + ".cfg @" + (i + 1) + ".cfg");
    }
    String first = file("60.cfg", "max_rcpt=5");
    assertEquals(Optional.empty(), ConfigurationFile.load(first, configuration));
    refused(ConfigurationException.Kind.UNREADABLE, directory.resolve("0.cfg").toString());
  }

  @Test
  void aBadWordChangesNothingAndIsTold() throws IOException {
    file("bad.cfg", "max_err=7\n\nmsgspam=\"open\n");
    var e = refused(ConfigurationException.Kind.SYNTAX, file("a.cfg", "max_rcpt=5 @bad.cfg"));
    assertTrue(e.getMessage().contains("bad.cfg, line 3, \"msgspam\""), e::getMessage);
    assertEquals(1000, configuration.number(Parameter.MAX_RCPT));
    assertEquals(20, configuration.number(Parameter.MAX_ERR));
  }

  @Test
  void whatIsNoFileIsTold() throws IOException {
    refused(ConfigurationException.Kind.NOT_FOUND, directory.resolve("none").toString());
    refused(ConfigurationException.Kind.NOT_FOUND, "a\u0000b");
    refused(ConfigurationException.Kind.UNREADABLE, directory.toString());
    refused(ConfigurationException.Kind.UNREADABLE, "/dev/null");
    refused(ConfigurationException.Kind.UNREADABLE, file("a.cfg", "@none.cfg"));
  }

  @Test
  void aHundredMegabytesAreNotRead() throws IOException {
    Path large = directory.resolve("large.cfg");
    try (var file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(100L * 1024 * 1024);
    }
    refused(ConfigurationException.Kind.UNREADABLE, large.toString());
    refused(ConfigurationException.Kind.UNREADABLE, file("a.cfg", "@large.cfg"));
    assertEquals("", configuration.text(Parameter.SMTP_NAME));
  }

  @Test
  void valuesThatNoParameterTakesAreIgnored() throws IOException {
    Stream.of(
            "smtp_name='a\tb'",
            "smtp_name=" + "b".repeat(4097),
            "user=ann",
            "smtp_range=everybody",
            "badlist='\u007f'",
            "dnsbl_action=maybe",
            "async=2",
            "smtp_name")
        .forEach(
            word -> {
              try {
                assertEquals(ErrorCode.CONFIG, load(word).orElseThrow().code(), word);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    for (Parameter parameter : Parameter.values()) {
      assertEquals(Optional.empty(), configuration.changed(parameter));
    }
  }

  @Test
  void readsLatin1AndByteOrderMarks() throws IOException {
    Path latin = directory.resolve("latin.cfg");
    Files.write(latin, "mbox_dir=Gr\u00fc\u00dfe".getBytes(ISO_8859_1));
    ConfigurationFile.load(latin.toString(), configuration);
    assertEquals("Gr\u00fc\u00dfe", configuration.text(Parameter.MBOX_DIR));
    load("\ufeffmbox_dir=\u2603");
    assertEquals("\u2603", configuration.text(Parameter.MBOX_DIR));
  }

  @Test
  void whatIsSavedIsLoaded() throws IOException {
    for (Parameter parameter : Parameter.values()) {
      if (parameter.effect() == Parameter.Effect.NOTHING) {
        continue;
      }
      if (parameter.isNumber()) {
        configuration.set(parameter.key(), parameter.most());
        configuration.set(parameter.key(), parameter.least());
      }
    }
    configuration.set("smtp_passw", "it's a \"secret\" `word`");
    configuration.set("user", "ann;pass word;/home/ann;P");
    configuration.set("user", "bob;\"'`;;");
    String file = directory.resolve("saved.cfg").toString();
    ConfigurationFile.save(file, configuration);
    var copy = new Configuration();
    assertEquals(Optional.empty(), ConfigurationFile.load(file, copy));
    for (Parameter parameter : Parameter.values()) {
      assertEquals(configuration.changed(parameter), copy.changed(parameter), parameter.key());
    }
  }

  @Test
  void isForItsUserOnlyAndReplacesWhatWasThere() throws IOException {
    String file = file("saved.cfg", "max_rcpt=5");
    ConfigurationFile.save(file, configuration);
    Path path = Path.of(file);
    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(path));
    assertFalse(Files.readString(path).contains("max_rcpt"));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(path), files.toList());
    }
  }

  @Test
  void whatCannotBeWrittenIsTold() throws IOException {
    for (String file :
        List.of("/", directory.toString(), directory.resolve("none/a.cfg").toString())) {
      var e =
          assertThrows(
              ConfigurationException.class, () -> ConfigurationFile.save(file, configuration));
      assertEquals(ConfigurationException.Kind.UNREADABLE, e.kind());
    }
  }
}
