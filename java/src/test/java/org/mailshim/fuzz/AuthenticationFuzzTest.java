package org.mailshim.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.mailshim.authentication.DkimResult;
import org.mailshim.authentication.DkimVerification;
import org.mailshim.authentication.SpfCheck;
import org.mailshim.authentication.SpfResult;
import org.mailshim.dns.FixedResolver;

/**
 * What any message's signatures and any domain's records come to: a result that is safe to show.
 */
class AuthenticationFuzzTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  /** A message, cut in the middle; the cut makes no difference. */
  @FuzzTest
  void signatures(byte[] message) {
    List<DkimResult> results = verified(message, message.length / 2);
    assertEquals(verified(message, 0), results);
    for (DkimResult each : results) {
      assertPrintable(each.domain() + each.selector() + each.algorithm() + each.signature());
    }
  }

  private static List<DkimResult> verified(byte[] message, int cut) {
    DkimVerification verification = new DkimVerification(CLOCK);
    verification.look(message, 0, cut);
    verification.look(message, cut, message.length);
    return verification.finish(new FixedResolver());
  }

  /** An SPF record, and the explanation that it leads to. */
  @FuzzTest
  void records(byte[] input) {
    String text = new String(input, ISO_8859_1);
    FixedResolver zone =
        new FixedResolver()
            .text("example.net", "v=spf1 " + text)
            .text("explained.example", "v=spf1 -all exp=why.example")
            .text("why.example", text);
    for (String domain : List.of("example.net", "explained.example")) {
      SpfResult result =
          new SpfCheck(zone, CLOCK)
              .check(InetAddress.ofLiteral("192.0.2.1"), "client.example", "ann@" + domain);
      assertPrintable(result.reason() + result.explanation());
    }
  }

  private static void assertPrintable(String text) {
    assertTrue(text.chars().allMatch(c -> c >= ' ' && c <= '~'), text);
  }
}
