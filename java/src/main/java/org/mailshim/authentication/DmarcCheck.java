package org.mailshim.authentication;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.mailshim.authentication.DmarcRecord.Suffix;
import org.mailshim.authentication.DmarcResult.Outcome;
import org.mailshim.authentication.Lookups.Stop;
import org.mailshim.dns.MailExchangers;
import org.mailshim.dns.Resolver;
import org.mailshim.transport.Deadline;

/**
 * Asks the domain in From whether a message is its own, and what it wants done when not (RFC 9989,
 * which took the place of RFC 7489).
 *
 * <p><b>Organisational domains</b> are found by the DNS tree walk of §4.10 and not by a list of
 * public suffixes: the domains say themselves where they begin, and there is no list that grows old
 * in an installed library. A domain below one without any record stands for itself.
 *
 * <p><b>A message passes</b> for an author domain when SPF passed for a domain that is aligned with
 * it, or a DKIM signature of such a domain did: the same domain (strict), or one of the same
 * organisation (relaxed). With several authors' domains it has to pass for each, and the strictest
 * policy of those for which it does not applies (§4.4.1 leaves that to us).
 *
 * <p>A check costs {@value #MOST_LOOKUPS} look-ups at most, on the caller's thread, whatever the
 * records say; more are {@link Outcome#PERMERROR}. None is begun after the caller's deadline, or
 * after half a minute; the outcome is {@link Outcome#TEMPERROR} then. Nothing is reported to
 * domains (tags rua=, ruf=).
 *
 * <p>Immutable; any thread.
 */
public final class DmarcCheck {
  /** One walk needs eight (§4.10); honest signatures add a few. */
  private static final int MOST_LOOKUPS = 60;

  /** From where a walk goes on after the full name (§4.10). */
  private static final int MOST_LABELS = 7;

  private static final String PREFIX = "_dmarc.";
  private static final int ALL = 100;

  private final Resolver resolver;
  private final RandomGenerator random;

  /**
   * A check that asks a resolver.
   *
   * @param resolver where the records are
   * @param random chooses the messages for which pct= counts; used by many threads
   */
  public DmarcCheck(Resolver resolver, RandomGenerator random) {
    this.resolver = resolver;
    this.random = random;
  }

  /**
   * Checks a message by one author.
   *
   * @param author the domain in From, as A-labels
   * @param spf what SPF said of the reverse-path, or of the client's name where that is null
   * @param signatures what DKIM said
   * @return what it comes to
   */
  public DmarcResult check(String author, SpfResult spf, List<DkimResult> signatures) {
    return check(
        author, spf, signatures, Deadline.after(AuthenticationSettings.DEFAULT_TIME_LIMIT));
  }

  /**
   * As {@link #check(String, SpfResult, List)}, for a caller who knows how much time there is.
   *
   * @param deadline after which nothing is looked up
   */
  public DmarcResult check(
      String author, SpfResult spf, List<DkimResult> signatures, Deadline deadline) {
    return new Evaluation(spf, signatures, deadline).check(author);
  }

  /** Checks a message by its authors; empty when they cannot be told. */
  DmarcResult check(
      Optional<Authors> authors, SpfResult spf, List<DkimResult> signatures, Deadline deadline) {
    if (authors.isEmpty()) {
      return DmarcResult.without(Outcome.PERMERROR, "", "From does not say whose message it is");
    }
    var evaluation = new Evaluation(spf, signatures, deadline);
    DmarcResult worst = DmarcResult.without(Outcome.NONE, "", "no domain to ask");
    for (String author : authors.get().domains()) {
      DmarcResult result = evaluation.check(author);
      worst = worst.domain().isEmpty() ? result : worse(worst, result);
    }
    return worst;
  }

  private static DmarcResult worse(DmarcResult one, DmarcResult other) {
    int by = Integer.compare(weight(one), weight(other));
    return by >= 0 ? one : other;
  }

  /** What stands against believing a message: a refusal most, then what is not known. */
  private static int weight(DmarcResult result) {
    int word =
        switch (result.outcome()) {
          case PASS -> 0;
          case NONE -> 1;
          case FAIL -> 2;
          case TEMPERROR -> 3;
          case PERMERROR -> 4;
        };
    return 10 * result.disposition().ordinal() + word;
  }

  /** A record and whose it is. */
  private record Published(String domain, DmarcRecord record) {}

  /** One message's check, and what it has looked up. */
  private final class Evaluation {
    private final SpfResult spf;
    private final List<DkimResult> signatures;
    private final Map<String, Optional<DmarcRecord>> known = new HashMap<>();
    private final Lookups lookups;

    Evaluation(SpfResult spf, List<DkimResult> signatures, Deadline deadline) {
      this.lookups = new Lookups(resolver, deadline, MOST_LOOKUPS);
      this.spf = spf;
      this.signatures = signatures;
    }

    DmarcResult check(String text) {
      Optional<String> author = DkimSignature.domainName(text);
      if (author.isEmpty()) {
        return DmarcResult.without(Outcome.PERMERROR, "", "the domain in From is none");
      }
      try {
        return evaluate(author.get());
      } catch (Stop e) {
        Outcome outcome = e.isTemporary() ? Outcome.TEMPERROR : Outcome.PERMERROR;
        return DmarcResult.without(outcome, author.get(), e.reason());
      }
    }

    private DmarcResult evaluate(String author) throws Stop {
      List<Published> walk = walk(author);
      String organisation = organisation(author, walk);
      Optional<Published> published = policyRecord(author, organisation, walk);
      if (published.isEmpty()) {
        return DmarcResult.without(Outcome.NONE, author, "no record");
      }
      DmarcRecord record = published.get().record();
      boolean own = published.get().domain().equals(author);
      DmarcPolicy policy = record.policyFor(own, () -> exists(author));
      if (isFrom(author, organisation, record)) {
        return DmarcResult.pass(author, policy);
      }
      if (mayPassLater(author, organisation, record)) {
        return DmarcResult.without(Outcome.TEMPERROR, author, "SPF or DKIM without an answer");
      }
      return new DmarcResult(
          Outcome.FAIL, author, policy, applied(policy, record), "nothing that is aligned passed");
    }

    private DmarcPolicy applied(DmarcPolicy policy, DmarcRecord record) {
      boolean spared =
          record.testing() || (record.percent() < ALL && random.nextInt(ALL) >= record.percent());
      return spared ? policy.milder() : policy;
    }

    /** The author domain's own record, else its organisation's, else its public suffix's. */
    private static Optional<Published> policyRecord(
        String author, String organisation, List<Published> walk) {
      Optional<Published> suffix = Optional.empty();
      for (Published each : walk) {
        if (each.domain().equals(author) || each.domain().equals(organisation)) {
          return Optional.of(each);
        }
        if (each.record().suffix() == Suffix.YES) {
          suffix = Optional.of(each);
        }
      }
      return suffix;
    }

    private boolean isFrom(String author, String organisation, DmarcRecord record) throws Stop {
      if (spf.outcome() == SpfResult.Outcome.PASS
          && isAligned(spf.domain(), author, organisation, record.strictSpf())) {
        return true;
      }
      for (DkimResult each : signatures) {
        if (each.outcome() == DkimResult.Outcome.PASS
            && isAligned(each.domain(), author, organisation, record.strictDkim())) {
          return true;
        }
      }
      return false;
    }

    /** Whether it was only the DNS that kept the message from passing. */
    private boolean mayPassLater(String author, String organisation, DmarcRecord record)
        throws Stop {
      if (spf.outcome() == SpfResult.Outcome.TEMPERROR
          && isAligned(spf.domain(), author, organisation, record.strictSpf())) {
        return true;
      }
      for (DkimResult each : signatures) {
        if (each.outcome() == DkimResult.Outcome.TEMPERROR
            && isAligned(each.domain(), author, organisation, record.strictDkim())) {
          return true;
        }
      }
      return false;
    }

    /** Only what lies in the author's organisation is walked for, so that others cost nothing. */
    private boolean isAligned(String domain, String author, String organisation, boolean strict)
        throws Stop {
      if (domain.equals(author)) {
        return true;
      }
      boolean within = domain.equals(organisation) || domain.endsWith("." + organisation);
      return !strict && within && organisation(domain, walk(domain)).equals(organisation);
    }

    /** The records from a domain up to its top level, at eight names at most (§4.10). */
    private List<Published> walk(String domain) throws Stop {
      List<Published> found = new ArrayList<>();
      String name = domain;
      while (true) {
        Optional<DmarcRecord> record = record(name);
        if (record.isPresent()) {
          found.add(new Published(name, record.get()));
          if (record.get().suffix() != Suffix.UNKNOWN) {
            return found;
          }
        }
        int dot = name.indexOf('.');
        if (dot < 0) {
          return found;
        }
        name = lastLabels(name.substring(dot + 1));
      }
    }

    /** §4.10.2: who says that it begins here; else whoever is highest; else the domain itself. */
    private static String organisation(String domain, List<Published> walk) {
      for (Published each : walk) {
        if (each.record().suffix() == Suffix.NO) {
          return each.domain();
        }
        if (each.record().suffix() == Suffix.YES && !each.domain().equals(domain)) {
          return oneBelow(each.domain(), domain);
        }
      }
      return walk.isEmpty() ? domain : walk.getLast().domain();
    }

    private static String oneBelow(String suffix, String domain) {
      int end = domain.length() - suffix.length() - 1;
      return domain.substring(domain.lastIndexOf('.', end - 1) + 1);
    }

    private static String lastLabels(String name) {
      int at = name.length();
      for (int labels = 0; labels < MOST_LABELS && at >= 0; labels++) {
        at = name.lastIndexOf('.', at - 1);
      }
      return name.substring(at + 1);
    }

    /** A domain's record; several are none. */
    private Optional<DmarcRecord> record(String domain) throws Stop {
      if (known.containsKey(domain)) {
        return known.get(domain);
      }
      Optional<DmarcRecord> found = Optional.empty();
      int count = 0;
      for (String text : texts(PREFIX + domain)) {
        if (DmarcRecord.isOne(text)) {
          count++;
          found = count == 1 ? Optional.of(DmarcRecord.parse(text)) : Optional.empty();
        }
      }
      known.put(domain, found);
      return found;
    }

    private List<String> texts(String name) throws Stop {
      lookups.count();
      return lookups.texts(name);
    }

    private boolean exists(String domain) throws Stop {
      lookups.count();
      return !(lookups.mailExchangers(domain) instanceof MailExchangers.NoSuchDomain);
    }
  }
}
