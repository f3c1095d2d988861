package org.mailshim.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.mailshim.address.ReversePath;
import org.mailshim.authentication.AuthenticatingSink;
import org.mailshim.authentication.AuthenticationSettings;
import org.mailshim.authentication.AuthenticationSettings.Use;
import org.mailshim.authentication.DkimResult;
import org.mailshim.authentication.DkimVerification;
import org.mailshim.authentication.DmarcCheck;
import org.mailshim.authentication.DmarcResult;
import org.mailshim.authentication.SpfCheck;
import org.mailshim.authentication.SpfResult;
import org.mailshim.dns.FixedResolver;
import org.mailshim.queue.Spool;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.transport.Endpoint;

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

  /** A DMARC record, asked for by a domain below it. */
  @FuzzTest
  void policies(byte[] input) {
    String record = "v=DMARC1;" + new String(input, ISO_8859_1);
    FixedResolver zone =
        new FixedResolver()
            .text("_dmarc.example.net", record)
            .text("_dmarc.a.example.net", record)
            .text("_dmarc.net", record);
    var nothing = new SpfResult(SpfResult.Outcome.NONE, "", "", "");
    var signed = new DkimResult(DkimResult.Outcome.PASS, "b.example.net", "s", "", "", "");
    for (String author : List.of("a.example.net", "x.y.a.example.net")) {
      DmarcResult result =
          new DmarcCheck(zone, new Random(1)).check(author, nothing, List.of(signed));
      assertEquals(author, result.domain());
      assertTrue(result.disposition().compareTo(result.policy()) <= 0, result::toString);
    }
  }

  /** A whole message on its way through the sink: ours stands first and is one field. */
  @FuzzTest
  void messages(byte[] message) {
    var out = new ByteArrayOutputStream();
    MailSink.Receiving receiving =
        new AuthenticatingSink(
                AuthenticationSettings.off("mx.example").withAll(Use.TAG),
                new FixedResolver().text("_dmarc.example.net", "v=DMARC1; p=reject"),
                CLOCK,
                new Random(1),
                Spool::new,
                (session, envelope) -> new Kept(out))
            .open(STRANGER, ENVELOPE);
    receiving.data(message, 0, message.length);
    int code = receiving.finish().code();
    if (code == 552) {
      return;
    }
    String all = out.toString(ISO_8859_1);
    String ours = "Authentication-Results: mx.example;\r\n\tspf=none";
    assertTrue(code == 250 && all.startsWith(ours), all);
    String[] lines = all.split("\r\n", -1);
    for (int i = 1; lines[i].startsWith("\t"); i++) {
      assertPrintable(lines[i].substring(1));
      if (lines[i].startsWith("\tdmarc=")) {
        return;
      }
    }
    throw new AssertionError(all);
  }

  private static final SessionFacts STRANGER =
      new SessionFacts(
          "1",
          Endpoint.of(InetAddress.ofLiteral("192.0.2.9"), 40000),
          Endpoint.of(InetAddress.ofLiteral("192.0.2.1"), 25),
          ServerMode.MX,
          new SessionFacts.Hello.None(),
          Optional.empty(),
          Optional.empty());
  private static final ReceivedEnvelope ENVELOPE =
      new ReceivedEnvelope("1", ReversePath.parse("<>"), MailParameters.NONE, List.of());

  private record Kept(ByteArrayOutputStream out) implements MailSink.Receiving {
    @Override
    public void data(byte[] octets, int from, int to) {
      out.write(octets, from, to - from);
    }

    @Override
    public Reply finish() {
      return Reply.of(250, "taken");
    }

    @Override
    public void abort() {}
  }

  private static void assertPrintable(String text) {
    assertTrue(text.chars().allMatch(c -> c >= ' ' && c <= '~'), text);
  }
}
