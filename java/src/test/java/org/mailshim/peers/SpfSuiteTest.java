package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mailshim.authentication.SpfCheck;
import org.mailshim.authentication.SpfResult;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The public test suite of RFC 7208 (openspf.org's, as pyspf keeps it), and pyspf's own cases, out
 * of the Debian package of another implementation. Every case is run; where we say something else
 * than the suite it is named here with the reason.
 */
class SpfSuiteTest {
  private static final Path SUITES =
      Path.of("/usr/share/gocode/src/blitiri.com.ar/go/spf/testdata");

  /**
   * Case and what we say instead. Both are about {@code default=}, a modifier of drafts before RFC
   * 4408 that pyspf still reads in its lax mode; RFC 7208 §6 has unknown modifiers ignored.
   */
  private static final Map<String, String> DEVIATIONS =
      Map.of("default-modifier", "neutral", "default-modifier-harsh", "neutral");

  @TestFactory
  List<DynamicTest> rfc7208() throws IOException {
    List<DynamicTest> cases = cases("rfc7208-tests.yml");
    assertTrue(cases.size() > 200, () -> cases.size() + " cases");
    return cases;
  }

  @TestFactory
  List<DynamicTest> pyspf() throws IOException {
    return cases("pyspf-tests.yml");
  }

  private static List<DynamicTest> cases(String file) throws IOException {
    Path suite = SUITES.resolve(file);
    if (!Files.isReadable(suite)) {
      Peers.skip(file + " is not there (cmake/need-packages test installs it)");
    }
    List<DynamicTest> cases = new ArrayList<>();
    try (Reader in = Files.newBufferedReader(suite)) {
      for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(in)) {
        Map<?, ?> scenario = (Map<?, ?>) document;
        SuiteZone zone = new SuiteZone((Map<?, ?>) scenario.get("zonedata"));
        ((Map<?, ?>) scenario.get("tests"))
            .forEach(
                (name, test) ->
                    cases.add(
                        DynamicTest.dynamicTest(
                            name.toString(), () -> run(name.toString(), (Map<?, ?>) test, zone))));
      }
    }
    return cases;
  }

  private static void run(String name, Map<?, ?> test, SuiteZone zone) {
    SpfResult result =
        new SpfCheck(zone, Clock.systemUTC())
            .check(
                InetAddress.ofLiteral(test.get("host").toString()),
                test.get("helo").toString(),
                test.get("mailfrom").toString());
    String word = result.outcome().name().toLowerCase(Locale.ROOT);
    List<String> wanted = new ArrayList<>();
    for (Object each :
        test.get("result") instanceof List<?> several ? several : List.of(test.get("result"))) {
      wanted.add(each.toString());
    }
    if (DEVIATIONS.containsKey(name)) {
      assertEquals(DEVIATIONS.get(name), word);
      assertFalse(wanted.contains(word), "no deviation any more");
      return;
    }
    assertTrue(wanted.contains(word), () -> word + " (" + result.reason() + ") for " + test);
    Object explanation = test.get("explanation");
    if (explanation != null && word.equals("fail")) {
      String text = explanation.toString();
      assertEquals(text.equals("DEFAULT") ? "" : text, result.explanation());
    }
  }
}
