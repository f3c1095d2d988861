package org.mailshim.authentication;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.mailshim.address.Ascii;
import org.mailshim.address.Mailbox;
import org.mailshim.authentication.AuthenticationSettings.Use;
import org.mailshim.dns.Resolver;
import org.mailshim.message.MailData;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.HeldMessage;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.smtp.server.SpoolSink;
import org.mailshim.transport.AddressRange;
import org.mailshim.transport.Deadline;

/**
 * Asks who vouches for what strangers send, by SPF, DKIM and DMARC, and writes what it heard above
 * the message as Authentication-Results (RFC 8601), on the way into another sink. Fields of that
 * name which a message brings along in our name are taken out (§5).
 *
 * <p>A stranger is a client of a server for MX that has not authenticated and is not trusted.
 * Nothing is asked about what users submit, though fields in our name are taken out there too. What
 * trusted clients send, and neighbours by LMTP, goes on as it comes: their fields may be ours.
 *
 * <p>Everything that refuses a message does so at its end, when all is known: SPF alone does not
 * know what DMARC will say. A header section of more than a mebibyte is refused with 552 5.3.4,
 * since forged fields could hide in it.
 *
 * <p>A message is held in a spool until it is complete. Names are looked up on the session's
 * thread, after the end of the data, for {@link AuthenticationSettings#timeLimit} at the most. One
 * object serves all sessions; any thread.
 */
public final class AuthenticatingSink implements MailSink {
  /** What marks suspicious mail for filters and readers behind us. */
  static final String SUSPICIOUS = "X-Spam-Flag";

  private static final Reply TOO_LONG =
      Reply.of(552, new EnhancedStatusCode(5, 3, 4), "The header section is too long");

  private final AuthenticationSettings settings;
  private final Resolver resolver;
  private final Clock clock;
  private final DmarcCheck dmarcCheck;
  private final SpoolSink.SpoolSource spools;
  private final MailSink next;

  /**
   * Puts the questions before a sink.
   *
   * @param settings what is asked, and what follows
   * @param resolver where records and keys are
   * @param clock tells whether signatures have expired
   * @param random for {@link DmarcCheck}
   * @param spools where messages are held, such as {@code Spool::new}
   * @param next where the messages go
   */
  public AuthenticatingSink(
      AuthenticationSettings settings,
      Resolver resolver,
      Clock clock,
      RandomGenerator random,
      SpoolSink.SpoolSource spools,
      MailSink next) {
    this.settings = settings;
    this.resolver = resolver;
    this.clock = clock;
    this.dmarcCheck = new DmarcCheck(resolver, random);
    this.spools = spools;
    this.next = next;
  }

  @Override
  public Set<EhloKeyword> honours() {
    return next.honours();
  }

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    boolean neighbour =
        session.mode() == ServerMode.LMTP
            || AddressRange.contain(settings.trusted(), session.peer().address());
    if (settings.isOff() || (neighbour && !session.isUser())) {
      return next.open(session, envelope);
    }
    boolean stranger = session.mode() == ServerMode.MX && !session.isUser();
    return stranger ? new Authenticated(session, envelope) : new Cleaned(session, envelope);
  }

  /** One message that must not speak in our name. */
  private class Cleaned extends HeldMessage {
    final HeaderFields header = new HeaderFields();

    Cleaned(SessionFacts session, ReceivedEnvelope envelope) {
      super(spools.open(), next, session, envelope);
    }

    @Override
    public void data(byte[] octets, int from, int to) {
      super.data(octets, from, to);
      look(octets, from, to);
    }

    void look(byte[] octets, int from, int to) {
      if (!header.isOver()) {
        header.look(octets, from, to);
      }
    }

    @Override
    protected MailData complete(MailData message) {
      header.finish();
      if (header.isTooLong()) {
        refuse(TOO_LONG);
        return message;
      }
      return withoutForged(message);
    }

    /** The message, its header section written anew when there is something to leave out. */
    private MailData withoutForged(MailData message) {
      StringBuilder kept = new StringBuilder();
      long octets = 0;
      for (HeaderFields.Field field : header.fields()) {
        octets += field.text().length();
        if (!isForged(field)) {
          kept.append(field.text());
        }
      }
      return kept.length() == octets
          ? message
          : message
              .startingAt(Math.min(octets, message.octets()))
              .precededBy(kept.toString().getBytes(ISO_8859_1));
    }

    boolean isForged(HeaderFields.Field field) {
      return AuthenticationResults.isForged(field, settings.authservId());
    }
  }

  /** One message of a stranger. */
  private final class Authenticated extends Cleaned {
    private final DkimVerification dkim = new DkimVerification(clock, header);

    Authenticated(SessionFacts session, ReceivedEnvelope envelope) {
      super(session, envelope);
    }

    @Override
    void look(byte[] octets, int from, int to) {
      if (isAsked(settings.dkim())) {
        dkim.look(octets, from, to);
      } else {
        super.look(octets, from, to);
      }
    }

    @Override
    protected MailData complete(MailData message) {
      MailData cleaned = super.complete(message);
      if (header.isTooLong()) {
        return cleaned;
      }
      Findings findings = findings(Deadline.after(settings.timeLimit()));
      findings.refusal(settings).ifPresent(this::refuse);
      String fields = AuthenticationResults.field(settings, findings);
      if (findings.isSuspicious(settings)) {
        fields += SUSPICIOUS + ": YES\r\n";
      }
      return cleaned.precededBy(fields.getBytes(US_ASCII));
    }

    /** DMARC is made of the other two. */
    private boolean isAsked(Use use) {
      return use != Use.OFF || settings.dmarc() != Use.OFF;
    }

    /** SPF first: nobody else's look-ups can use up the time of what it alone decides. */
    private Findings findings(Deadline deadline) {
      Optional<SpfResult> spf =
          isAsked(settings.spf()) ? Optional.of(spf(deadline)) : Optional.empty();
      List<DkimResult> signatures =
          isAsked(settings.dkim()) ? dkim.finish(resolver, deadline) : List.of();
      Optional<DmarcResult> dmarc =
          settings.dmarc() == Use.OFF
              ? Optional.empty()
              : Optional.of(
                  dmarcCheck.check(
                      Authors.of(header.fields()), spf.orElseThrow(), signatures, deadline));
      boolean byHelo = envelope().reversePath().sender().isEmpty();
      return new Findings(spf, byHelo, Optional.of(signatures), dmarc, deadline.isPast());
    }

    private SpfResult spf(Deadline deadline) {
      String helo = session().hello().name().orElse("");
      String sender = "";
      if (envelope().reversePath().sender().isPresent()) {
        Mailbox mailbox = envelope().reversePath().sender().get();
        sender = mailbox.localPart() + "@" + SenderDomain.of(envelope().reversePath());
      }
      return new SpfCheck(resolver, clock)
          .check(session().peer().address(), helo, sender, deadline);
    }

    @Override
    boolean isForged(HeaderFields.Field field) {
      return super.isForged(field)
          || (settings.dmarc() == Use.ENFORCE
              && Ascii.equalsIgnoringCase(field.name(), SUSPICIOUS));
    }
  }
}
