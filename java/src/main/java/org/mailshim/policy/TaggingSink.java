package org.mailshim.policy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Set;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;

/**
 * Writes the header field that says on which DNS lists the client is, above the Received field, and
 * gives the rest to another sink as it comes. A field of that name which the message brings along
 * stays below Received, where it is what somebody else says. Any thread.
 */
final class TaggingSink implements MailSink {
  private final Policy policy;
  private final MailSink next;

  TaggingSink(Policy policy, MailSink next) {
    this.policy = policy;
    this.next = next;
  }

  @Override
  public Set<EhloKeyword> honours() {
    return next.honours();
  }

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    byte[] field = policy.tag(session).getBytes(US_ASCII);
    Receiving receiving = next.open(session, envelope);
    if (field.length > 0) {
      receiving.data(field, 0, field.length);
    }
    return receiving;
  }
}
