package org.mailshim.authentication;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailshim.message.MailData;
import org.mailshim.queue.Submission;
import org.mailshim.smtp.server.SpoolSink;

/**
 * Who signs for which domain. A signer signs for its domain and for those below it; several of one
 * domain all sign, one for each algorithm or selector. Immutable; any thread.
 *
 * @param all the signers
 */
public record DkimSigners(List<DkimSigner> all) {
  /** Nobody. */
  public static final DkimSigners NONE = new DkimSigners(List.of());

  /** Copies the signers. */
  public DkimSigners {
    all = List.copyOf(all);
  }

  /** These with one more. */
  public DkimSigners with(DkimSigner another) {
    List<DkimSigner> more = new ArrayList<>(all);
    more.add(another);
    return new DkimSigners(more);
  }

  /**
   * Those that sign for a domain.
   *
   * @param domain as A-labels in lower case
   */
  public DkimSigners of(String domain) {
    List<DkimSigner> mine = new ArrayList<>();
    for (DkimSigner each : all) {
      if (domain.equals(each.domain()) || domain.endsWith("." + each.domain())) {
        mine.add(each);
      }
    }
    return mine.isEmpty() ? NONE : new DkimSigners(mine);
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * Has all of them sign.
   *
   * @param message complete, with CRLF line ends; it is read once for each
   * @return the message with its signatures, or as it was when it cannot be signed ({@link
   *     DkimSigner#signature})
   * @throws IOException when the data cannot be read
   */
  public MailData sign(MailData message) throws IOException {
    MailData signed = message;
    for (DkimSigner each : all) {
      signed = each.sign(signed);
    }
    return signed;
  }

  /**
   * Has all of them sign a message on its way into a queue.
   *
   * @param submission where the signed message goes
   * @param spools where the message is held until it is complete
   * @return what takes the message; {@code submission} itself when there is nobody to sign
   */
  public Submission signing(Submission submission, SpoolSink.SpoolSource spools) {
    return isEmpty() ? submission : new SigningSubmission(this, submission, spools.open());
  }
}
