package org.mailshim.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.mailshim.message.MailData;
import org.mailshim.message.SevenBitMessage;
import org.mailshim.message.TraceFields;

/** What is made of messages, whatever somebody has put into them. */
class MessageFuzzTest {
  /** A message that can be encoded has US-ASCII only then; what is US-ASCII needs nothing. */
  @FuzzTest
  void sevenBit(byte[] input) throws IOException {
    MailData message = MailData.verbatim(input);
    SevenBitMessage.Survey survey = SevenBitMessage.survey(message);
    if (survey.obstacle().isEmpty()) {
      var out = new ByteArrayOutputStream();
      SevenBitMessage.write(
          message, survey, (octets, from, to) -> out.write(octets, from, to - from));
      assertTrue(SevenBitMessage.survey(MailData.verbatim(out.toByteArray())).isSevenBit());
    } else {
      assertTrue(!survey.isSevenBit() || survey.isHeaderSevenBit());
    }
  }

  /** A header section is read to its end, and no further. */
  @FuzzTest
  void trace(byte[] input) throws IOException {
    TraceFields fields = TraceFields.of(MailData.verbatim(input));
    assertTrue(fields.received() >= 0 && fields.received() <= input.length / 9);
    assertTrue(fields.deliveredTo().size() <= input.length / 13);
  }
}
