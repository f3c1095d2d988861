package org.mailshim.lists;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailshim.authentication.DkimResult;
import org.mailshim.authentication.DkimSigner;
import org.mailshim.authentication.DkimSigners;
import org.mailshim.authentication.DkimVerification;
import org.mailshim.message.MailData;
import org.mailshim.mime.NamedMailbox;

/**
 * Whether a list may put its domain's signature under a message (RFC 6377 §5, RFC 5863: who signs
 * answers for it). An author elsewhere is none of our business: our signature says that the list
 * sent it, and no receiver takes it for the author's. An author at the domain that signs is: for
 * DMARC the list's signature, and the list's reverse-path, would speak for From. So such a message
 * has to bring a DKIM signature of that domain along which holds. Those of our users have one,
 * which was made when they had authenticated, and so have those of programs of this host.
 *
 * <p>It costs a look-up for each signature of such a message, nothing for others, and nothing where
 * the list does not sign. Any thread.
 *
 * <p>Known limits: domains count as one when one of them lies within the other, which the DNS is
 * not asked about; authors at a domain beside the list's, under the same organisation, are not
 * checked here. What SPF alone vouched for on receipt is not known any more, and counts as nothing.
 */
final class AuthorCheck {
  private static final int PIECE = 16 * 1024;

  private final ListSetup setup;
  private final DkimSigners signers;

  /** What it comes to. */
  enum Answer {
    /** The list may sign. */
    SOUND,
    /** Nothing says that the author is who From says. */
    UNVERIFIED,
    /** The DNS did not answer; later perhaps. */
    UNKNOWN
  }

  /** For one list. */
  AuthorCheck(MailingList list, ListSetup setup) {
    this.setup = setup;
    this.signers = setup.signersOf(list);
  }

  /**
   * Looks at a message.
   *
   * @throws IOException when it cannot be read
   */
  Answer of(ListMessage message) throws IOException {
    if (signers.isEmpty()) {
      return Answer.SOUND;
    }
    Optional<NamedMailbox> author = message.author();
    if (author.isEmpty()) {
      return Answer.UNVERIFIED; // one of several could be ours
    }
    String domain = author.get().mailbox().domain().ascii().toLowerCase(Locale.ROOT);
    return isOurs(domain) ? answer(domain, results(message.data())) : Answer.SOUND;
  }

  private boolean isOurs(String domain) {
    for (DkimSigner each : signers.all()) {
      if (isOne(domain, each.domain())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOne(String one, String other) {
    return one.equals(other) || one.endsWith("." + other) || other.endsWith("." + one);
  }

  private List<DkimResult> results(MailData message) throws IOException {
    var verification = new DkimVerification(setup.clock());
    byte[] piece = new byte[PIECE];
    try (InputStream in = message.open()) {
      for (int count; (count = in.read(piece)) > 0; ) {
        verification.look(piece, 0, count);
      }
    }
    return verification.finish(setup.resolver());
  }

  private static Answer answer(String domain, List<DkimResult> results) {
    Answer answer = Answer.UNVERIFIED;
    for (DkimResult each : results) {
      if (isOne(domain, each.domain())) {
        switch (each.outcome()) {
          case PASS -> {
            return Answer.SOUND;
          }
          case TEMPERROR -> answer = Answer.UNKNOWN;
          case NEUTRAL, FAIL, POLICY, PERMERROR -> {
            // says nothing
          }
        }
      }
    }
    return answer;
  }
}
