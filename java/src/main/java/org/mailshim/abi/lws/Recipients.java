package org.mailshim.abi.lws;

import java.util.ArrayList;
import java.util.List;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.LastError;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.smtp.client.RecipientOutcome;
import org.mailshim.smtp.client.Stage;
import org.mailshim.smtp.client.TransactionOutcome;
import org.mailshim.transport.Endpoint;

/**
 * Who of a mail's recipients has been accepted, over as many transactions as that takes: those who
 * are too many for one (452, or 552 from older servers; RFC 5321 §4.5.3.1.10) are offered again in
 * the next, as long as each of them brings the mail to somebody.
 */
final class Recipients {
  private static final int TOO_MANY = 452;
  private static final int TOO_MANY_OF_OLD = 552;

  private final Envelope whole;
  private Envelope open;
  private int accepted;
  private final List<RecipientOutcome> refused = new ArrayList<>();

  Recipients(Envelope envelope) {
    whole = envelope;
    open = envelope;
  }

  /** Who is to be offered the mail now. */
  Envelope open() {
    return open;
  }

  /**
   * Takes what a transaction has come to.
   *
   * @return whether there is to be another one
   */
  boolean take(TransactionOutcome outcome) {
    List<ForwardPath> again = new ArrayList<>();
    List<RecipientOutcome> tooMany = new ArrayList<>();
    int before = accepted;
    for (RecipientOutcome each : outcome.recipients()) {
      if (each.isAccepted()) {
        accepted++;
      } else if (isOneTooMany(each)) {
        again.add(each.recipient());
        tooMany.add(each);
      } else {
        refused.add(each);
      }
    }
    if (again.isEmpty() || accepted == before) {
      refused.addAll(tooMany);
      return false;
    }
    open = new Envelope(whole.reversePath(), again);
    return true;
  }

  private static boolean isOneTooMany(RecipientOutcome outcome) {
    int code = outcome.reply().code();
    return outcome.stage() == Stage.RCPT && (code == TOO_MANY || code == TOO_MANY_OF_OLD);
  }

  int accepted() {
    return accepted;
  }

  /** What is to be told. */
  Result result(Endpoint server) {
    if (refused.isEmpty()) {
      return Result.accepted(accepted);
    }
    RecipientOutcome worst = refused.getFirst();
    for (RecipientOutcome each : refused) {
      if (each.isPermanentFailure() && !worst.isPermanentFailure()) {
        worst = each;
      }
    }
    String others = refused.size() > 1 ? " (and " + (refused.size() - 1) + " more)" : "";
    String text =
        worst.recipient().text()
            + ": "
            + server.text()
            + " while "
            + worst.stage().phrase()
            + ": "
            + worst.reply().text()
            + others;
    ErrorCode code = worst.isServers() ? ErrorCode.REFUSED : ErrorCode.UNSUPPORTED;
    return new Result(
        accepted, false, worst.isServers() ? worst.reply().code() : 0, new LastError(code, text));
  }
}
