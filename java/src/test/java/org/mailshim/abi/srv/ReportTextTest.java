package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.Guard;
import org.mailshim.abi.LastError;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.delivery.Cause;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.Disposition;
import org.mailshim.delivery.RecipientReport;
import org.mailshim.smtp.Reply;

/** A C program is told of the worst recipient, under the class that its cause belongs to. */
class ReportTextTest {
  private static final ForwardPath RECIPIENT = ForwardPath.parse("x@example.org");

  private static LastError error(Cause cause) {
    RecipientReport failed =
        new RecipientReport(
            RECIPIENT,
            Disposition.TRANSIENT,
            cause,
            Reply.of(451, "later"),
            Optional.empty(),
            "delivering");
    return ReportText.error(new DeliveryReport(List.of(failed, failed)));
  }

  @ParameterizedTest
  @CsvSource({"MEMORY, MEMORY", "LOCAL, SPOOL", "FAULT, INTERNAL", "SERVER, REFUSED"})
  void mapsTheCause(Cause cause, ErrorCode code) {
    assertEquals(code, error(cause).code());
  }

  @ParameterizedTest
  @EnumSource(Cause.class)
  void hasWordsForEach(Cause cause) {
    assertTrue(
        error(cause).text().startsWith("<x@example.org>: while delivering: 451 later (and 1 more)"),
        error(cause).text());
  }

  @Test
  void doesNotSaySoWhenThreadsHaveRunOut() {
    assertTrue(Guard.adviceFor("unable to create native thread: limits").contains("ulimit -u"));
  }

  @Test
  void saysWhereMoreMemoryComesFrom() {
    Envelope envelope = new Envelope(ReversePath.NULL, List.of(RECIPIENT));
    LastError error = ReportText.error(DeliveryReport.outOfMemory(envelope));
    assertEquals(ErrorCode.MEMORY, error.code());
    assertTrue(error.text().endsWith("raise -Xmx in MAILSHIM_JVM_OPTS"), error.text());
  }
}
