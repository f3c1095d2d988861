package org.mailshim.authentication;

import java.util.List;
import java.util.Optional;
import org.mailshim.authentication.AuthenticationSettings.Use;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;

/**
 * What was found out about one message, and what follows from it. Empty is what was not asked.
 * Immutable.
 *
 * @param spf what SPF says
 * @param byHelo whether it was asked about the client's name, since the reverse-path is null
 * @param signatures what DKIM says of each signature
 * @param dmarc what DMARC says
 * @param outOfTime whether the time for asking was over before all was known
 */
record Findings(
    Optional<SpfResult> spf,
    boolean byHelo,
    Optional<List<DkimResult>> signatures,
    Optional<DmarcResult> dmarc,
    boolean outOfTime) {
  private static final Reply SPF_FAIL =
      Reply.of(550, code(5, 7, 23), "The sender's domain says (SPF) it is not from it");
  private static final Reply SPF_BROKEN =
      Reply.of(550, code(5, 7, 24), "The SPF record of the sender's domain is broken");
  private static final Reply SPF_UNKNOWN =
      Reply.of(451, code(4, 7, 24), "SPF: the DNS did not answer, please try again");
  private static final Reply DKIM_FAIL =
      Reply.of(550, code(5, 7, 20), "No DKIM signature of the message holds");
  private static final Reply DKIM_UNKNOWN =
      Reply.of(451, code(4, 7, 20), "DKIM: the DNS did not answer, please try again");
  private static final Reply DMARC_REJECT =
      Reply.of(550, code(5, 7, 1), "The policy (DMARC) of the domain in From refuses the message");
  private static final Reply DMARC_NO_AUTHOR =
      Reply.of(550, code(5, 7, 1), "Whose message this is cannot be told from its From (DMARC)");
  private static final Reply DMARC_UNKNOWN =
      Reply.of(451, code(4, 7, 1), "DMARC: the DNS did not answer, please try again");

  private static EnhancedStatusCode code(int category, int subject, int detail) {
    return new EnhancedStatusCode(category, subject, detail);
  }

  /** The answer to a message that is not taken; empty for one that is. */
  Optional<Reply> refusal(AuthenticationSettings settings) {
    Optional<Reply> byDmarc = settings.dmarc() == Use.ENFORCE ? dmarc(settings) : Optional.empty();
    if (byDmarc.isPresent()) {
      return byDmarc;
    }
    boolean vouchedFor = dmarc.isPresent() && dmarc.get().outcome() == DmarcResult.Outcome.PASS;
    Optional<Reply> bySpf =
        settings.spf() == Use.ENFORCE && !vouchedFor ? spf(settings) : Optional.empty();
    return bySpf.isEmpty() && settings.dkim() == Use.ENFORCE ? dkim(settings) : bySpf;
  }

  /** Whether the message is taken with suspicion. */
  boolean isSuspicious(AuthenticationSettings settings) {
    return settings.dmarc() == Use.ENFORCE
        && dmarc.isPresent()
        && dmarc.get().disposition() == DmarcPolicy.QUARANTINE;
  }

  private Optional<Reply> dmarc(AuthenticationSettings settings) {
    DmarcResult result = dmarc.orElseThrow();
    return switch (result.outcome()) {
      case PERMERROR -> Optional.of(DMARC_NO_AUTHOR);
      // A forger may have used up the time with slow names of his own.
      case TEMPERROR ->
          outOfTime || settings.refusesErrors() ? Optional.of(DMARC_UNKNOWN) : Optional.empty();
      case FAIL ->
          result.disposition() == DmarcPolicy.REJECT ? Optional.of(DMARC_REJECT) : Optional.empty();
      case NONE, PASS -> Optional.empty();
    };
  }

  private Optional<Reply> spf(AuthenticationSettings settings) {
    return switch (spf.orElseThrow().outcome()) {
      case FAIL -> Optional.of(SPF_FAIL);
      case PERMERROR -> settings.refusesErrors() ? Optional.of(SPF_BROKEN) : Optional.empty();
      case TEMPERROR -> settings.refusesErrors() ? Optional.of(SPF_UNKNOWN) : Optional.empty();
      case NONE, NEUTRAL, PASS, SOFTFAIL -> Optional.empty();
    };
  }

  private Optional<Reply> dkim(AuthenticationSettings settings) {
    boolean unknown = false;
    for (DkimResult each : signatures.orElseThrow()) {
      if (each.outcome() == DkimResult.Outcome.PASS) {
        return Optional.empty();
      }
      unknown |= each.outcome() == DkimResult.Outcome.TEMPERROR;
    }
    if (unknown) {
      return settings.refusesErrors() ? Optional.of(DKIM_UNKNOWN) : Optional.empty();
    }
    return signatures.get().isEmpty() ? Optional.empty() : Optional.of(DKIM_FAIL);
  }
}
