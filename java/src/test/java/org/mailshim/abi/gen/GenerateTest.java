package org.mailshim.abi.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The generator on the sample repository: what it writes, what it leaves alone, what it refuses.
 */
class GenerateTest {
  private static final String SAMPLE = "java/src/main/java/org/mailshim/abi/sample/Sample.java";
  private static final String MORE = "java/src/main/java/org/mailshim/abi/sample/SampleMore.java";
  private static final String TEMPLATE = "native/abi/sample.h.in";

  @TempDir Path folder;

  @Test
  void writesExactlyTheExpectedFiles() throws IOException {
    SampleRepository sample = SampleRepository.copyTo(folder);
    Generate.run(sample.root());
    Map<String, String> expected = SampleRepository.expected();
    Map<String, String> generated = sample.generated();
    assertEquals(expected.keySet(), generated.keySet());
    expected.forEach((path, text) -> assertEquals(text, generated.get(path), path));
  }

  @Test
  void aSecondRunTouchesNothing() throws IOException {
    SampleRepository sample = SampleRepository.copyTo(folder);
    assertEquals(5, Generate.run(sample.root()).size());
    Path header = sample.root().resolve("include/mailshim/sample.h");
    FileTime longAgo = FileTime.fromMillis(1000);
    Files.setLastModifiedTime(header, longAgo);
    assertEquals(List.of(), Generate.run(sample.root()));
    assertEquals(longAgo, Files.getLastModifiedTime(header));
  }

  @Test
  void deletesWhatNothingGeneratesAnyMoreAndNothingElse() throws IOException {
    SampleRepository sample = SampleRepository.copyTo(folder);
    Generate.run(sample.root());
    Path byHand = sample.root().resolve("native/generated/README.md");
    Files.writeString(
        byHand, "Written by hand.\nGenerated from x by `make generate`; do not edit.\n");
    sample.edit("name = \"sample\"", "name = \"renamed\"");
    List<String> changes = Generate.run(sample.root());
    assertTrue(changes.contains("deleted native/generated/sample.c"), changes.toString());
    assertFalse(Files.exists(sample.root().resolve("native/generated/sample.map")));
    assertTrue(Files.exists(sample.root().resolve("native/generated/renamed.c")));
    assertTrue(Files.exists(byHand));
  }

  @Test
  void aChangedEntryChangesItsFiles() throws IOException {
    SampleRepository sample = SampleRepository.copyTo(folder);
    Generate.run(sample.root());
    sample.edit("/** Closes it. */", "/** Shuts it. */");
    assertEquals(List.of("wrote include/mailshim/sample.h"), Generate.run(sample.root()));
  }

  /** As {@code make generate} runs it: from its sources, with nothing compiled before. */
  @Test
  void runsFromItsSources() throws Exception {
    SampleRepository sample = SampleRepository.copyTo(folder);
    Path base = Path.of(System.getProperty("mailshim.basedir", ".")).toAbsolutePath();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            base.resolve("java/src/gen/java/org/mailshim/abi/gen/Generate.java").toString(),
            sample.root().toString());
    assertTrue(CompilerCommand.run(folder, command).contains("wrote include/mailshim/sample.h\n"));
    sample.edit("/** Closes it. */", "");
    AssertionError refused =
        assertThrows(AssertionError.class, () -> CompilerCommand.run(folder, command));
    assertTrue(refused.getMessage().contains("ended with 1:\n" + SAMPLE), refused.getMessage());
  }

  @Test
  void anEmptyNodeMeansAnAnonymousVersionScript() throws IOException {
    SampleRepository sample = SampleRepository.copyTo(folder);
    sample.edit("node = \"SAMPLE_1\",", "");
    sample.edit("privateNode = \"SAMPLE_PRIVATE\",", "");
    sample.edit("privateSymbols = {\"sample_shared\", \"sample_enter\"}", "privateSymbols = {}");
    Generate.run(sample.root());
    String script = sample.generated().get("native/generated/sample.map");
    assertTrue(script.lines().toList().get(1).equals("{"), script);
    assertTrue(sample.generated().get("native/abi/MATRIX.md").contains("| none |"));
  }

  @Test
  void aRepositoryWithoutSurfacesHasAnEmptyMatrix() throws IOException {
    SampleRepository sample = SampleRepository.copyTo(folder);
    Files.delete(sample.root().resolve(SAMPLE));
    Files.delete(sample.root().resolve(MORE));
    assertEquals(List.of("wrote native/abi/MATRIX.md"), Generate.run(sample.root()));
  }

  /** The cases of {@code refused.txt}. */
  static Stream<Arguments> refusals() throws IOException {
    return SampleRepository.refusals().stream().map(Arguments::of);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void refuses(SampleRepository.Refusal refusal) throws IOException {
    SampleRepository sample = SampleRepository.copyTo(folder);
    sample.edit(refusal.from(), refusal.to());
    refuses(sample, refusal.message());
  }

  @Test
  void refusesTheDocumentationOfAParameterThatIsNotThere() throws IOException {
    SampleRepository sample = SampleRepository.copyTo(folder);
    sample.edit("@param name what", "@param nam what");
    refuses(sample, "sample_open: @param nam is no parameter of the prototype");
  }

  @Test
  void refusesTagsThatMeanNothingInC() throws IOException {
    SampleRepository sample = SampleRepository.copyTo(folder);
    sample.edit("@param name what", "@throws name what");
    refuses(sample, "sample_open: @throws means nothing to a C reader");
  }

  @Test
  void refusesASecondSurfaceInAPackage() throws IOException {
    SampleRepository sample = SampleRepository.copyTo(folder);
    sample.edit(MORE, "final class", "@Surface(name = \"more\", header = \"more.h\") final class");
    refuses(sample, "SampleMore.java:6: a second @Surface in package org.mailshim.abi.sample");
  }

  @Test
  void refusesEntriesWithoutASurface() throws IOException {
    SampleRepository sample = SampleRepository.copyTo(folder);
    Files.delete(sample.root().resolve(SAMPLE));
    refuses(sample, "SampleMore.java:6: @Entry in a package without @Surface");
  }

  @Test
  void refusesANativeEntryWithoutASurface() throws IOException {
    SampleRepository sample = SampleRepository.copyTo(folder);
    sample.edit(
        MORE, "final class", "@NativeEntry(value = \"int x(void)\", doc = \"X.\") final class");
    refuses(sample, "SampleMore.java:6: @NativeEntry on a class without @Surface");
  }

  @Test
  void refusesTwoPlacesForOneGroup() throws IOException {
    SampleRepository sample = SampleRepository.copyTo(folder);
    sample.edit(TEMPLATE, "@entries later@", "@entries write@");
    refuses(sample, "native/abi/sample.h.in: two lines @entries write@");
  }

  private static void refuses(SampleRepository sample, String message) throws IOException {
    GeneratorException wrong =
        assertThrows(GeneratorException.class, () -> Generate.run(sample.root()));
    assertTrue(wrong.getMessage().contains(message), wrong.getMessage());
    assertEquals(Map.of(), sample.generated(), "nothing is written");
  }
}
