package org.mailshim.authentication;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailshim.address.AddressFamily;
import org.mailshim.authentication.Lookups.Stop;
import org.mailshim.authentication.SpfRecord.Broken;
import org.mailshim.authentication.SpfResult.Outcome;
import org.mailshim.dns.MailExchanger;
import org.mailshim.dns.MailExchangers;
import org.mailshim.dns.Resolver;
import org.mailshim.transport.Deadline;

/**
 * Asks a domain whether a host may send in its name: the function check_host of RFC 7208 §4.
 *
 * <p>Its limits are those of §4.6.4, whatever the records say: ten terms that look something up,
 * two look-ups that find nothing, ten exchangers or names for one term; more is {@link
 * Outcome#PERMERROR}, but for the names of ptr, where the rest is not looked at. So a check costs
 * about a hundred look-ups at the worst, on the caller's thread; after {@value #MOST_SECONDS}
 * seconds, or at the caller's deadline, no further one is begun, and the outcome is {@link
 * Outcome#TEMPERROR}. %{r} is {@code unknown}.
 *
 * <p>Immutable; any thread.
 */
public final class SpfCheck {
  private static final int MOST_TERMS = 10;
  private static final int MOST_VOID = 2;
  private static final int MOST_NAMES = 10;
  private static final int LONGEST_TEXT = 250;

  /** The least that §4.6.4 allows; who answers slowly is to keep no session. */
  private static final int MOST_SECONDS = 20;

  private final Resolver resolver;
  private final Clock clock;

  /**
   * A check that asks a resolver.
   *
   * @param resolver where the records are
   * @param clock for the macro %{t}
   */
  public SpfCheck(Resolver resolver, Clock clock) {
    this.resolver = resolver;
    this.clock = clock;
  }

  /**
   * Checks the sender of a message, or for the null reverse-path the client's name (§2.4).
   *
   * @param client the client's address
   * @param helo the client's name, as it said it in EHLO or HELO
   * @param sender the reverse-path's mailbox, or an empty text for the null reverse-path
   * @return what the domain says
   */
  public SpfResult check(InetAddress client, String helo, String sender) {
    return check(client, helo, sender, Deadline.never());
  }

  /**
   * As {@link #check(InetAddress, String, String)}, for a caller who has less time perhaps.
   *
   * @param deadline after which nothing is looked up
   */
  public SpfResult check(InetAddress client, String helo, String sender, Deadline deadline) {
    int at = sender.lastIndexOf('@');
    String localPart = at > 0 ? sender.substring(0, at) : "postmaster";
    String domain = sender.isEmpty() ? helo : sender.substring(at + 1);
    Optional<String> name = host(domain);
    if (name.isEmpty()) {
      return new SpfResult(Outcome.NONE, "", "no domain to ask", "");
    }
    var values = new SpfMacros.Values(localPart, name.get(), helo, client, clock);
    Deadline end = deadline.earlier(Deadline.after(Duration.ofSeconds(MOST_SECONDS)));
    return new Evaluation(values, new Lookups(resolver, end, MOST_TERMS)).run(name.get());
  }

  /** A name that may be asked for: of two labels or more (§4.3). */
  private static Optional<String> host(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return name.indexOf('.') < 0 ? Optional.empty() : DkimSignature.domainName(name);
  }

  /** One check, with what it has cost. */
  private final class Evaluation {
    private final InetAddress client;
    private final SpfMacros macros;
    private final AddressFamily family;
    private final Lookups lookups;
    private int voids;
    private String reason = "";
    private Optional<String> explained = Optional.empty();

    Evaluation(SpfMacros.Values values, Lookups lookups) {
      this.lookups = lookups;
      this.client = values.client();
      this.family = client.getAddress().length == 4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
      this.macros = new SpfMacros(values, this::clientName);
    }

    SpfResult run(String domain) {
      try {
        Outcome outcome = evaluate(domain, true);
        String text = outcome == Outcome.FAIL ? explained.orElse("") : "";
        return new SpfResult(outcome, domain, printable(reason), text);
      } catch (Stop e) {
        Outcome outcome = e.isTemporary() ? Outcome.TEMPERROR : Outcome.PERMERROR;
        return new SpfResult(outcome, domain, e.reason(), "");
      }
    }

    private Outcome evaluate(String domain, boolean explains) throws Stop {
      Optional<SpfRecord> found = record(domain);
      if (found.isEmpty()) {
        reason = "no record";
        return Outcome.NONE;
      }
      SpfRecord record = found.get();
      for (SpfTerm term : record.terms()) {
        if (matches(term, domain)) {
          reason = term.text();
          if (explains && term.qualifier() == Outcome.FAIL && record.explanation().isPresent()) {
            explained = explanation(record.explanation().get(), domain);
          }
          return term.qualifier();
        }
      }
      if (record.redirect().isEmpty()) {
        reason = "nothing matched";
        return Outcome.NEUTRAL;
      }
      lookups.count();
      Optional<String> next = host(macros.domain(record.redirect().get(), domain));
      Outcome outcome = next.isEmpty() ? Outcome.NONE : evaluate(next.get(), explains);
      if (outcome == Outcome.NONE) {
        throw Stop.permanent("redirect leads to no record");
      }
      return outcome;
    }

    private Optional<SpfRecord> record(String domain) throws Stop {
      List<String> records = new ArrayList<>(1);
      for (String text : lookups.texts(domain)) {
        if (SpfRecord.isOne(text)) {
          records.add(text);
        }
      }
      if (records.size() > 1) {
        throw Stop.permanent("several records");
      }
      try {
        return records.isEmpty() ? Optional.empty() : Optional.of(SpfRecord.parse(records.get(0)));
      } catch (Broken e) {
        throw Stop.permanent("broken record: " + e.getMessage());
      }
    }

    private boolean matches(SpfTerm term, String domain) throws Stop {
      return switch (term.mechanism()) {
        case ALL -> true;
        case IP4, IP6 -> term.agrees(client, term.network());
        case A -> hasAddress(term, target(term, domain));
        case MX -> exchanges(term, target(term, domain));
        case PTR -> isNamed(target(term, domain));
        case EXISTS -> exists(target(term, domain));
        case INCLUDE -> includes(target(term, domain));
      };
    }

    private String target(SpfTerm term, String domain) throws Stop {
      lookups.count();
      return term.domain().isEmpty() ? domain : macros.domain(term.domain(), domain);
    }

    private boolean includes(String target) throws Stop {
      Optional<String> name = host(target);
      return switch (name.isEmpty() ? Outcome.NONE : evaluate(name.get(), false)) {
        case PASS -> true;
        case NONE, PERMERROR -> throw Stop.permanent("include leads to no record");
        case TEMPERROR -> throw Lookups.unanswered();
        case FAIL, SOFTFAIL, NEUTRAL -> false;
      };
    }

    private boolean exists(String target) throws Stop {
      return !addresses(target, AddressFamily.IPV4).isEmpty();
    }

    private boolean hasAddress(SpfTerm term, String target) throws Stop {
      for (InetAddress each : addresses(target, family)) {
        if (term.agrees(client, each)) {
          return true;
        }
      }
      return false;
    }

    private boolean exchanges(SpfTerm term, String target) throws Stop {
      List<MailExchanger> hosts =
          switch (lookups.mailExchangers(target)) {
            // An implicit MX is none here (§5.4).
            case MailExchangers.Hosts found -> found.implicit() ? nothing() : found.hosts();
            case MailExchangers.NullMx none -> List.of();
            case MailExchangers.NoSuchDomain none -> nothing();
            case MailExchangers.NoMailExchanger none -> nothing();
            case MailExchangers.TemporaryFailure failure -> throw Lookups.unanswered();
          };
      if (hosts.size() > MOST_NAMES) {
        throw Stop.permanent("too many mail exchangers");
      }
      for (MailExchanger each : hosts) {
        if (hasAddress(term, each.host())) {
          return true;
        }
      }
      return false;
    }

    private boolean isNamed(String target) throws Stop {
      for (String name : clientNames()) {
        if (isWithin(name, target)) {
          return true;
        }
      }
      lookups.requireTime(); // for a name that was not looked up
      return false;
    }

    /** The names of the client that lead back to it; what fails on the way is not there (§5.5). */
    private List<String> clientNames() {
      List<String> names;
      try {
        names = lookups.hostNames(client);
      } catch (Stop e) {
        return List.of();
      }
      List<String> validated = new ArrayList<>();
      for (String name : names.subList(0, Math.min(MOST_NAMES, names.size()))) {
        if (leadsBack(name)) {
          validated.add(name.toLowerCase(Locale.ROOT));
        }
      }
      return validated;
    }

    private boolean leadsBack(String name) {
      try {
        return lookups.addresses(name, family).contains(client);
      } catch (Stop e) {
        return false;
      }
    }

    /** The macro %{p}: the domain itself, else a name below it, else any (§7.3). */
    private String clientName(String domain) throws Stop {
      lookups.count();
      List<String> names = clientNames();
      if (names.contains(domain)) {
        return domain;
      }
      for (String name : names) {
        if (isWithin(name, domain)) {
          return name;
        }
      }
      return names.isEmpty() ? "unknown" : names.get(0);
    }

    private List<InetAddress> addresses(String name, AddressFamily wanted) throws Stop {
      List<InetAddress> found = lookups.addresses(name, wanted);
      return found.isEmpty() ? nothing() : found;
    }

    /** What exp= leads to; nothing that goes wrong there changes the outcome (§6.2). */
    private Optional<String> explanation(String spec, String domain) {
      try {
        List<String> texts = lookups.texts(macros.domain(spec, domain));
        if (texts.size() != 1) {
          return Optional.empty();
        }
        return Optional.of(printable(macros.explanation(texts.get(0), domain)));
      } catch (Stop | Broken e) {
        return Optional.empty();
      }
    }

    private <T> List<T> nothing() throws Stop {
      if (++voids > MOST_VOID) {
        throw Stop.permanent("too many look-ups that find nothing");
      }
      return List.of();
    }
  }

  /** A stranger's text for a reply and a log. */
  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(LONGEST_TEXT, text.length()); i++) {
      char c = text.charAt(i);
      out.append(c >= ' ' && c <= '~' ? c : '?');
    }
    return out.toString();
  }

  private static boolean isWithin(String name, String domain) {
    return name.equals(domain) || name.endsWith("." + domain);
  }
}
