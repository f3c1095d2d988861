package org.mailshim.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mailshim.address.Tokens;

/**
 * The grammar table of POP3: line n of {@code grammar/pop3.in} is a case, line n of {@code
 * grammar/pop3.ref} is what it means, or why it means nothing. To add a case, add a line to both.
 * Every case that means something is also rendered and read again.
 */
class Pop3GrammarTest {

  @TestFactory
  List<DynamicTest> table() throws IOException {
    List<String> cases = lines("pop3.in");
    List<String> expected = lines("pop3.ref");
    assertEquals(cases.size(), expected.size(), "pop3.ref has a line for each line of pop3.in");
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      String line = cases.get(i);
      String reference = expected.get(i);
      tests.add(
          DynamicTest.dynamicTest(
              (i + 1) + ": " + line, () -> assertEquals(reference, result(line))));
    }
    return tests;
  }

  private static String result(String line) {
    if (line.startsWith("#")) {
      return "#";
    }
    int space = line.indexOf(' ');
    String text = space < 0 ? "" : Tokens.expand(line.substring(space + 1));
    try {
      return meaning(space < 0 ? line : line.substring(0, space), text);
    } catch (Pop3SyntaxException refused) {
      assertTrue(refused.getMessage().chars().noneMatch(Character::isISOControl));
      assertFalse(refused.getMessage().contains("hush"), "what may be a secret is not shown");
      String message = refused.getMessage();
      return "refused as "
          + refused.kind()
          + ": "
          + message.substring(0, message.indexOf(" of \""));
    }
  }

  private static String meaning(String kind, String text) {
    return switch (kind) {
      case "command" -> command(text);
      case "response" -> response(text);
      case "greeting" -> ApopTimestamp.of(text).map(ApopTimestamp::text).orElse("no time stamp");
      case "capability" -> {
        Capability capability = Capability.parse(text);
        assertEquals(capability, Capability.parse(capability.line()));
        yield capability.name() + ' ' + capability.arguments();
      }
      case "drop" -> DropListing.parse(text).text();
      case "scan" -> {
        ScanListing listing = ScanListing.parse(text);
        assertEquals(listing, ScanListing.parse(listing.text()));
        yield listing.text();
      }
      default -> {
        UniqueIdListing listing = UniqueIdListing.parse(text);
        assertEquals(listing, UniqueIdListing.parse(listing.text()));
        yield listing.text() + (listing.uniqueId().isConforming() ? "" : "  longer than allowed");
      }
    };
  }

  private static String command(String text) {
    Command command = Command.parse(text);
    assertEquals(command, Command.parse(command.line()));
    assertTrue(command.line().startsWith(command.verb().keyword()));
    return '"' + command.line() + "\"  " + command;
  }

  private static String response(String text) {
    Response response = Response.parse(text);
    assertEquals(response, Response.parse(response.line()));
    String code = response.code().map(present -> "  code " + present.text()).orElse("");
    return response.status() + code + "  words " + response.words().length() + "  " + response;
  }

  private static List<String> lines(String file) throws IOException {
    try (InputStream in = Pop3GrammarTest.class.getResourceAsStream("/grammar/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** The example of RFC 1939 §7. */
  @Test
  void theDigestIsTheOneOfTheRfc() {
    var timestamp = new ApopTimestamp("<1896.697170952@dbc.mtview.ca.us>");
    String digest = timestamp.digest("tanstaaf".getBytes(StandardCharsets.UTF_8));
    assertEquals("c4c9334bac560ecc979e58001b3e22fb", digest);
  }

  @Test
  void codesHaveAHierarchy() {
    Response response = Response.parse("-ERR [SYS/TEMP] later");
    assertTrue(response.has(ResponseCode.SYS_TEMP));
    assertTrue(response.has(new ResponseCode("sys")));
    assertFalse(response.has(ResponseCode.SYS_PERM));
    assertFalse(Response.parse("-ERR [SYSTEM] x").has(new ResponseCode("SYS")));
  }

  @Test
  void capabilitiesAreFoundInAnyCase() {
    var capabilities =
        new Capabilities(
            List.of(
                Capability.of("sasl", "PLAIN", "XOAUTH2"),
                Capability.of("EXPIRE", "NEVER"),
                Capability.of("LOGIN-DELAY", "900", "USER")));
    assertEquals(List.of("PLAIN", "XOAUTH2"), capabilities.saslMechanisms());
    assertTrue(capabilities.expireDays().isEmpty());
    assertEquals(900, capabilities.loginDelaySeconds().orElseThrow());
    assertFalse(capabilities.has(Capabilities.STLS));
  }
}
