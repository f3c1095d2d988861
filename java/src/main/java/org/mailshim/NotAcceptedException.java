package org.mailshim;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.smtp.client.RecipientOutcome;

/**
 * A message was not accepted for all of its recipients: what {@link SendResult#requireAccepted}
 * throws. The others may have it.
 */
public final class NotAcceptedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable SendResult result;

  NotAcceptedException(SendResult result) {
    super(text(result));
    this.result = result;
  }

  private static String text(SendResult result) {
    var text = new StringBuilder("not accepted");
    String separator = ": ";
    for (RecipientOutcome each : result.rejected()) {
      text.append(separator).append(each.recipient().text());
      text.append(" while ").append(each.stage().phrase()).append(": ");
      text.append(each.reply().text());
      separator = "; ";
    }
    return text.toString();
  }

  /**
   * What became of each recipient.
   *
   * @return the result; empty when the exception was serialized
   */
  public Optional<SendResult> result() {
    return Optional.ofNullable(result);
  }
}
